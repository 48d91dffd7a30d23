"""Objectives from their JSON."""

from __future__ import annotations

from typing import Any

from sculptor.objectives.kinds import KINDS
from sculptor.objectives.objective import Objective, Setting


def from_spec(spec: dict[str, Any], setting: Setting | None = None) -> Objective:
    """The objective of a specification such as ``{"kind": "mmd", "weight": "auto"}``.

    Args:
        spec: A kind out of `sculptor.objectives.kinds.KINDS`, and its parameters.
        setting: What it may know of the training; that of a default run where left out.

    Raises:
        SculptorError: The kind or a parameter is not one of `sculptor.objectives.kinds.KINDS`.
    """
    facts = vars(setting or Setting())
    found: Objective = KINDS.find(spec).build(values=KINDS.fill(spec), facts=facts)
    return found
