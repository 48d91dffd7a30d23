"""What is read of a run: its folder, as it is when it is asked for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.files import read_array
from sculptor.names import shown
from sculptor.runs import folder as folders
from sculptor.runs import history, schema, snapshots, status, tail
from sculptor.runs.folder import (
    COLOURS,
    FACTORS,
    LABELS,
    METRICS,
    Record,
    known_status,
    read_object,
)
from sculptor.runs.snapshots import Frame
from sculptor.runs.status import Progress, read_progress
from sculptor.spec import load
from sculptor.training.config import RunConfig
from sculptor.training.events import Event, aimed_at

if TYPE_CHECKING:
    import pandas as pd

    from sculptor.data.dataset import Split
    from sculptor.models import Autoencoder
    from sculptor.training.snapshot import Floats


LABELLED = 100_000
"""Labels that a data set may have."""


class RunRecord(Record):
    """A run's folder as anyone can read it; `sculptor.jobs.Run` adds what can be asked of it."""

    def _repr_html_(self) -> str:
        """A small picture and its figures, in a notebook."""
        found: str = load("sculptor.notebook.reprs:run", "picture for notebooks")(self)
        return found

    # What it is -----------------------------------------------------------------------------------

    @property
    def config(self) -> RunConfig:
        """What it was asked for.

        Raises:
            SculptorError: The file is missing, edited into something else, or of a newer format.
        """
        self._check_there()
        return folders.read_config(self.folder)

    @property
    def name(self) -> str:
        """Its name for people; the id if it has none."""
        with contextlib.suppress(SculptorError):
            return self.config.name or self.id
        return self.id

    @property
    def problem(self) -> str:
        """Why the folder cannot be used and what helps, in words; empty if it can be used."""
        try:
            _ = self.config
            folders.check_parts(self.folder)
            folders.read_status(self.folder)
        except SculptorError as error:
            return str(error)
        except Exception as error:  # one folder never takes down those who look at all
            return folders.unforeseen(self.folder, error)
        return ""

    @property
    def created(self) -> float:
        """When it was made, in seconds since 1970."""
        return status.created(known_status(self.folder), self.id)

    # How far it is --------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """``queued``, ``starting``, ``running``, ``paused``, ``finished``, …; see `Progress`."""
        return self.progress().status

    def progress(self) -> Progress:
        """How far it is, from one read of the status.

        Raises:
            Gone: The folder is no longer there.
        """
        self._check_there()
        return read_progress(self.folder)

    # What it has shown ----------------------------------------------------------------------------

    def rows(self) -> list[dict[str, Any]]:
        """The figures of each snapshot, in the order of their steps."""
        return tail.by_step(self.folder / METRICS)

    def metrics(self) -> pd.DataFrame:
        """The same as a table: ``step``, ``seconds``, ``reconstruction``, ``mmd2`` and so on.

        Light snapshots have some figures only; the others are NaN.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def snapshots(self) -> list[int]:
        """The steps of which there is a snapshot."""
        return snapshots.steps(self.folder)

    def snapshot(self, step: int | None = None) -> Frame:
        """A snapshot, the newest unless a step is given.

        Raises:
            SculptorError: There is none.
        """
        if step is None:
            steps = self.snapshots()
            if not steps:
                raise SculptorError(f"Expected a snapshot of {self.id}, but there is none yet.")
            step = steps[-1]
        return snapshots.read(self.folder, step)

    def image(self, step: int, kind: str) -> bytes | None:
        """A PNG of the nearest snapshot at or before a step.

        Args:
            step: Updates done.
            kind: ``traversal``, ``reconstruction``, or ``samples`` of the prior, decoded.
        """
        return snapshots.image(self.folder, step, kind)

    def thumbnail(self) -> bytes | None:
        """The newest traversal as a PNG, None before the first."""
        steps = self.snapshots()
        return self.image(steps[-1], "traversal") if steps else None

    def colours(self) -> dict[str, np.ndarray[Any, Any]]:
        """Factors and labels ``(n,)`` of the images that snapshots look at, by name."""
        columns: dict[str, np.ndarray[Any, Any]] = {}
        names = self._names("factors")
        factors, labels = self._array(FACTORS, 2, "biuf"), self._array(LABELS, 1, "iu")
        if factors is not None and factors.shape[1] == len(names):
            columns |= zip(names, factors.T, strict=True)
        if labels is not None and len(labels) and 0 <= labels.min() <= labels.max() < LABELLED:
            columns["label"] = labels
        return columns

    @property
    def split(self) -> Split:
        """The split whose images snapshots look at, and their figures are of.

        Runs from before it was written down, which know no fingerprint of ours: the test split.
        """
        from sculptor import data

        told: Split | None = self._named().get("split")
        if told is None and self.config.fingerprint:
            with contextlib.suppress(SculptorError):
                found = data.describe(self.config.dataset)
                return "validation" if found.n_validation else "test"
        return told or "test"

    def _named(self) -> dict[str, Any]:
        return schema.kept(schema.COLOURS, read_object(self.folder / COLOURS))

    def _names(self, of: str) -> list[str]:
        return [shown(name) for name in self._named().get(of, [])]

    def _array(self, name: str, dimensions: int, kinds: str) -> np.ndarray[Any, Any] | None:
        """A file of finite numbers with so many dimensions; None where it is something else."""
        with contextlib.suppress(SculptorError):
            values = read_array(self.folder / name, follow_links=False)
            if (
                values.ndim == dimensions
                and values.dtype.kind in kinds
                and np.isfinite(values).all()
            ):
                return values
        return None

    def label_names(self) -> list[str]:
        """The names of the labels 0, 1, …; empty if the data set has none."""
        return self._names("labels")

    def events(self) -> list[Event]:
        """What was changed while it trained, with the step at which it was taken up.

        A file that cannot be read tells of nothing; `problem` says so.
        """
        with contextlib.suppress(SculptorError):
            return history.read_events(self.folder)
        return []

    @property
    def aim(self) -> dict[str, Any]:
        """The prior that it was last aimed at: that of its configuration, unless it was changed."""
        return dict(aimed_at(self.config.prior, self.events()))

    def projected(self) -> list[int]:
        """The steps of which there is a UMAP projection."""
        return snapshots.projected(self.folder)

    # The model ------------------------------------------------------------------------------------

    def model(self) -> Autoencoder:
        """The model with its newest weights, on the CPU.

        Raises:
            SculptorError: There are no weights yet, or they do not fit the configuration.
        """
        from sculptor.runs.model import load_model

        return load_model(self.folder, self.config)

    def latents(self, split: Split = "test", representation: str = "sample") -> Floats:
        """Encode a split of the run's data set with the newest weights, ``(n, latent_dim)``.

        Args:
            split: ``train``, ``validation`` or ``test``.
            representation: ``mean`` of the posterior, or a ``sample`` of it (the same each time).

        Raises:
            SculptorError: Another split or representation, or there are no weights yet.
        """
        from sculptor.measure.encoding import encode_split

        config = self.config
        return encode_split(self.model(), config.dataset, split, representation, config.seed)

    def _check_there(self) -> None:
        folders.check_there(self.folder)
