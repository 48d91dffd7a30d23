"""The latent scatter: the aggregate posterior q(z) over the target p(z), in one plane, live.

A page shows a snapshot and says how a point of the plane is decoded::

    def decode(x, y):
        return Decoded(png_of(x, y))

    scatter("cloud", points=latents, target=samples, step=step, identity=run.id, decode=decode)

The points flow from one snapshot to the next as long as ``identity`` stays: the n-th point is then
the same image. While the pointer is over the plane the page (or its fragment) runs again with a new
point to decode, one at a time; a click pins the point, so that its image follows the training.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.errors import SculptorError
from sculptor.ui.plots import encoding, said
from sculptor.ui.plots.component import component
from sculptor.ui.plots.encoding import Extent
from sculptor.views.palette import DARK, LIGHT

CATEGORIES = len(LIGHT.categories)
"""Labels that get a colour of their own; the last one stands for all others when there are more."""

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
    """

    png: bytes
    note: str = ""
    width: int = 0


UNKNOWN = "not known"
"""The label of points of which nothing is known."""


@dataclass(frozen=True)
class Colouring:
    """What the colour of a point means; made by `by_label` or `by_value`.

    Attributes:
        name: The title of the legend.
        codes: ``(n,)`` uint8: the label of each point, or its value from 0 to 255.
        labels: The names of the labels; empty for values.
        low: The value of code 0, as text.
        high: The value of code 255.
        circular: Whether the two ends of the values are the same, as for an angle.
        missing: Whether the last label, or code 255, are points of which it is not known: grey.
    """

    name: str
    codes: npt.NDArray[np.uint8]
    labels: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    circular: bool = False
    missing: bool = False


def by_label(labels: npt.ArrayLike, names: Sequence[str] = (), name: str = "") -> Colouring:
    """One colour for each label.

    >>> by_label([1, 0, 1], ["cat", "dog"]).labels
    ('cat', 'dog')

    Args:
        labels: ``(n,)`` whole numbers from 0; -1 where it is not known.
        names: The name of each label; by default its number.
        name: The title of the legend.

    Raises:
        SculptorError: The labels are not such numbers.
    """
    array = np.asarray(labels)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer) or (array < -1).any():
        raise SculptorError(
            f"Expected labels as whole numbers from 0, one a point, received {array.dtype} of "
            f"shape {array.shape}."
        )
    count = max(len(names), int(array.max(initial=-1)) + 1)
    shown = [*names, *(str(label) for label in range(len(names), count))]
    if count > CATEGORIES:
        shown = [*shown[: CATEGORIES - 1], "other"]
        array = np.minimum(array, CATEGORIES - 1)
    missing = array < 0
    if missing.any():
        array = np.where(missing, len(shown), array)
        shown = [*shown, UNKNOWN]
    return Colouring(name, array.astype(np.uint8), labels=tuple(shown), missing=bool(missing.any()))


