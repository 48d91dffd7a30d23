"""Marginals, matrices and pictures: one of each run, in the order of the panels."""

from pathlib import Path

from sculptor.runs import folder as folders
from tests.ui.compare.opened import compare, said


def captions(page: object) -> list[str]:
    """What stands below each picture, in the order of the page."""
    return [each.caption for group in page.get("imgs") for each in group.proto.imgs]


def test_each_run_has_its_pictures_in_the_order_of_the_panels(make_run) -> None:
    runs = [make_run(objective={"kind": kind}, latent_dim=3) for kind in ("vae", "mmd")]
    page = compare(*(run.id for run in runs))
    assert not page.exception
    shown = captions(page)
    assert shown
    assert shown == ["VAE", "MMD"] * (len(shown) // 2)


def test_a_run_without_images_yet_says_that_they_come(make_run) -> None:
    pictured, early = make_run(objective={"kind": "vae"}), make_run()
    for path in Path(early.folder / folders.SNAPSHOTS).glob("*.png"):
        path.unlink()
    page = compare(pictured.id, early.id)
    assert not page.exception
    assert "MMD: it comes with the first images." in said(page)
    assert "VAE: it comes with the first images." not in said(page)
