"""The figures of candidates; by them a ring is found: a small `benchmarks/suggest_truth.py`."""

from typing import Any

import numpy as np
import pytest

from sculptor import RunConfig, data, plugins, priors, register
from sculptor.data.sets import curved
from sculptor.spec import Dataset
from sculptor.suggest.figures import DRAWS, NAMES, Figures
from sculptor.suggest.measuring import HeldOut, _inhomogeneity, _weights
from sculptor.suggest.ranking import ranked
from sculptor.training.assemble import assemble

SIDE, ITEMS = 8, 1_200


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> str:
    """Pictures that are drawn from a ring."""
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
    latents = priors.from_spec({"kind": "ring"}).sample(ITEMS, 0)
    drawn = curved.generate(latents, size=SIDE, name="drawn-ring")
    known: dict[str, Any] = {"factor_names": drawn.factor_names}
    known |= {"factor_kinds": drawn.factor_kinds, "licence": "MIT", "source": "Generated"}
    shape, test = (3, SIDE, SIDE), ITEMS - drawn.train
    register(
        Dataset("drawn-ring", "A ring", shape=shape, n_train=drawn.train, n_test=test, **known)
    )(lambda: drawn)
    return "drawn-ring"


def test_a_ring_is_found(ring: str) -> None:
    held_out, found = HeldOut(data.load(ring)), {}
    for i, kind in enumerate(("gaussian", "ring")):
        config = RunConfig(
            dataset=ring,
            prior=kind,
            network={"kind": "mlp", "width": 32},
            steps=70,
            batch_size=128,
            device="cpu",
            precision="float32",
        )
        training = assemble(config).training
        training.learner.make_ready()
        for _ in range(config.steps):
            training.update()
        found[i] = held_out.figures(training.model, training.aim.prior, seed=i)
    first, second = ranked(found, found[0])
    assert (first.index, second.tied) == (1, False)
    assert first.first > 0.95
    for figures in found.values():
        assert {*figures.values} == {*NAMES}
        assert all(draws.shape == (DRAWS,) for draws in figures.draws.values())
        low, high = figures.interval("squared_error")
        assert low < figures.values["squared_error"] < high
        again = Figures.from_dict(figures.to_dict())
        assert again.values["holes"] == pytest.approx(figures.values["holes"], rel=1e-4)


def test_the_distance_is_that_of_its_definition() -> None:
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(30, 2)), generator.normal(1.0, 1.0, (40, 2))

    def mean(a: Any, b: Any, pairs: int) -> float:
        return float(np.linalg.norm(a[:, None] - b, axis=2).sum() / pairs)

    expected = 1 - (mean(x, x, 30 * 29) + mean(y, y, 40 * 39)) / (2 * mean(x, y, 30 * 40))
    value, draws = _inhomogeneity(x, y, _weights(30, 0), _weights(40, 1))
    assert value == pytest.approx(expected)
    assert abs(draws.mean() - value) < 0.05
    same, _ = _inhomogeneity(x, generator.normal(size=(40, 2)), _weights(30, 0), _weights(40, 1))
    assert abs(same) < 0.05
