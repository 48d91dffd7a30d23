"""What all priors share: JSON, seeds and generators."""

import json
from pathlib import Path

import numpy as np
import torch

from sculptor import home, priors

NAMED = [name for name, kind in priors.KINDS.items() if not kind.content]


def specs(tmp: Path) -> list[dict]:
    """One specification of every kind, plain, moved and composed."""
    cloud = priors.from_samples(np.random.default_rng(0).normal(size=(50, 3))).spec
    drawing = priors.from_image(np.eye(8), extent=(-2, 2, -1, 1)).spec
    (home.home() / "run-1").mkdir(parents=True)
    np.save(home.home() / "run-1" / "latents.npy", np.random.default_rng(1).normal(size=(9, 2)))
    return [
        *({"kind": kind} for kind in NAMED),
        cloud,
        {**cloud, "jitter": 0.1},
        drawing,
        {"kind": "run", "run": "run-1"},
        {"kind": "ring", "shift": [1, 2], "scale": 0.5, "rotation": 30},
        {
            "kind": "compose",
            "blocks": [
                drawing,
                {"kind": "uniform", "dim": 1},
                {"kind": "compose", "blocks": [{"kind": "sphere", "dim": 3}, cloud]},
            ],
            "rotation": [{"plane": [0, 4], "degrees": 45}],
        },
    ]


def test_every_prior_survives_json(tmp_path: Path) -> None:
    for spec in specs(tmp_path):
        prior = priors.from_spec(spec)
        text = json.dumps(prior.spec)
        assert prior.spec == spec
        again = priors.from_spec(json.loads(text))
        assert np.array_equal(prior.sample(100, 3), again.sample(100, 3)), spec["kind"]
        assert not np.array_equal(prior.sample(100, 3), prior.sample(100, 4))
        assert prior.sample(100, 3).dtype == np.float32


def test_generators_of_numpy_and_torch_will_do() -> None:
    prior = priors.from_spec({"kind": "gaussian"})
    assert np.array_equal(prior.sample(5, 0), prior.sample(5, np.random.default_rng(0)))
    one, other = (prior.sample(5, torch.Generator().manual_seed(1)) for _ in range(2))
    assert np.array_equal(one, other)
    assert prior.sample(0).shape == (0, 2)
