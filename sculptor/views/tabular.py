"""Rows of a table as pictures: traversals in the columns' own units, rows side by side, one row.

A row is drawn as one bar a column, upwards from the column's centre or downwards, as far as the
value is from there in units of the column's scale; categories are one stacked bar of their
probabilities. Rows of many columns, such as embeddings, are drawn as a line.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from sculptor.columns import Column, Layout
from sculptor.names import legible
from sculptor.views.palette import LIGHT, rgb

Array = npt.NDArray[Any]
Box = tuple[int, int, int, int]

SCALE = 2
"""Pixels of a picture for one on the page, so that text is sharp on dense screens."""

BARS = 24
"""Columns up to which a row is drawn as bars."""

PANELS = 8
"""Columns of which a traversal shows a chart each; of more, those that move most."""

REACH = 3.0
"""Units of a column's scale that a bar or a line shows above and below the centre."""

GREY = (119, 119, 119, 255)
"""Of text and axes: readable (contrast about 4.5) on white and on near-black."""

FAINT = (128, 128, 128, 36)
LINE = (46, 139, 200, 255)
"""Between the posterior's colours of both themes: 3.7 on white in contrast, 4.5 on near-black."""

OTHER = (*rgb(LIGHT.target), 255)
STACK = tuple((*rgb(colour), 255) for colour in LIGHT.categories)

TILE, GAP, TEXT = 44, 3, 11

FONTS = ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")


