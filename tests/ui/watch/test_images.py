"""The images of a snapshot, with their step where they are older than it."""

from pathlib import Path

from sculptor.runs import folder as folders
from sculptor.runs import snapshots
from tests.ui.conftest import snapshot
from tests.ui.watch.opened import said, watch


def test_older_images_are_told_with_their_step(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    light = snapshot(50)
    light.traversal = light.inputs = light.reconstructions = light.samples = None
    snapshots.write(run.folder, light)
    page = watch(run.id)
    assert not page.exception
    assert "**Decoded plane** :gray[at step 40]" in said(page)
    assert "**Decoded plane**\n" in said(watch(run.id, step="40"))


def test_more_latents_are_traversed_one_a_row(make_run) -> None:
    assert "**Latent traversal**" in said(watch(make_run("ring", latent_dim=3).id))


def test_before_the_first_there_are_none(make_run) -> None:
    text = said(watch(make_run("ring", status="running", upto=None).id))
    assert "Decoded plane" not in text


def test_decoded_samples_are_told_with_their_number_and_step(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    assert "**Samples of the prior, decoded** :gray[n = 24, at step 20]" in said(
        watch(run.id, step="20")
    )
    for path in Path(run.folder / folders.SNAPSHOTS).glob("*-samples.png"):
        path.unlink()
    page = watch(run.id)  # of a run that was trained before they were kept
    assert not page.exception
    assert "Samples of the prior" not in said(page)
    assert "**Decoded plane**" in said(page)
