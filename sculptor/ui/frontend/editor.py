"""What the editor of a code is told, and what it says: `editor.js` in ``explore``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sculptor.ui.frontend import encoding, said
from sculptor.views.palette import DARK, LIGHT
from sculptor.words import latent

MOST = 512
"""Latents, at most."""


@dataclass(frozen=True)
class Slider:
    """A slider of one latent.

    Attributes:
        low: Its lower end.
        high: Its upper end.
        prior: Heights of the prior's density, 0 to 1.
        posterior: Heights of that of the aggregate posterior, as many.
        influence: How much the latent changes the output, in words.
    """

    low: float
    high: float
    prior: Sequence[float]
    posterior: Sequence[float]
    influence: str = ""


@dataclass(frozen=True)
class Edited:
    """A code out of the editor.

    Attributes:
        code: ``(latent_dim,)``.
        done: Whether the slider was let go.
        n: The number of the question.
    """

    code: tuple[float, ...]
    done: bool
    n: int


def sliders(
    densities: Sequence[Any], influences: Sequence[float]
) -> tuple[list[Slider], list[int]]:
    """Sliders, and the order in which they are shown: what changes the output most comes first.

    Args:
        densities: Where each latent is likely to lie: `sculptor.explore.dimensions.densities`.
        influences: How much each changes the output; the most is 100 %.
    """
    largest = max(influences) or 1.0
    made = [
        Slider(d.low, d.high, d.prior.tolist(), d.posterior.tolist(), f"{share / largest:.0%}")
        for d, share in zip(densities, influences, strict=True)
    ]
    return made, sorted(range(len(made)), key=lambda i: -influences[i])


def content(
    code: Sequence[float],
    sliders: Sequence[Slider],
    order: Sequence[int],
    *,
    rev: int,
    png: bytes = b"",
    rows: bool = False,
    note: str = "",
    about: str = "",
    decoded: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """All that the browser is told.

    Args:
        code: That is edited.
        sliders: Of each latent.
        order: In which they are shown.
        rev: Another number makes the sliders take ``code``; else they stay where a person has them.
        png: What is decoded of the code.
        rows: Whether that is a list of a row and no image.
        note: A line beneath it.
        about: What it is, for who does not see it.
        decoded: The answer to the last question, as of `sculptor.ui.frontend.scatter.answer`.
    """
    return {
        "code": [float(value) for value in code],
        "dims": [_packed(i, slider) for i, slider in enumerate(sliders)],
        "order": [int(dim) for dim in order],
        "rev": rev,
        "png": png,
        "rows": rows,
        "note": note,
        "about": about,
        "decoded": decoded,
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def _packed(dim: int, slider: Slider) -> dict[str, Any]:
    bars = np.concatenate([slider.prior, slider.posterior])
    return {
        "name": latent(dim),
        "low": slider.low,
        "high": slider.high,
        "densities": encoding.text(np.rint(255 * bars).astype(np.uint8)),
        "influence": slider.influence,
    }


def read(state: Any, dim: int) -> Edited | None:
    """The code out of the browser; None if it is no such code.

    >>> read({"z": [0, 1.5], "pinned": True, "n": 7}, 2)
    Edited(code=(0.0, 1.5), done=True, n=7)
    >>> read({"z": [0, "1"], "n": 7}, 2), read({"z": [0], "n": 7}, 2), read(None, 2)
    (None, None, None)
    """
    match state:
        case {"z": list(values), "n": n} if len(values) == dim <= MOST:
            numbers = [said.number(value) for value in values]
            known = tuple(value for value in numbers if value is not None)
            number = said.whole(n)
            if len(known) == dim and number is not None:
                return Edited(known, state.get("pinned") is True, number)
    return None
