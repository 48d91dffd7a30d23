"""Decoding one point of the latent space. Torch is imported when the first point is decoded."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor import data
from sculptor.data.dataset import Images, Split
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.measure.held_out import live_rows
from sculptor.runs.folder import MODEL
from sculptor.views import grids, tabular

if TYPE_CHECKING:
    from sculptor.models import Autoencoder

NEAREST = 2
"""Rows of the data that are shown beside a decoded one."""

SIDE = 96
"""Pixels of the shorter side of a decoded image, at least."""

LOADING = "The decoder is being loaded, which takes some seconds the first time."
"""What is said until `ready`."""


_loading: list[threading.Thread] = []
_lock = threading.Lock()


def ready(*, wait: bool) -> bool:
    """Whether torch is there; the first to ask begins to import it, which takes seconds.

    Args:
        wait: Come back when it is there; a page that is live goes on meanwhile instead.
    """
    with _lock:
        if not _loading:
            load = threading.Thread(target=importlib.import_module, args=("torch",), daemon=True)
            load.start()
            _loading.append(load)
    if wait:
        _loading[0].join()
    return not _loading[0].is_alive()


def decode(run: Run, z: npt.ArrayLike, codes: npt.NDArray[np.float32] | None = None) -> bytes:
    """What a run's decoder makes of one point, with the newest weights, as a PNG.

    Args:
        run: The run.
        z: ``(latent_dim,)``, in latent units.
        codes: Of the held-out rows that snapshots look at, ``(n, latent_dim)``, of which the
            nearest are shown beside a decoded row of a table.

    Raises:
        SculptorError: There are no weights yet, or the point has another number of coordinates.
    """
    point = np.asarray(z, dtype=np.float32)
    latent_dim = run.config.latent_dim
    if point.shape != (latent_dim,) or not np.isfinite(point).all():
        raise SculptorError(
            f"Expected {latent_dim} finite coordinates to decode, received {point!r:.80}."
        )
    found = model(run)
    if found.layout is None or codes is None:
        return picture(found, point)
    distances = np.square(codes - point).sum(axis=1)
    nearest = np.argsort(distances, kind="stable")[:NEAREST]
    rows = held_out(run.config.dataset, run.split)
    return picture(found, point, [rows[place] for place in nearest if place < len(rows)])


def width(png: bytes) -> int:
    """CSS pixels of a picture of a row, which has `sculptor.views.tabular.SCALE` for each."""
    return int.from_bytes(png[16:20], "big") // tabular.SCALE


@lru_cache(maxsize=2)
def held_out(dataset: str, split: Split) -> Images:
    """The images or rows of a split of a data set that snapshots look at, ``(n, c, h, w)``."""
    images = data.load(dataset).split(split).images
    return np.ascontiguousarray(images[live_rows(len(images))])


def picture(
    model: Autoencoder, z: npt.NDArray[np.float32], nearest: Sequence[npt.NDArray[Any]] = ()
) -> bytes:
    """The image or the row that a model's decoder makes of one point ``(latent_dim,)``, as a PNG.

    Args:
        model: The model.
        z: The point.
        nearest: Of a table, rows that are shown beside it.
    """
    from sculptor.measure.pictures import drawn

    image = drawn(model, np.asarray(z[None], np.float32))[0]
    if model.layout is not None:
        return tabular.row_png(image, model.layout, nearest)
    return grids.image_png(image, SIDE)


def model(run: Run) -> Autoencoder:
    """The model of a run; read from disk only when its weights have been written anew.

    Raises:
        SculptorError: There are no weights yet.
    """
    try:
        written = (run.folder / MODEL).stat().st_mtime_ns
    except OSError as error:
        raise SculptorError(
            f"Expected the weights of {run.name}, but there are none yet. "
            "They come with the first images."
        ) from error
    return _model(run.folder, written)


@lru_cache(maxsize=4)
def _model(folder: Path, written: int) -> Autoencoder:
    return Run(folder).model()
