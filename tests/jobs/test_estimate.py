"""The estimate follows what was measured here, and otherwise the arithmetic."""

import platform
from collections.abc import Callable
from dataclasses import replace

import pytest

from sculptor import RunConfig
from sculptor.files import write_json
from sculptor.jobs import Run, estimate
from sculptor.jobs.estimate import START, estimate_seconds, multiplications
from sculptor.runs.folder import CONFIG


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of ten billion operations a second."""
    monkeypatch.setattr(estimate, "_flops", lambda: 1e10)


def test_multiplications_of_a_fully_connected_network(tiny: RunConfig) -> None:
    config = replace(tiny, network={"kind": "mlp", "width": 32, "depth": 2})
    # 64 pixels, 32 units twice, 2 latents; and 64 x 2 of the linear path of the spectral start.
    assert multiplications(config) == 2 * (64 * 32 + 32 * 32 + 32 * 2 + 64 * 2)


def test_more_steps_take_in_proportion_longer(tiny: RunConfig) -> None:
    short, long = estimate_seconds(tiny), estimate_seconds(replace(tiny, steps=20 * tiny.steps))
    assert long - START == pytest.approx(20 * (short - START))


def test_a_run_alike_settles_it(run: Run, edit_status: Callable[..., None]) -> None:
    edit_status(steps_per_second=50.0, device="cpu", host=platform.node(), status="finished")
    config = replace(run.config, steps=1000, seed=5, prior={"kind": "spiral"})
    assert estimate_seconds(config) == pytest.approx(START + 20)


def test_other_runs_correct_the_arithmetic(
    run: Run, tiny: RunConfig, edit_status: Callable[..., None]
) -> None:
    config = replace(tiny, batch_size=512)
    guess, own = estimate_seconds(config) - START, estimate_seconds(tiny) - START
    speed = tiny.steps / own / 3  # a third of the estimated speed
    edit_status(steps_per_second=speed, device="cpu", host=platform.node())
    assert estimate_seconds(config) - START == pytest.approx(3 * guess)


def test_runs_of_other_machines_do_not_count(
    run: Run, tiny: RunConfig, edit_status: Callable[..., None]
) -> None:
    before = estimate_seconds(tiny)
    edit_status(steps_per_second=0.1, device="cpu", host="elsewhere")
    assert estimate_seconds(tiny) == before


def test_runs_whose_data_was_removed_do_not_stand_in_the_way(
    run: Run, tiny: RunConfig, edit_status: Callable[..., None]
) -> None:
    config = replace(tiny, batch_size=512)
    before = estimate_seconds(config)
    edit_status(steps_per_second=50.0, device="cpu", host=platform.node())
    written = run.config.to_dict() | {"dataset": "Gone", "fingerprint": "0" * 64}
    write_json(run.folder / CONFIG, written)
    assert estimate_seconds(config) == before
