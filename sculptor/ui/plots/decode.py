"""Decoding one point of the latent space. Torch is imported when the first point is decoded."""

from __future__ import annotations

import importlib
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import MODEL
from sculptor.views import grids

if TYPE_CHECKING:
    from sculptor.models import Autoencoder

SIDE = 96
"""Pixels of the shorter side of a decoded image, at least."""


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


def decode(run: Run, z: npt.ArrayLike) -> bytes:
    """The image that a run's decoder makes of one point, with the newest weights, as a PNG.

    Args:
        run: The run.
        z: ``(latent_dim,)``, in latent units.

    Raises:
        SculptorError: There are no weights yet, or the point has another number of coordinates.
    """
    point = np.asarray(z, dtype=np.float32)
    latent_dim = run.config.latent_dim
    if point.shape != (latent_dim,) or not np.isfinite(point).all():
        raise SculptorError(
            f"Expected {latent_dim} finite coordinates to decode, received {point!r:.80}."
        )
    return picture(model(run), point)


def picture(model: Autoencoder, z: npt.NDArray[np.float32]) -> bytes:
    """The image that a model's decoder makes of one point ``(latent_dim,)``, as a PNG."""
    image = model.decode(z[None])[0]
    pixels = image.clamp(0, 1).mul(255).round().byte().cpu().numpy()
    return grids.image_png(pixels, SIDE)


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
