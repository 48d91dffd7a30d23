"""What the Explore page reads of the pretrained models: each file once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sculptor import pretrained
from sculptor.pretrained import PAIRS, Pretrained, View
from sculptor.runs import Frame

if TYPE_CHECKING:
    from sculptor.models import Autoencoder


@dataclass(frozen=True)
class Side:
    """One model of a pair.

    Attributes:
        model: The model, as its card has it.
        view: What is shown of it.
        frame: The same as a snapshot.
    """

    model: Pretrained
    view: View
    frame: Frame


def pair(name: str) -> tuple[Side, Side]:
    """The KL and the MMD side of a pair.

    Raises:
        SculptorError: A file is missing, damaged or of a newer format.
    """
    names = PAIRS[name]
    return side(names.kl), side(names.mmd)


@lru_cache(maxsize=32)
def side(name: str) -> Side:
    """One pretrained model by name; see `pair`."""
    model = pretrained.load(name)
    view = model.view()
    frame = Frame(
        step=model.config.steps,
        latents=view.latents,
        target=view.target,
        projections=view.projections,
        metrics=model.figures(),
    )
    return Side(model, view, frame)


@lru_cache(maxsize=8)
def network(name: str) -> Autoencoder:
    """The network of a pretrained model; this imports torch.

    Raises:
        SculptorError: Its file is missing or damaged.
    """
    return pretrained.load(name).model()
