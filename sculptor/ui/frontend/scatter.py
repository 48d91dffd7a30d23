"""What the latent scatter is told, and what it says: `scatter.js` in ``plots``."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.ui.frontend import encoding, said
from sculptor.ui.frontend.colouring import Colouring, packed
from sculptor.ui.frontend.encoding import Extent
from sculptor.views.palette import DARK, LIGHT

INSIDE = 0.995
"""The share of the points, in each dimension, that a plane without an extent shows at least."""


@dataclass(frozen=True)
class ScatterEvent:
    """The point of the plane that the user looks at.

    Attributes:
        x: Its first coordinate, in latent units.
        y: Its second one.
        pinned: Whether it was chosen with a click; else it is under the pointer.
    """

    x: float
    y: float
    pinned: bool


@dataclass(frozen=True)
class Decoded:
    """What the decoder makes of a point.

    Attributes:
        png: The image.
        note: A line beneath it, such as where the other coordinates are.
        width: In CSS pixels of a chart or a list in place of an image; 0 of an image.
        soon: Whether there will be another answer soon, so that it is asked for again.
    """

    png: bytes
    note: str = ""
    width: int = 0
    soon: bool = False


def fit(*clouds: npt.ArrayLike) -> Extent:
    """A square plane that shows nearly all points, with edges at round numbers.

    Round, so that it stays the same from one snapshot to the next.

    >>> fit([[-2.9, 0.1], [2.4, 1.0]])
    (-3.0, 3.0, -3.0, 3.0)

    Args:
        clouds: Arrays of shape ``(n, 2)``, in latent units.

    Returns:
        Left, right, bottom, top; the plane from -3 to 3 if there is no point.
    """
    arrays = [np.asarray(cloud, dtype=np.float64).reshape(-1, 2) for cloud in clouds]
    points = np.concatenate(arrays) if arrays else np.zeros((0, 2))
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return (-3.0, 3.0, -3.0, 3.0)
    edges = np.quantile(points, [1 - INSIDE, INSIDE], axis=0)
    middle, half = edges.mean(axis=0), (edges[1] - edges[0]).max() / 2
    middle[np.abs(middle) <= half / 4] = 0.0
    reach = float(np.abs(edges - middle).max()) * 1.02 or 1.0
    step = 10 ** math.floor(math.log10(reach)) / 2
    x, y = (float(value) for value in np.round(middle / step) * step)
    reach = math.ceil(reach / step) * step
    return (x - reach, x + reach, y - reach, y + reach)


def content(
    key: str,
    *,
    points: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    names: tuple[str, str] = ("z₁", "z₂"),
    extent: Extent | None = None,
    colour: Colouring | None = None,
    decodes: bool = False,
    asks: str = "",
    decoded: dict[str, Any] | None = None,
    labels: tuple[str, str] = ("target", "aggregate posterior"),
    identity: str = "",
    step: int = 0,
    rev: int = 0,
    height: int = 640,
    version: str = "",
    kept: bool = False,
    overlay: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """All that the browser is told; `sculptor.ui.plots.scatter.scatter` has the arguments.

    Beside those, ``decodes`` says whether a point can be decoded. ``asks`` is the address, below
    that of the app, at which the browser asks for one; where there is none it tells the ``point``,
    and ``decoded`` is the answer to the last one, see `answer`. Where the browser has the points,
    target and colours of a ``version``, they are ``kept`` and not sent again. ``overlay`` is what
    `sculptor.ui.frontend.overlay` packs.

    Raises:
        SculptorError: The points, the target, the colours or the extent make no sense.
    """
    n = len(np.asarray(points))
    if colour is not None and len(colour.codes) != n:
        raise SculptorError(
            f"Expected a colour for each of the {n} points, received {len(colour.codes)}."
        )
    shown = fit(points, *([] if target is None else [target])) if extent is None else extent
    return {
        "key": key,
        "points": None if kept else encoding.points(points),
        "target": None if target is None or kept else encoding.points(target),
        "names": list(names),
        "extent": list(encoding.check_extent(shown)),
        "colouring": None if colour is None or kept else packed(colour),
        "decodes": decodes,
        "asks": asks,
        "decoded": decoded,
        "labels": list(labels),
        "identity": identity,
        "step": step,
        "rev": rev,
        "height": height,
        "version": version,
        "kept": kept,
        "overlay": overlay,
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def read(state: Any) -> tuple[ScatterEvent, int] | None:
    """The point out of the browser, and the number of its question; None if there is none."""
    if not isinstance(state, dict):
        return None
    x, y = (said.number(state.get(name)) for name in ("x", "y"))
    n = said.whole(state.get("n"))
    if x is None or y is None or n is None:
        return None
    return ScatterEvent(x, y, state.get("pinned") is True), n


def answer(
    decode: Callable[[float, float], Decoded], event: ScatterEvent, n: int
) -> dict[str, Any]:
    """The answer to the question with the number ``n``."""
    try:
        decoded = decode(event.x, event.y)
    except SculptorError as error:
        return {"n": n, "problem": str(error)}
    png = base64.b64encode(decoded.png).decode()
    told = {"n": n, "png": png, "note": decoded.note, "width": decoded.width}
    return told | ({"soon": True} if decoded.soon else {})
