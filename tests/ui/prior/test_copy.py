"""Copying the latents of a run."""

from collections.abc import Callable

import numpy as np

from sculptor import jobs
from sculptor.training.config import RunConfig
from tests.ui.sculpt.opened import click, open_page


def test_the_latents_of_a_run_are_copied(
    make_run: Callable[..., jobs.Run], launched: list[RunConfig]
) -> None:
    page = open_page(source="copy")
    assert page.button(key="train").disabled
    run = make_run(latent_dim=3)
    np.save(run.folder / "latents.npy", np.random.default_rng(0).normal(size=(50, 3)))
    page.run()
    assert page.number_input(key="widget.latent_dim").value == 3
    click(page, "train")
    assert launched[0].prior == {"kind": "run", "run": run.id}
