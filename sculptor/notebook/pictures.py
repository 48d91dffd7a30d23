"""Figures and curves as HTML and SVG, for cells and for the pictures of runs."""

from __future__ import annotations

import html
from typing import Any

from sculptor import words
from sculptor.views.key_figures import Rows, figures

WIDE, TALL = 320, 110
"""CSS pixels of a curve."""


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
    return str(vl_convert.vegalite_to_svg(specification))
