"""Draw the figures of the pages on concepts and data sets: priors, MMD, LPS, scenes, latents.

python docs/figures.py
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

import sculptor
from sculptor.data.sets import scenes3d
from sculptor.metrics.factors.mcc import mcc_pearson
from sculptor.views import svg
from sculptor.views.palette import colours
from sculptor.views.thumbnails import cloud_png

TO = Path(__file__).parent / "concepts"
DATA = Path(__file__).parent / "datasets"
Points = npt.NDArray[np.float32]

SHOWN = (
    *("gaussian", "uniform", "gaussian-mixture", "ring", "rings"),
    *("moons", "spiral", "pinwheel", "checkerboard", "student-t"),
)
SIDE, GAP, TITLE = 170, 14, 22
"""Of a panel, between panels, and for the words above one, in pixels."""

EXTENT, DOTS = 3.0, 300
"""Latent units from the middle of a panel to its edge; points of a set in it."""

CELLS, SEEN = 5, 1_200
"""Colours along each true latent; points in a panel."""

COLOURS = colours("light")


def main() -> None:
    """Draw all of them."""
    TO.mkdir(exist_ok=True)
    priors()
    (TO / "mmd.svg").write_text(row([far_and_near(shift) for shift in (1.2, 0.4, 0.0)]))
    (TO / "lps.svg").write_text(row([dependence(name) for name in ("none", "linear", "circle")]))
    DATA.mkdir(exist_ok=True)
    scenes()
    came_back()


def scenes() -> None:
    """Each shape in five rooms."""
    rooms = np.linspace(0, 1, 5)
    factors = [
        [7 * room + shape, 2 + 5 * room + 2 * shape, 4 + 6 * room, 0.75 + room / 2, shape, turn]
        for shape in range(4)
        for room, turn in zip(rooms, (-30, -15, 0, 12, 30), strict=True)
    ]
    images = scenes3d.render(factors).reshape(4, 5, 3, 64, 64).transpose(0, 3, 1, 4, 2)
    sheet = Image.fromarray(np.ascontiguousarray(images).reshape(4 * 64, 5 * 64, 3))
    sheet.save(DATA / "scenes3d.png", optimize=True)


def came_back() -> None:
    """The latents of the data set ``curved``, and the codes of runs onto two priors."""
    truth = sculptor.datasets.load("curved").split("test").factors
    assert truth is not None
    panels = [coloured("True latents", truth, truth)]
    for kind in ("uniform", "gaussian"):
        config = sculptor.RunConfig(
            dataset="curved",
            prior={"kind": kind},
            objective={"kind": "mmd"},
            latent_dim=2,
            steps=1500,
            seed=0,
        )
        run = sculptor.launch(config)
        run.wait()
        codes = run.latents(split="test", representation="mean")
        panels.append(coloured(f"{kind}: MCC {mcc_pearson(codes, truth):.2f}", codes, truth))
    (DATA / "came-back.svg").write_text(row(panels))


def coloured(title: str, points: Points, truth: Points) -> str:
    """Points in a square, each in the colour of its place among the true latents."""
    cells = np.clip((truth + 2) / 4 * CELLS, 0, CELLS - 1).astype(int)[:SEEN]
    sets = []
    for i in range(CELLS):
        for j in range(CELLS):
            red, blue = round(230 * i / (CELLS - 1)), round(230 * j / (CELLS - 1))
            inside = (cells == (i, j)).all(1)
            sets.append((points[:SEEN][inside], f"rgb({red},{110 - (red + blue) // 6},{blue})"))
    return panel(title, *sets)


def priors() -> None:
    """Samples of some of the priors that have names, two rows of five."""
    columns = len(SHOWN) // 2
    size = (columns * (SIDE + GAP) - GAP, 2 * (SIDE + TITLE) + GAP)
    sheet = Image.new("RGB", size, COLOURS.background)
    pen = ImageDraw.Draw(sheet)
    nothing = np.zeros((0, 2), dtype=np.float32)
    for i, kind in enumerate(SHOWN):
        points = sculptor.priors.from_spec({"kind": kind}).sample(2_000, 0)
        left = i % columns * (SIDE + GAP)
        top = i // columns * (SIDE + TITLE + GAP)
        cloud = Image.open(BytesIO(cloud_png(nothing, points, side=SIDE)))
        box = (left, top + TITLE, left + SIDE - 1, top + TITLE + SIDE - 1)
        pen.rectangle(box, fill=COLOURS.panel, outline=COLOURS.grid)
        sheet.paste(cloud, box[:2], cloud)
        pen.text((left, top + 3), kind, COLOURS.text, ImageFont.load_default(13))
    sheet.quantize(128).save(TO / "priors.png", optimize=True)


def far_and_near(shift: float) -> str:
    """A noisy ring that is moved aside, over a ring, with MMD² over its floor."""
    from sculptor import mmd2

    ring = sculptor.priors.from_spec({"kind": "ring"})
    p, q = ring.sample(1_000, 0), ring.sample(1_000, 1) + np.array([shift, 0], dtype=np.float32)
    floor = np.quantile([mmd2(*ring.sample(2_000, i).reshape(2, -1, 2)) for i in range(100)], 0.95)
    ratio = float(mmd2(q, p)) / float(floor)
    title = f"MMD² ÷ floor: {svg.number(round(ratio, 1 if ratio < 10 else None))}"
    return panel(title, (p, COLOURS.target), (q, COLOURS.posterior))


def dependence(kind: str) -> str:
    """Two latents that depend on each other in some way, with their scores."""
    z = np.random.default_rng(0).standard_normal((2_000, 2))
    if kind == "linear":
        z[:, 1] = 0.9 * z[:, 0] + np.sqrt(1 - 0.9**2) * z[:, 1]
    if kind == "circle":
        z = sculptor.priors.from_spec({"kind": "ring"}).sample(2_000, 0).astype(float)
    found = sculptor.lps(z)
    title = f"LPS {found.score:.2f}, distributional {found.distributional.score:.2f}"
    return panel(title, (z.astype(np.float32), COLOURS.posterior))


def panel(title: str, *sets: tuple[Points, str]) -> str:
    """Points in a square, below some words."""
    parts = [
        svg.text(0, TITLE - 8, title, COLOURS.text, "start"),
        f'<rect y="{TITLE}" width="{SIDE}" height="{SIDE}" fill="{COLOURS.panel}" '
        f'stroke="{COLOURS.grid}"/>',
    ]
    for points, colour in sets:
        inside = points[(np.abs(points) < EXTENT).all(1)][:DOTS]
        x = (inside[:, 0] / EXTENT + 1) * SIDE / 2
        y = TITLE + (1 - inside[:, 1] / EXTENT) * SIDE / 2
        dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(x, y, strict=True))
        parts.append(
            f'<path d="{dots}" stroke="{colour}" stroke-width="3" stroke-linecap="round" '
            'opacity="0.75"/>'
        )
    return "".join(parts)


def row(panels: list[str]) -> str:
    """Panels side by side."""
    wide = SIDE + 3 * GAP
    placed = [f'<g transform="translate({i * wide} 0)">{each}</g>' for i, each in enumerate(panels)]
    return svg.svg(len(panels) * wide, TITLE + SIDE + 2, "".join(placed))


if __name__ == "__main__":
    main()
