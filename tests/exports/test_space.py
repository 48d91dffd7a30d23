"""What is said of a model."""

import numpy as np

from sculptor import pretrained
from sculptor.exports import space
from sculptor.jobs import Run


def test_of_a_run_its_newest_figures_and_its_prior(finished: Run) -> None:
    assert space.figures(finished)["step"] == finished.config.steps
    assert space.aim(finished) == finished.config.prior
    samples = space.prior(finished).sample(2_000, 0)
    assert abs(np.linalg.norm(samples, axis=1).mean() - 1.5) < 0.1
    assert "`ring`" in space.about(finished)


def test_of_a_shipped_model_its_card() -> None:
    model = pretrained.load("sprites-ring-mmd")
    assert space.figures(model) == model.figures()
