"""Random numbers go on where they were, or begin anew from the seed and the step."""

import pytest
import torch

from sculptor.training.generators import go_on

OTHER = torch.zeros(16, dtype=torch.uint8)
"""A state of CUDA's size."""


def draw(generator: torch.Generator) -> list[float]:
    return torch.rand(3, generator=generator).tolist()


def moved(seed: int = 0, name: str = "noise", step: int = 7) -> list[float]:
    generator = torch.Generator()
    assert not go_on(generator, OTHER, seed, name, step)
    return draw(generator)


def test_a_state_of_this_device_is_gone_on_from() -> None:
    begun, resumed = torch.Generator().manual_seed(5), torch.Generator()
    draw(begun)
    assert go_on(resumed, begun.get_state(), 0, "noise", 7)
    assert draw(resumed) == draw(begun)


def test_numbers_of_another_device_begin_anew_each_from_its_own_seed() -> None:
    assert moved() == moved()
    assert len({tuple(moved(**change)) for change in CHANGES}) == len(CHANGES)


CHANGES = [{}, {"seed": 1}, {"name": "order"}, {"step": 8}]


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(RuntimeError):
        go_on(torch.Generator(), torch.Generator().get_state().fill_(255), 0, "noise", 7)
    for state in (torch.zeros(16), torch.zeros((4, 4), dtype=torch.uint8)):
        with pytest.raises(ValueError, match="random numbers noise are not kept as bytes"):
            go_on(torch.Generator(), state, 0, "noise", 7)
