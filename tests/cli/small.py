"""A run of the command line that trains in a second, and how its options are read."""

from collections.abc import Callable
from typing import Any

from sculptor import cli
from sculptor.cli import train

SMALL = [
    "train", "--dataset", "digits", "--network", '{"kind": "mlp", "width": 16}',
    "--steps", "30", "--batch-size", "64", "--device", "cpu",
]  # fmt: skip

Call = Callable[..., tuple[int, str, str]]


def config(*arguments: str) -> dict[str, Any]:
    """The configuration that options ask for."""
    return train._config(cli.parser().parse_args(["train", *arguments]))
