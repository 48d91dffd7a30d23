"""The colours: one for the target, one for the aggregate posterior, the same everywhere.

They are from Okabe and Ito's "Color Universal Design" (2008), which people with any of the common
colour-vision deficiencies tell apart; the dark theme takes brighter ones of the same hues.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as ``#rrggbb``.

    Attributes:
        target: The prior p(z), and everything that is said of it.
        posterior: The aggregate posterior q(z).
        text: Labels of charts.
        muted: Axes, floors and other lines that stand back.
        grid: Grid lines.
        background: Of the page.
        panel: Of a panel on the page.
        categories: Labels and categorical factors, in their order.
        ramp: Linear factors, from least to largest.
        wheel: Circular factors; it ends where it began.
    """

    target: str
    posterior: str
    text: str
    muted: str
    grid: str
    background: str
    panel: str
    categories: tuple[str, ...]
    ramp: tuple[str, ...] = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
    wheel: tuple[str, ...] = ("#e2d9e2", "#6e90c0", "#5e43a5", "#2f1436", "#8e2c50", "#c6896c")

    @property
    def configurations(self) -> tuple[str, ...]:
        """What is compared, in its order: the colours of p(z) and q(z) are the last resort."""
        return (*self.categories[2:], *self.categories[:2])


_CATEGORIES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#B5A800",
    "#7F7F7F",
    "#8C564B",
    "#6A51A3",
)

LIGHT = Palette(
    target="#E69F00",
    posterior="#0072B2",
    text="#3D4451",
    muted="#616875",
    grid="#E6E8EC",
    background="#FFFFFF",
    panel="#F6F7F9",
    categories=_CATEGORIES,
)

DARK = Palette(
    target="#F0B429",
    posterior="#56B4E9",
    text="#D5D9E0",
    muted="#9AA1AD",
    grid="#2C313A",
    background="#14171C",
    panel="#1C2027",
    categories=("#56B4E9", "#F0B429", "#2CC295", *_CATEGORIES[3:4], "#0072B2", *_CATEGORIES[5:]),
)


def colours(theme: str | None) -> Palette:
    """The colours of the theme ``dark`` or ``light``; the latter where it is not known."""
    return DARK if theme == "dark" else LIGHT


def rgb(colour: str) -> tuple[int, int, int]:
    """A colour ``#rrggbb`` as bytes.

    >>> rgb("#fde725")
    (253, 231, 37)
    """
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
