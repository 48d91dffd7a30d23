"""The kinds of networks and their sizes: one table for validation and for a page's controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sculptor.errors import SculptorError


@dataclass(frozen=True)
class Parameter:
    """A whole number that sets the size of a network.

    Attributes:
        name: Its name in the JSON.
        default: What it is where the JSON does not say.
        low: The least that it may be.
        high: The most that it may be.
        step: A sensible change of it.
        description: What it counts.
    """

    name: str
    default: int
    low: int
    high: int
    step: int
    description: str


@dataclass(frozen=True)
class Kind:
    """A family of networks.

    Attributes:
        name: Its ``kind`` in the JSON.
        description: What it is, in one line.
        parameters: Its sizes.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "mlp",
            "Fully connected: fast, for small images",
            (
                Parameter("width", 256, 8, 4096, 32, "Units in each hidden layer"),
                Parameter("depth", 3, 1, 8, 1, "Hidden layers of the encoder and of the decoder"),
            ),
        ),
        Kind(
            "conv",
            "Convolutional: each layer halves the sides, down to 4 to 7 pixels",
            (Parameter("width", 32, 4, 512, 8, "Channels of the layer next to the pixels"),),
        ),
    )
}
"""Every kind of network, by name."""


def fill(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The network with all its sizes stated.

    >>> fill({"kind": "mlp", "width": 64})
    {'kind': 'mlp', 'width': 64, 'depth': 3}

    Args:
        spec: ``{"kind": "mlp", "width": 256, "depth": 3}`` or ``{"kind": "conv", "width": 32}``;
            sizes left out have their defaults.

    Raises:
        SculptorError: The kind or a size is not one of `KINDS`.
    """
    kind = KINDS.get(str(spec.get("kind")))
    if kind is None:
        raise SculptorError(
            f"Expected a network of kind {' or '.join(KINDS)}, received {spec.get('kind')!r:.80}."
        )
    known = {parameter.name for parameter in kind.parameters}
    unknown = sorted(str(name) for name in spec.keys() - known - {"kind"})
    if unknown:
        raise SculptorError(
            f"Expected a network of kind {kind.name} with {' and '.join(sorted(known))}, "
            f"received also {', '.join(unknown):.80}. Remove it."
        )
    sizes = {item.name: spec.get(item.name, item.default) for item in kind.parameters}
    for item in kind.parameters:
        _check_size(kind.name, item, sizes[item.name])
    return {"kind": kind.name, **sizes}


def _check_size(kind: str, item: Parameter, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not item.low <= value <= item.high:
        raise SculptorError(
            f"Expected the {item.name} of a network of kind {kind} as a whole number from "
            f"{item.low} to {item.high}, received {value!r:.80}."
        )