def by_value(values: npt.ArrayLike, name: str = "", *, circular: bool = False) -> Colouring:
    """A ramp of colours from the least value to the largest.

    >>> by_value([0.0, 1.0, 2.0]).codes
    array([  0, 128, 255], dtype=uint8)

    Args:
        values: ``(n,)`` numbers; one that is not finite is not known.
        name: The title of the legend.
        circular: Whether the two ends are the same, as for an angle.

    Raises:
        SculptorError: The values have another shape.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise SculptorError(f"Expected one value a point, received the shape {array.shape}.")
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    span = high - low or 1.0
    missing = ~np.isfinite(array)
    top = 254 if missing.any() else 255
    scaled = np.where(missing, 1.0, (np.where(missing, low, array) - low) / span * top / 255)
    codes = np.rint(scaled * 255).astype(np.uint8)
    low_text, high_text = (_number(value, span) for value in (low, high))
    return Colouring(
        name,
        codes,
        low=low_text,
        high=high_text,
        circular=circular,
        missing=bool(missing.any()),
    )


def _number(value: float, span: float) -> str:
    """A number as exactly as a range of the width ``span`` needs.

    >>> _number(0.00119, 6.28), _number(1234.5, 500.0), _number(3e-7, 1e-6)
    ('0', '1230', '3e-07')
    """
    rounded = round(value, 1 - math.floor(math.log10(span)))
    return f"{rounded + 0.0:.4g}"


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


def scatter(
    key: str,
    *,
    points: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    names: tuple[str, str] = ("z₁", "z₂"),
    extent: Extent | None = None,
    colour: Colouring | None = None,
    decode: Callable[[float, float], Decoded] | None = None,
    labels: tuple[str, str] = ("target", "aggregate posterior"),
    identity: str = "",
    step: int = 0,
    rev: int = 0,
    height: int = 640,
) -> ScatterEvent | None:
    """Show points over the samples of a target.

    Args:
        key: The key of the widget, unique on the page.
        points: ``(n, 2)`` of the aggregate posterior, in latent units.
        target: ``(m, 2)`` samples of the target beneath them; None for none.
        names: Of the two axes; an empty one has no meaning.
        extent: The plane at first: left, right, bottom, top; by default what `fit` finds. Both axes
            have one scale, so that more may be seen.
        colour: What the colour of a point means; by default all have the posterior's.
        decode: The image at a point; what it raises as SculptorError is shown in its place.
        labels: The names of the two clouds.
        identity: While it stays, the n-th point is the same image, and points flow to new places.
        step: Of the snapshot; the element tells it as ``data-step`` once it is drawn.
        rev: Any number that a page wants to find again as ``data-rev``.
        height: Of the canvas, in CSS pixels, at most.

    Returns:
        The point that the user looks at; None if there is none.

    Raises:
        SculptorError: The points, the target or the extent make no sense.
    """
    n = len(np.asarray(points))
    if colour is not None and len(colour.codes) != n:
        raise SculptorError(
            f"Expected a colour for each of the {n} points, received {len(colour.codes)}."
        )
    shown = fit(points, *([] if target is None else [target])) if extent is None else extent
    state = st.session_state.get(key)
    point = None if state is None else _read(state.get("point"))
    result = component("scatter")(
        key=key,
        data={
            "key": key,
            "points": encoding.points(points),
            "target": None if target is None else encoding.points(target),
            "names": list(names),
            "extent": list(encoding.check_extent(shown)),
            "colouring": None if colour is None else packed(colour),
            "decodes": decode is not None,
            "decoded": None if decode is None or point is None else _decoded(decode, *point),
            "labels": list(labels),
            "identity": identity,
            "step": step,
            "rev": rev,
            "height": height,
            "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
        },
        on_point_change=_nothing,
    )
    now = _read(result.get("point"))
    return None if now is None else now[0]


def _nothing() -> None:
    """Naming the state in a callback makes Streamlit keep it."""


def _read(state: Any) -> tuple[ScatterEvent, int] | None:
    """The point out of the browser, and the number of its question; None if there is none."""
    if not isinstance(state, dict):
        return None
    x, y = (said.number(state.get(name)) for name in ("x", "y"))
    n = said.whole(state.get("n"))
    if x is None or y is None or n is None:
        return None
    return ScatterEvent(x, y, state.get("pinned") is True), n


def _decoded(
    decode: Callable[[float, float], Decoded], event: ScatterEvent, n: int
) -> dict[str, Any]:
    """The answer to the question with the number ``n``."""
    try:
        decoded = decode(event.x, event.y)
    except SculptorError as error:
        return {"n": n, "problem": str(error)}
    png = base64.b64encode(decoded.png).decode()
    return {"n": n, "png": png, "note": decoded.note, "width": decoded.width}


def packed(colour: Colouring) -> dict[str, Any]:
    """The colours of points as the browser takes them."""
    return {
        **vars(colour),
        "kind": "labels" if colour.labels else "values",
        "codes": encoding.text(colour.codes),
        "labels": list(colour.labels),
    }
