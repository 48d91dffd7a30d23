"""Where a run is that can be resumed: what a checkpoint says beside its tensors."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from sculptor.files import parse_json
from sculptor.parameter import is_number
from sculptor.training.config import PRECISIONS, RunConfig, Spec, check_learning_rate

MOST = 10**9
"""Changes of a run that a checkpoint may have seen."""


@dataclass(frozen=True)
class Position:
    """The position of a run.

    Attributes:
        step: Updates done.
        applied: Events of kind ``set`` taken up.
        targets: Priors that it was aimed at.
        prior: That in force.
        learning_rate: In force.
        seconds: Of training.
        precision: Of the hidden layers; None in checkpoints that do not say.
    """

    step: int
    applied: int
    targets: int
    prior: Spec
    learning_rate: float
    seconds: float
    precision: str | None = None

    def tensor(self) -> Tensor:
        """The position as JSON in the bytes of a tensor."""
        return torch.frombuffer(bytearray(json.dumps(asdict(self)).encode()), dtype=torch.uint8)

    @classmethod
    def read(cls, tensor: Tensor | None, config: RunConfig) -> Position:
        """Read a position back.

        Args:
            tensor: Of the checkpoint.
            config: Of the run.

        Raises:
            ValueError: It is none, or not one of such a run.
        """
        if tensor is None or tensor.dtype != torch.uint8 or tensor.ndim != 1:
            raise ValueError("its settings are missing")
        value: Any = parse_json(bytes(tensor.numpy()), "its settings")
        if not isinstance(value, dict) or value.keys() - cls.__dataclass_fields__:
            raise ValueError("its settings are those of something else")
        limits = {"step": (0, config.steps), "applied": (0, MOST), "targets": (1, MOST)}
        for name, (low, high) in limits.items():
            number = value.get(name)
            if type(number) is not int or not low <= number <= high:
                raise ValueError(f"its {name} is not a whole number from {low} to {high:,}")
        seconds: Any = value.get("seconds")
        if not (is_number(seconds) and seconds >= 0):
            raise ValueError("its seconds are not a number from 0")
        if value.get("precision") not in (None, *PRECISIONS[1:]):
            raise ValueError(f"its precision is none of {', '.join(PRECISIONS[1:])}")
        if not isinstance(value.get("prior"), dict):
            raise ValueError("its prior is none")
        check_learning_rate(value.get("learning_rate"))
        return cls(**value)
