"""One HTML file that holds all it shows: it loads nothing, and follows the reader's theme."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import astuple
from string import Template

from sculptor.views.palette import DARK, LIGHT
from sculptor.views.svg import data_uri

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing, but what is in it."""

STYLE = """
:root { color-scheme: light dark; --text: $text; --muted: $muted; --grid: $grid;
  --page: $background }
* { box-sizing: border-box }
body { margin: 2rem auto; max-width: 1200px; padding: 0 1rem; background: var(--page);
  color: var(--text); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2.2rem 0 .3rem }
p.about, figcaption, small { color: var(--muted); font-size: .85rem }
p.about { max-width: 75ch; margin: .2rem 0 .8rem }
p.said, p.warning { border-left: 3px solid $posterior; padding-left: .8rem; max-width: 85ch }
p.warning { border-color: $target }
.figures { display: flex; flex-wrap: wrap; gap: 1.2rem }
figure { margin: 0; flex: 0 1 auto; max-width: 100% }
figure svg, figure img { max-width: 100%; height: auto; display: block }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .8rem; border-bottom: 1px solid var(--grid); text-align: right }
th:first-child { text-align: left; font-weight: 500 }
td small, th small { display: block; font-weight: 400 } th i { font-style: normal }
.names span { margin-right: 1.2rem; white-space: nowrap }
.names svg { margin-right: .4rem }
@media (prefers-color-scheme: dark) {
:root { --text: $dark_text; --muted: $dark_muted; --grid: $dark_grid; --page: $dark_background }
$recolour
}
"""


def document(title: str, parts: Sequence[str]) -> str:
    """A page of some parts that loads nothing from anywhere.

    Drawings are in the colours of the light theme; a rule for each colour of the palette turns
    them into those of the dark one where the reader prefers it.

    Args:
        title: Of the page, as text.
        parts: As HTML.
    """
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_style()}</style></head>\n"
        f"<body><h1>{html.escape(title)}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def section(title: str, about: str, *inner: str) -> str:
    """A heading, what is shown beneath it in a sentence or two, and that."""
    note = paragraph("about", about)
    return f"<section><h2>{html.escape(title)}</h2>{note}{''.join(inner)}</section>"


def paragraph(role: str, text: str) -> str:
    """A text that is ``about`` what is shown, what is ``said`` of it, or a ``warning``.

    >>> paragraph("said", "p < 0.05"), paragraph("warning", "")
    ('<p class="said">p &lt; 0.05</p>', '')
    """
    return f'<p class="{role}">{html.escape(text)}</p>' if text else ""


def figures(drawn: Sequence[tuple[str, str | bytes]]) -> str:
    """Drawings side by side: what each is called, and an SVG or a PNG."""
    shown = "".join(
        f"<figure>{_picture(content, title)}<figcaption>{html.escape(title)}</figcaption></figure>"
        for title, content in drawn
    )
    return f'<div class="figures">{shown}</div>'


def legend(titles: Sequence[str], wheel: Sequence[str]) -> str:
    """Which colour is whose."""
    shown = "".join(
        '<span><svg width="10" height="10"><circle cx="5" cy="5" r="5" '
        f'fill="{wheel[i % len(wheel)]}"/></svg>{html.escape(title)}</span>'
        for i, title in enumerate(titles)
    )
    return f'<p class="names">{shown}</p>'


def inline(drawing: str) -> str:
    """An SVG as part of a page, where it needs no namespaces.

    >>> inline('<svg xmlns="a" xmlns:xlink="b" width="2"></svg>')
    '<svg width="2"></svg>'
    """
    return re.sub(r"\sxmlns(:\w+)?=\"[^\"]*\"", "", drawing)


def _picture(content: str | bytes, title: str) -> str:
    if isinstance(content, str):
        return inline(content)
    return f'<img alt="{html.escape(title, quote=True)}" src="{data_uri(content)}">'


def _style() -> str:
    """The style sheet in the colours of the palette."""
    dark = {f"dark_{name}": colour for name, colour in vars(DARK).items()}
    return Template(STYLE).substitute(**vars(LIGHT), **dark, recolour=_recoloured())


def _recoloured() -> str:
    """A rule for each colour of a drawing that the dark theme has another one for."""
    pairs: dict[str, str] = {}
    for light, dark in zip(astuple(LIGHT), astuple(DARK), strict=True):
        if isinstance(light, str):
            pairs.setdefault(light, dark)
        else:
            for one, other in zip(light, dark, strict=True):
                pairs.setdefault(one, other)
    return "\n".join(
        f'[fill="{one}"] {{ fill: {other} }} [stroke="{one}"] {{ stroke: {other} }}'
        for one, other in pairs.items()
        if one != other
    )
