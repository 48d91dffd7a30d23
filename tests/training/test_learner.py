"""The optimiser: how far one update moves what a layer says."""

import subprocess
import sys

import pytest
import torch
from torch import nn

from sculptor.training.learner import WIDE, Learner

RATE = 1e-3


@pytest.mark.parametrize(
    ("inputs", "moved"), [(100, 0.05), (WIDE, 1.536), (4 * WIDE, 1.536), (12_288, 1.536)]
)
def test_more_pixels_do_not_move_a_code_farther(inputs: int, moved: float) -> None:
    layer = nn.Linear(inputs, 2, bias=False)
    pixels = torch.full((1, inputs), 0.5)
    before = layer(pixels).detach()
    Learner(layer).step(layer(pixels).sum(), RATE)
    # Adam's first update is the sign of the gradient, times the rate.
    assert torch.allclose(before - layer(pixels), torch.full((1, 2), moved), rtol=1e-3)


def test_what_is_no_matrix_of_weights_is_moved_by_the_whole_rate() -> None:
    layer = nn.Conv2d(3, 4, 4)
    before = [parameter.detach().clone() for parameter in layer.parameters()]
    Learner(layer).step(layer(torch.rand(2, 3, 8, 8)).square().sum(), RATE)
    for old, new in zip(before, layer.parameters(), strict=True):
        assert torch.allclose((old - new).abs(), torch.full_like(old, RATE), rtol=1e-2)


STARTED = """
import sys
from sculptor import RunConfig
from sculptor.training.assemble import assemble
from sculptor.training.loop import train

next(train(assemble(RunConfig(dataset="digits", prior={"kind": "ring"}, steps=1))))
print(sorted({"torch._dynamo", "sympy", "sklearn"} & sys.modules.keys()))
"""


def test_the_first_frame_waits_for_no_import_that_it_does_not_need() -> None:
    result = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_averages_that_are_not_adams_are_refused() -> None:
    layer = nn.Linear(3, 2)
    learner = Learner(layer)
    learner.step(layer(torch.rand(4, 3)).sum(), RATE)
    weights, averages = learner.weights(), learner.averages()
    Learner(nn.Linear(3, 2)).restore(weights, averages, 1)
    one = {name: x for name, x in averages.items() if name.endswith(".bias")}
    Learner(nn.Linear(3, 2)).restore(weights, one, 1)  # as where no loss reaches a parameter
    for changed, said in (
        ({}, "are missing"),
        ({**averages, "exp_avg.bias": torch.zeros(3)}, "shape"),
        ({**averages, "exp_avg.bias": torch.zeros(2).double()}, "float64"),
        ({**averages, "step.bias": torch.tensor(5.0)}, "from 0 to 1"),
        ({**averages, "exp_avg_sq.bias": -torch.ones(2)}, "squares below 0"),
        ({**averages, "momentum.bias": torch.zeros(2)}, "momentum.bias"),
    ):
        with pytest.raises(ValueError, match=said):
            Learner(nn.Linear(3, 2)).restore(weights, changed, 1)
