"""A latent space that is open: what is known of it without torch, and its model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor import data, jobs, pretrained
from sculptor.columns import Layout
from sculptor.data import Dataset
from sculptor.data.dataset import Images, Split
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.measure.held_out import live_rows
from sculptor.pretrained import Pretrained
from sculptor.training.config import RunConfig

if TYPE_CHECKING:
    from sculptor.models import Autoencoder
    from sculptor.priors import Prior

Floats = npt.NDArray[np.float32]
Columns = dict[str, npt.NDArray[Any]]

MOST = 200_000
"""Items that are shown at once, at most; of more a random subset."""


@dataclass(frozen=True)
class Items:
    """Items of a data set where a model's encoder puts them.

    Attributes:
        codes: ``(n, latent_dim)`` by representation, ``mean`` and, where the encoder is stochastic,
            ``sample``.
        ids: Their rows ``(n,)`` in the whole data set, counted from 0; None where not known.
        columns: What is known of each, ``(n,)`` by name.
        total: Items of which these are a random subset.
        what: Which items they are, in words.
    """

    codes: dict[str, Floats]
    ids: npt.NDArray[np.int64] | None
    columns: Columns
    total: int
    what: str

    def __len__(self) -> int:
        return len(self.codes["mean"])

    def of(self, representation: str) -> Floats:
        """The codes of a representation; the means where an encoder has no other."""
        return self.codes.get(representation, self.codes["mean"])


@dataclass(frozen=True, eq=False)
class Explored:
    """A latent space to explore.

    Attributes:
        key: ``run:ID`` or ``model:NAME``.
        name: For people.
        config: What its model was trained with.
        step: Updates that it had when it was encoded.
        items: The held-out items that every snapshot looks at.
        target: Samples ``(m, latent_dim)`` of the prior that it is held to.
        aim: The specification of that prior.
        figures: What was measured of it, by name.
        label_names: A name a label.
    """

    key: str
    name: str
    config: RunConfig
    step: int
    items: Items
    target: Floats
    aim: dict[str, Any]
    figures: dict[str, Any]
    label_names: tuple[str, ...]
    _space: Run | Pretrained
    _images: Images | None = field(default=None, repr=False)

    @property
    def dim(self) -> int:
        """Latents."""
        return int(self.target.shape[1])

    @property
    def shipped(self) -> bool:
        """Whether it is one of the shipped models."""
        return isinstance(self._space, Pretrained)

    @cached_property
    def layout(self) -> Layout | None:
        """What the numbers of a row stand for, where the items are rows of a table."""
        return data.describe(self.config.dataset).layout

    @cached_property
    def dataset(self) -> Dataset:
        """Its data set.

        Raises:
            SculptorError: It is not on this machine any more.
        """
        return data.load(self.config.dataset)

    @cached_property
    def images(self) -> Images:
        """The items as they are: images of bytes ``(n, c, h, w)``, or rows.

        Raises:
            SculptorError: The data set is not on this machine any more, or is another one.
        """
        if self._images is not None:
            return self._images
        ids = self.items.ids
        if ids is None or len(self.dataset) <= ids.max():
            raise SculptorError(
                f"Expected {self.config.dataset} as {self.name} was trained on it, but it has "
                "other items now. Restore the data set."
            )
        images: Images = np.ascontiguousarray(self.dataset.images[ids])
        return images

    def model(self) -> Autoencoder:
        """The model on the CPU, with its newest weights.

        Raises:
            SculptorError: There are no weights, or they do not fit.
        """
        return self._space.model()

    def prior(self) -> Prior:
        """The prior that it is held to.

        Raises:
            SculptorError: It needs a file of samples that is not there.
        """
        from sculptor.exports import space as spaces
        from sculptor.training.config import fit_prior

        if isinstance(self._space, Pretrained):
            return fit_prior(self.aim, self.dim)
        return spaces.prior(self._space)

    def everything(self, model: Autoencoder, most: int = MOST) -> Items:
        """All items of its data set, or a random subset of them, encoded now.

        Args:
            model: Its model.
            most: Items, at most.
        """
        import torch

        from sculptor.measure.encoding import encode

        whole = self.dataset
        ids = subset(len(whole), most)
        chosen = whole.take(ids)
        images = torch.from_numpy(np.array(chosen.images))
        codes = encode(model, images, torch.Generator().manual_seed(self.config.seed))
        what = "items of all splits"
        return Items(codes, ids, columns_of(chosen), len(whole), what)


def subset(n: int, most: int) -> npt.NDArray[np.int64]:
    """Some of ``n`` rows at random, the same each time, in ascending order.

    >>> subset(5, 9).tolist(), len(subset(1000, 10)), subset(1000, 10).max() > 9
    ([0, 1, 2, 3, 4], 10, np.True_)
    """
    rows: npt.NDArray[np.int64] = np.sort(np.random.default_rng(0).permutation(n)[:most])
    return rows


def columns_of(dataset: Dataset) -> Columns:
    """What is known of the items of a data set: factors and the label, by name."""
    columns: Columns = {}
    if dataset.factors is not None:
        columns |= zip(dataset.factor_names, dataset.factors.T, strict=True)
    if dataset.labels is not None:
        columns["label"] = dataset.labels
    return columns


def open_space(key: str) -> Explored:
    """The space of a run or of a shipped model.

    Args:
        key: ``run:ID`` or ``model:NAME``.

    Raises:
        SculptorError: There is no such space, or a run has nothing to show yet.
    """
    kind, _, name = key.partition(":")
    return _of_run(jobs.open_run(name)) if kind == "run" else _of_model(name)


def _of_run(run: Run) -> Explored:
    if run.problem:
        raise SculptorError(run.problem)
    if not run.snapshots():
        raise SculptorError(
            f"Expected a run with a checkpoint to explore, but {run.name} has none yet "
            f"({run.status}). Let it train for some seconds, or resume it on the Watch page."
        )
    frame, config = run.snapshot(), run.config
    n = len(frame.latents["mean"])
    columns = {name: each for name, each in run.colours().items() if len(each) == n}
    ids, total = _held_out(config.dataset, run.split, n)
    return Explored(
        key=f"run:{run.id}",
        name=run.name,
        config=config,
        step=frame.step,
        items=Items(frame.latents, ids, columns, total, "held-out items"),
        target=frame.target,
        aim=run.aim,
        figures={**frame.metrics, **frame.details},
        label_names=tuple(run.label_names()),
        _space=run,
    )


def _held_out(dataset: str, split: Split, n: int) -> tuple[npt.NDArray[np.int64] | None, int]:
    """The rows of the items of a snapshot in the whole data set, and how many its split has."""
    try:
        about = data.describe(dataset)
    except SculptorError:
        return None, n  # the data set is gone
    first, total = about.n_train, about.n_validation
    if split == "test":
        first, total = first + total, about.n_test
    rows = live_rows(total)
    return (first + rows, total) if len(rows) == n else (None, n)


def _of_model(name: str) -> Explored:
    model = pretrained.load(name)
    view = model.view()
    n = len(view.images)
    ids, total = _held_out(model.config.dataset, "test", n)
    return Explored(
        key=f"model:{name}",
        name=model.card["title"] if isinstance(model.card.get("title"), str) else name,
        config=model.config,
        step=model.config.steps,
        items=Items(view.latents, ids, dict(view.colours), total, "held-out items"),
        target=view.target,
        aim=dict(model.card["target"]),
        figures=dict(model.figures("mean")),
        label_names=view.label_names,
        _space=model,
        _images=view.images,
    )


def at(explored: Explored, items: Items) -> Explored:
    """The same space with other items."""
    return replace(explored, items=items, _images=None)