def traversal_png(tiles: Array, layout: Layout, latent_dim: int) -> bytes:
    """A latent traversal: a chart of each column along each latent, in the column's own units.

    Of two latents the charts go along the middle lines of the plane, and the rows all over it stand
    below. Of more than `BARS` columns each row is a line, latent by latent.

    Args:
        tiles: Decoded rows ``(rows, columns, 1, 1, d)``, as `sculptor.measure.pictures.traversal`
            makes them.
        layout: What the numbers of a row stand for.
        latent_dim: Of two, the tiles are a grid over the plane. Otherwise row i moves z_i.
    """
    rows = tiles.reshape(*tiles.shape[:2], -1)
    lines = rows
    if latent_dim == 2:
        across, along = rows[len(rows) // 2], rows[::-1, rows.shape[1] // 2]
        lines = np.stack([across, along])
    parts = []
    if len(layout.columns) <= BARS:
        parts.append(_charts(lines, layout))
    if latent_dim == 2 or not parts:
        labels = [] if latent_dim == 2 else [f"z{place + 1}" for place in range(len(rows))]
        parts.append(_glyphs(rows, layout, labels))
    return _png(_stacked(parts))


def reconstruction_png(inputs: Array, reconstructions: Array, layout: Layout) -> bytes:
    """Rows x (top) and their reconstructions x_hat (bottom).

    Args:
        inputs: ``(k, 1, 1, d)``, NaN where a value is missing.
        reconstructions: The same, encoded and decoded.
        layout: What their numbers stand for.
    """
    both = np.stack([inputs, reconstructions]).reshape(2, len(inputs), -1)
    return _png(_glyphs(both, layout, ["x", "x_hat"]))


def tiles_png(rows: Array, layout: Layout, columns: int) -> bytes:
    """Rows ``(n, 1, 1, d)`` side by side, so many in a line."""
    flat = rows.reshape(len(rows), -1)
    wide = min(columns, len(flat))
    lines = -(-len(flat) // wide)
    blank = np.full((lines * wide - len(flat), flat.shape[1]), np.nan)
    return _png(_glyphs(np.concatenate([flat, blank]).reshape(lines, wide, -1), layout, []))


def row_png(row: Array, layout: Layout, nearest: Sequence[Array] = ()) -> bytes:
    """One row in its own units, with the nearest rows of the data beside it.

    Args:
        row: Decoded, ``(d,)``.
        layout: What its numbers stand for.
        nearest: Rows of the data, ``(d,)`` each.
    """
    rows = [np.asarray(each, np.float64).reshape(-1) for each in (row, *nearest)]
    if len(layout.columns) > BARS:
        return _png(_profile(rows))
    heads = ["", "decoded", *["nearest", "next"][: len(nearest)]]
    told = [[legible(column.name)[:24] for column in layout.columns]]
    told += [[said(column, part) for column, part in layout.items(each)] for each in rows]
    return _png(_table(heads, told))


def said(column: Column, values: Array) -> str:
    """A column's part of a row in words, in its own units.

    >>> said(Column("x"), np.array([1234.56])), said(Column("x"), np.array([np.nan]))
    ('1235', '-')
    >>> said(Column("kind", levels=("cat", "dog")), np.array([0.2, 0.8]))
    'dog 80 %'
    >>> said(Column("day", is_date=True), np.array([19723.0]))
    '2024-01-01'
    """
    if np.isnan(values[0]):
        return "-"
    if column.levels:
        best = int(values.argmax())
        part = f" {100 * values[best]:.0f} %" if values[best] < 0.995 else ""
        return f"{legible(column.levels[best])[:16]}{part}"
    value = float(values[0])
    if column.is_date and abs(value) < 1e6:
        return str(np.datetime64("1970-01-01") + np.timedelta64(round(value), "D"))
    return f"{value:.4g}" if abs(value) < 1e15 else f"{value:.2e}"


# Pictures -----------------------------------------------------------------------------------------


def _charts(lines: Array, layout: Layout) -> Image.Image:
    """A chart of each column along each of some latents ``(latents, steps, d)``."""
    shown = _moving(lines, layout)
    width, height, left, top = 124, 56, 26, 2 * TEXT + 8
    image, pen = _canvas(left + len(shown) * (width + 8), top + len(lines) * (height + 8))
    for across, place in enumerate(shown):
        column, (start, end) = layout.columns[place], layout.places[place]
        x = left + across * (width + 8)
        values = lines[:, :, start:end].astype(np.float64)
        name = legible(column.name)
        _text(pen, x, 0, name if len(name) <= 17 else f"{name[:16]}\u2026")
        if column.levels:
            _levels(pen, x, TEXT + 3, column.levels, width)
        else:
            own = column.own(values)
            low, high = float(own.min()), float(own.max())
            edges = [said(column, np.array([edge])) for edge in (low, high)]
            _text(pen, x, TEXT + 3, " to ".join(edges))
        for down in range(len(lines)):
            box = (x, top + down * (height + 8), x + width, top + down * (height + 8) + height)
            _rectangle(pen, box, FAINT)
            if column.levels:
                _stacks(pen, box, values[down])
            else:
                _curve(pen, box, own[down, :, 0], low, high)
    for down in range(len(lines)):
        _text(pen, 2, top + down * (height + 8) + height // 2 - 6, f"z{down + 1}")
    return image


def _moving(lines: Array, layout: Layout) -> list[int]:
    """The columns that a traversal shows: all, or those that move most along any latent."""
    if len(layout.columns) <= PANELS:
        return list(range(len(layout.columns)))
    span = (lines.max(1) - lines.min(1)).max(0)
    moves = [float(span[start:end].max()) for start, end in layout.places]
    return sorted(sorted(range(len(moves)), key=lambda place: -moves[place])[:PANELS])


def _glyphs(rows: Array, layout: Layout, labels: Sequence[str]) -> Image.Image:
    """Rows ``(lines, columns, d)`` as tiles; one of which nothing is known is left empty."""
    lines, wide = rows.shape[:2]
    width = max(TILE, min(96, 6 * len(layout.columns))) if wide <= 12 else TILE
    left = 36 if labels else 0
    image, pen = _canvas(left + wide * (width + GAP) - GAP, lines * (TILE + GAP) - GAP)
    for down in range(lines):
        for across in range(wide):
            row = rows[down, across]
            if np.isnan(row).all():
                continue
            x, y = left + across * (width + GAP), down * (TILE + GAP)
            box = (x, y, x + width, y + TILE)
            _rectangle(pen, box, FAINT)
            if len(layout.columns) > BARS:
                _curve(pen, box, row, -REACH, REACH)
            else:
                _bars(pen, box, row, layout)
    for down, label in enumerate(labels):
        _text(pen, 2, down * (TILE + GAP) + TILE // 2 - 6, label)
    return image


def _bars(pen: ImageDraw.ImageDraw, box: Box, row: Array, layout: Layout) -> None:
    """A row as one bar a column."""
    left, top, right, bottom = box
    step = (right - left) / len(layout.columns)
    middle = (top + bottom) / 2
    for place, ((start, end), column) in enumerate(zip(layout.places, layout.columns, strict=True)):
        x0, x1 = left + (place + 0.12) * step, left + (place + 0.88) * step
        part = row[start:end]
        if np.isnan(part[0]):
            continue
        if column.levels:
            _stack(pen, (x0, top, x1, bottom), part)
            continue
        reach = float(np.clip(part[0], -REACH, REACH)) / REACH * (bottom - top) / 2
        low, high = sorted((middle, middle - reach))
        _rectangle(pen, (x0, low, x1, max(high, low + 1)), LINE)
    _rectangle(pen, (left, middle, right, middle + 0.5), GREY)


def _stacks(pen: ImageDraw.ImageDraw, box: Box, parts: Array) -> None:
    """Probabilities ``(steps, levels)`` as stacked bars side by side."""
    left, top, right, bottom = box
    step = (right - left) / len(parts)
    for place, part in enumerate(parts):
        _stack(pen, (left + place * step, top, left + (place + 0.9) * step, bottom), part)


def _stack(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], part: Array) -> None:
    left, top, right, bottom = box
    total = float(np.nansum(part)) or 1.0
    y = bottom
    for level, value in enumerate(part):
        height = float(value) / total * (bottom - top)
        _rectangle(pen, (left, y - height, right, y), STACK[level % len(STACK)])
        y -= height


def _curve(
    pen: ImageDraw.ImageDraw,
    box: Box,
    values: Array,
    low: float,
    high: float,
    colour: tuple[int, ...] = LINE,
) -> None:
    left, top, right, bottom = box
    span = high - low or 1.0
    y = bottom - 3 - (np.clip(values, low, high) - low) / span * (bottom - top - 6)
    if high == low:
        y = np.full(len(values), (top + bottom) / 2)
    x = np.linspace(left + 2, right - 2, len(values))
    points = [
        (SCALE * float(a), SCALE * float(b)) for a, b in zip(x, y, strict=True) if np.isfinite(b)
    ]
    if len(points) > 1:
        pen.line(points, fill=colour, width=SCALE + 1, joint="curve")


def _profile(rows: Sequence[Array]) -> Image.Image:
    """Rows of many columns as lines over each other: the decoded one in front."""
    image, pen = _canvas(300, 130)
    box = (0, 0, 300, 112)
    _rectangle(pen, box, FAINT)
    for row in rows[:0:-1]:
        _curve(pen, box, row, -REACH, REACH, OTHER)
    _curve(pen, box, rows[0], -REACH, REACH)
    _text(pen, 2, 115, "decoded", LINE)
    if len(rows) > 1:
        _text(pen, 60, 115, "nearest row", OTHER)
    _text(pen, 140, 115, f"of {len(rows[0]):,} columns")
    return image


def _table(heads: Sequence[str], columns: Sequence[Sequence[str]]) -> Image.Image:
    """Columns of text, the first of them names."""
    font = _font()
    widths = [
        max(font.getlength(text) for text in (head, *texts)) / SCALE + 10
        for head, texts in zip(heads, columns, strict=True)
    ]
    height = TEXT + 4
    image, pen = _canvas(int(sum(widths)) + 2, (len(columns[0]) + 1) * height + 2)
    x = 2.0
    for place, (head, texts) in enumerate(zip(heads, columns, strict=True)):
        _text(pen, x, 0, head)
        for line, text in enumerate(texts, 1):
            _text(pen, x, line * height, text, LINE if place == 1 else GREY)
        x += widths[place]
    return image


def _stacked(images: Sequence[Image.Image]) -> Image.Image:
    """Images below each other."""
    width = max(image.width for image in images)
    height = sum(image.height for image in images) + 10 * SCALE * (len(images) - 1)
    whole = Image.new("RGBA", (width, height))
    y = 0
    for image in images:
        whole.paste(image, (0, y))
        y += image.height + 10 * SCALE
    return whole


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width * SCALE, height * SCALE))
    return image, ImageDraw.Draw(image)


def _rectangle(
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    colour: tuple[int, ...],
) -> None:
    x0, y0, x1, y1 = (SCALE * edge for edge in box)
    if x1 - 1 >= x0 and y1 - 1 >= y0:
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=colour)


@cache
def _font() -> Any:
    """A font of this machine that has the letters of many scripts; Pillow's own has the English."""
    for name in FONTS:
        with contextlib.suppress(OSError):
            return ImageFont.truetype(name, TEXT * SCALE)
    return ImageFont.load_default(size=TEXT * SCALE)


def _text(
    pen: ImageDraw.ImageDraw, x: float, y: float, text: str, colour: tuple[int, ...] = GREY
) -> None:
    pen.text((x * SCALE, y * SCALE), text, fill=colour, font=_font())


def _levels(pen: ImageDraw.ImageDraw, x: float, y: float, levels: Sequence[str], most: int) -> None:
    """Names of levels, each in the colour of its bars, as many as there is room for."""
    at = x
    for level, name in enumerate(levels):
        word = legible(name)[:8]
        width = _font().getlength(word) / SCALE
        if at + width > x + most:
            return
        _text(pen, at, y, word, STACK[level % len(STACK)])
        at += width + 6


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
