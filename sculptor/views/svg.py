"""Pieces of small SVG drawings, and pictures as addresses that bring them along (RFC 2397)."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sculptor.words import signed

Numbers = Sequence[float] | npt.NDArray[np.floating]

FONT = "font-family:system-ui,sans-serif;font-size:11px;font-variant-numeric:tabular-nums"


def svg(width: float, height: float, inner: str) -> str:
    """A drawing of its own units, which scales to any width.

    Args:
        width: In its own units.
        height: In its own units.
        inner: Its pieces.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{inner}</svg>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    """A hairline."""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" fill="none"/>'


def text(x: float, y: float, words: str, colour: str, anchor: str) -> str:
    """Words at a place; the anchor is ``start``, ``middle`` or ``end``."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" '
        f'style="{FONT}">{html.escape(words)}</text>'
    )


def bars(edges: Numbers, tops: Numbers, foot: float) -> str:
    """The path around bars side by side: ``n + 1`` edges, ``n`` tops, and where they stand."""
    steps = "".join(
        f"L{left:.1f} {top:.1f}L{right:.1f} {top:.1f}"
        for left, right, top in zip(edges[:-1], edges[1:], tops, strict=True)
    )
    return f"M{edges[0]:g} {foot:g}{steps}L{edges[-1]:g} {foot:g}Z"


def number(value: float) -> str:
    """A number with a proper minus sign."""
    return signed(f"{value:g}")


def data_uri(picture: bytes | str, kind: str = "png") -> str:
    """The address of a picture that holds all of it.

    A page that shows it asks for no file, so that it stays whole when what drew it has gone on.

    Args:
        picture: SVG, or the bytes of a picture of pixels.
        kind: Of what format these are.

    >>> data_uri(b"PNG"), data_uri("<svg/>")
    ('data:image/png;base64,UE5H', 'data:image/svg+xml;base64,PHN2Zy8+')
    """
    if isinstance(picture, str):
        picture, kind = picture.encode(), "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
