"""Pages that load nothing and drawings of clouds."""

import numpy as np

from sculptor.views import document
from sculptor.views.clouds import POINTS, cloud_svg
from sculptor.views.palette import DARK, LIGHT


def test_text_is_escaped() -> None:
    page = document.document("<b>", [document.section("a & b", "<i>", "<p>as it is</p>")])
    assert "<title>&lt;b&gt;</title>" in page
    assert "<h2>a &amp; b</h2>" in page
    assert "&lt;i&gt;" in page
    assert "<p>as it is</p>" in page


def test_every_colour_of_the_palette_has_its_dark_one() -> None:
    page = document.document("", [])
    for name in ("target", "posterior", "muted", "grid", "text", "background"):
        one, other = getattr(LIGHT, name), getattr(DARK, name)
        assert f'[fill="{one}"] {{ fill: {other} }} [stroke="{one}"]' in page


def test_pictures_are_within_the_page() -> None:
    drawn = document.figures([("a", b"\x89PNG"), ("b", '<svg xmlns="x" width="1"></svg>')])
    assert 'src="data:image/png;base64,iVBORw=="' in drawn
    assert '<svg width="1"></svg>' in drawn


def test_a_cloud_shows_so_many_points_of_either_set() -> None:
    latents = np.random.default_rng(0).uniform(-1, 1, (POINTS + 500, 2))
    drawing = cloud_svg(latents, latents[:100])
    target, posterior = drawing.split(f'stroke="{LIGHT.posterior}"')
    assert posterior.count("h0") == POINTS
    assert target.count("h0") == 100


def test_points_beyond_the_frame_are_left_out() -> None:
    points = np.array([[0.0, 0.0], [9.0, 0.0]])
    drawing = cloud_svg(points, points[:0], ((-1.0, 1.0), (-1.0, 1.0)))
    assert drawing.count("h0") == 1
