"""Marginals, matrices and pictures: one of each run, in the order of the panels."""

from pathlib import Path

from sculptor.runs import folder as folders
from tests.ui.compare.opened import compare, said


def captions(page: object) -> list[str]:
    """What stands below each picture, in the order of the page."""
    return [each.caption for group in page.get("image") for each in group.proto.imgs]


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


def test_samples_of_the_prior_are_there_unasked(make_run) -> None:
    kept, before = make_run(objective={"kind": "vae"}), make_run()
    for path in Path(before.folder / folders.SNAPSHOTS).glob("*-samples.png"):
        path.unlink()
    page = compare(kept.id, before.id)
    assert not page.exception
    assert "**Samples of the prior, decoded**" in said(page)
    assert "MMD: it was trained before these were kept." in said(page)
    assert not [button for button in page.button if button.label == "Decode"]
    for path in Path(kept.folder / folders.SNAPSHOTS).glob("*-samples.png"):
        path.unlink()
    assert "**Samples of the prior" not in said(compare(kept.id, before.id))
