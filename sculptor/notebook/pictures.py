"""Figures and curves as HTML and SVG, for cells and for the pictures of runs."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor import words
from sculptor.views import clouds
from sculptor.views.key_figures import Rows, figures
from sculptor.views.svg import data_uri

Points = npt.NDArray[np.floating[Any]]

WIDE, TALL = 320, 110
"""CSS pixels of a curve."""

INK = {
    re.compile(r'fill="(?:#000|black)"'): 'fill="currentColor"',
    re.compile(r'stroke="#888"'): 'stroke="currentColor" stroke-opacity="0.5"',
    re.compile(r'stroke="#ddd"'): 'stroke="currentColor" stroke-opacity="0.15"',
}
"""The colours of words, axes and grid in a chart, for which a cell has its own, light or dark."""

COLOURS = 32
"""Of a picture that is kept."""


def figures_html(rows: Rows, step: int, latent_dim: int, n: int, split: str = "") -> str:
    """The key figures of a snapshot as a table; see `sculptor.views.key_figures.figures`."""
    shown = figures(rows, step, latent_dim, n, split)
    if not shown:
        return "<small>The first figures come with the first update.</small>"
    cells = "".join(
        f'<tr title="{html.escape(each.about)}"><td style="text-align:left">{each.label}</td>'
        f"<td><b>{html.escape(each.value)}</b></td><td><small>{html.escape(each.note)}</small></td>"
        "</tr>"
        for each in shown
    )
    about = words.about(f"step {step:,}, held-out images, n = {n:,}", split=split)
    return f"<table>{cells}</table><small>{about}</small>"


def curve_svg(name: str, rows: Rows, steps: int) -> str:
    """A curve of `sculptor.views.curves` as SVG; empty where the run has no such figure."""
    import vl_convert

    from sculptor.views import curves

    table = curves.table(name, rows)
    if table.empty:
        return ""
    specification: dict[str, Any] = dict(curves.specification(name, steps))
    specification |= {
        "data": {"values": table.to_dict("records")},
        "width": WIDE,
        "height": TALL,
        "background": "transparent",
        "title": {"text": curves.CURVES[name].name, "anchor": "start", "fontSize": 12},
    }
    drawn: str = vl_convert.vegalite_to_svg(specification)
    for ink, own in INK.items():
        drawn = ink.sub(own, drawn)
    return drawn


def chart_svg(chart: Any) -> str:
    """An Altair chart as SVG."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn


def image_html(png: bytes, about: str) -> str:
    """A PNG as an element that brings it."""
    return f'<img src="{data_uri(png)}" alt="{html.escape(about)}">'


def cloud_png(latents: Points, target: Points) -> bytes:
    """Latents ``(n, 2)`` over samples of the prior ``(m, 2)``, on white."""
    return png(clouds.cloud_svg(latents, target))


def png(svg: str) -> bytes:
    """A drawing as a PNG on white, of few colours, so that notebooks stay small."""
    import vl_convert

    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    drawn = vl_convert.svg_to_png(svg.replace(">", f">{ground}", 1))
    with Image.open(io.BytesIO(drawn)) as image:
        few = image.convert("RGB").quantize(COLOURS)
    buffer = io.BytesIO()
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
