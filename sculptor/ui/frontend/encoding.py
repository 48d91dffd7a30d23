"""How arrays travel to the components in the browser: as small whole numbers."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

MOST = 200_000
"""Points that are sent at most; more could not be told apart."""

MISSING = 65535
"""The code of a coordinate that is not finite."""

Extent = tuple[float, float, float, float]
"""Left, right, bottom, top, in latent units."""


def points(cloud: npt.ArrayLike) -> bytes:
    """Points as 16-bit codes over their bounding box, 4 bytes a point.

    A coordinate ``v`` becomes ``round(65534 (v - low) / (high - low))``, so that it is off by
    1/131068 of the box at most; one that is not finite becomes `MISSING`.

    >>> np.frombuffer(points([[0.0, 1.0], [2.0, 3.0]])[:32])
    array([0., 2., 1., 3.])

    Args:
        cloud: ``(n, 2)`` numbers in latent units, `MOST` at most.

    Returns:
        The box, left, right, bottom, top, as little-endian float64, and then ``(n, 2)``
        little-endian uint16.

    Raises:
        SculptorError: The points have another shape, or there are too many.
    """
    array = np.asarray(cloud, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or len(array) > MOST:
        raise SculptorError(
            f"Expected points of shape (n, 2) with n up to {MOST:,}, received {array.shape}. "
            "Choose two dimensions, and fewer points."
        )
    plane = np.ascontiguousarray(array.T)  # whose rows are much faster to reduce than columns
    finite = np.isfinite(plane)
    kept = plane if finite.all() else plane[:, finite.all(axis=0)]
    low, high = (kept.min(axis=1), kept.max(axis=1)) if kept.size else (np.zeros(2), np.ones(2))
    span = np.where(high > low, high - low, 1.0)
    with np.errstate(invalid="ignore"):
        scaled = np.rint((plane - low[:, None]) / span[:, None] * (MISSING - 1))
    codes = np.where(finite, np.clip(scaled, 0, MISSING - 1), MISSING).astype("<u2").T
    box = np.array([low[0], low[0] + span[0], low[1], low[1] + span[1]], "<f8")
    return box.tobytes() + codes.tobytes()


def text(array: npt.NDArray[Any]) -> str:
    """The bytes of an array as base64.

    >>> text(np.array([1, 2], np.uint8))
    'AQI='
    """
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def check_extent(extent: Any) -> Extent:
    """Left, right, bottom and top as numbers.

    Raises:
        SculptorError: They are not four finite numbers, or not in order.
    """
    try:
        left, right, bottom, top = (float(edge) for edge in extent)
    except (TypeError, ValueError):
        left = right = bottom = top = np.nan
    if not (np.isfinite([left, right, bottom, top]).all() and left < right and bottom < top):
        raise SculptorError(
            "Expected an extent of four finite numbers, left < right and bottom < top, "
            f"received {extent!r:.80}. An example is (-3, 3, -3, 3)."
        )
    return left, right, bottom, top


def packed(data: dict[str, Any]) -> bytes:
    """Data for a component, as ``unpacked`` of ``bytes.js`` reads it.

    Megabytes of points are written and read as bytes several times as fast as inside of JSON. And
    in a dict Streamlit looks for data frames, and imports pandas to do so.

    >>> packed({"n": 2, "points": b"abcd"})[4:]
    b'{"n": 2, "points": {"bytes": [0, 4]}}abcd'

    Args:
        data: What JSON can tell, and bytes, at any depth.

    Returns:
        The length of a header as little-endian uint32; the header, JSON in which bytes are where
        they begin and end in what follows; and that.
    """
    parts: list[bytes] = []
    size = 0

    def put(part: bytes) -> dict[str, list[int]]:
        nonlocal size
        begin, size = size, size + len(part)
        parts.append(part)
        return {"bytes": [begin, size]}

    header = json.dumps(data, default=put).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *parts])
