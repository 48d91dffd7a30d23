"""Several processes train as one does: one group of them finds all that is compared here."""

import multiprocessing
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from sculptor import SculptorError
from sculptor.training.assemble import assemble
from sculptor.training.parallel import ALONE, Lost, Ranks
from tests.training.ranked import CONFIG, FEW, SPECS, TRAINED, Found, main, measured, named, trained
from tests.training.small import SMALL

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no forkserver")


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Arithmetic by one thread, as that of the processes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Found]]:
    """What each of four processes has found, of which the first two have done most."""
    place = tmp_path_factory.mktemp("ranks")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.training.ranked", "torch._dynamo"])  # imported once
    crew = [context.Process(target=main, args=(place, rank)) for rank in range(4)]
    for process in crew:
        process.start()
    try:
        for process in crew:
            process.join(300)
        assert [process.exitcode for process in crew] == [0] * 4
    finally:
        for process in crew:
            process.kill()
    return [torch.load(place / f"{rank}.pt") for rank in range(4)]


def assert_equal(together: Found, alone: Found, tolerance: float) -> None:
    """Whether two agree, relative to the largest entry of each tensor."""
    assert together.keys() == alone.keys()
    for name, value in alone.items():
        apart = (together[name] - value).abs().max()
        assert apart <= tolerance * value.abs().max(), f"{name}: {apart}"


@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_loss_and_gradient_of_two_are_those_of_one(
    spec: dict[str, Any], found: list[dict[str, Found]]
) -> None:
    alone = measured(replace(CONFIG, objective=spec))
    assert alone["loss"].dtype == torch.float64
    for rank in (0, 1):
        assert_equal(found[rank][named(spec)], alone, 1e-6)


def test_a_batch_of_eight_on_four_is_no_four_batches_of_two(found: list[dict[str, Found]]) -> None:
    alone = measured(FEW)
    for each in found:
        assert_equal(each["few"], alone, 1e-6)


@pytest.mark.parametrize("spec", TRAINED, ids=named)
def test_a_run_of_two_is_that_of_one_and_what_rank_0_is_asked_happens_on_both(
    spec: dict[str, Any], found: list[dict[str, Found]]
) -> None:
    first, second = (each[f"trained {named(spec)}"] for each in found[:2])
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert first["step"] == 15
    assert_equal(first, trained(spec), 1e-9)


# What is refused, and what costs nothing ---------------------------------------------------------


def test_one_process_is_as_it_was() -> None:
    training = assemble(SMALL).training
    assert training.ranks is ALONE
    assert ALONE.shared(training.model) is training.model
    events = iter
    assert ALONE.agreed(events) is events


@pytest.mark.parametrize("n", [4, 8, 31])
def test_each_row_is_one_ranks(n: int) -> None:
    rows = [row for rank in range(4) for row in range(n)[Ranks(rank, 4).rows(n)]]
    assert rows == [*range(n)]


def test_a_rank_without_a_row_is_refused() -> None:
    with pytest.raises(SculptorError, match="at least 9 images for 9 devices, received 8"):
        assemble(replace(SMALL, batch_size=8), ranks=Ranks(0, 9))


def test_a_device_that_cannot_exchange_tensors_is_refused() -> None:
    with pytest.raises(SculptorError, match=r"Expected cpu or cuda .* received mps"):
        Ranks(0, 2).check(torch.device("mps"), 8)


def test_a_network_that_normalises_over_the_batch_is_refused() -> None:
    model = assemble(SMALL).training.model
    model.encoder.trunk = nn.BatchNorm2d(1)
    with pytest.raises(SculptorError, match="normalises over the batch"):
        Ranks(0, 2).shared(model)


def test_whoever_waits_for_one_that_has_ended_is_told(tmp_path: Path) -> None:
    with pytest.raises(Lost, match="Resume the run"):
        Ranks.beside(0, 2, tmp_path / "store", well=lambda: False)
