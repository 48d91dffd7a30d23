"""What holds for every objective: gradients, states, JSON, and what it can be asked for."""

import json
import re
import zlib
from typing import Any

import pytest
import torch
from torch import Tensor

from sculptor import SculptorError, models, priors
from sculptor.objectives import Adversarial, Setting, from_spec, kinds
from sculptor.objectives.objective import Objective

SPECS = [
    {"kind": "ae"},
    {"kind": "mmd", "weight": 10.0},
    {"kind": "mmd", "weight": 10.0, "encoder": "gaussian"},
    {"kind": "mmd", "weight": 10.0, "estimate": "features"},
    {"kind": "vae"},
    {"kind": "beta-vae"},
    {"kind": "beta-vae", "beta": 100.0, "capacity": 3.0},
    {"kind": "beta-tcvae"},
    {"kind": "beta-tcvae", "estimate": "weighted"},
    {"kind": "factor-vae", "discriminator_width": 16},
    {"kind": "dip-vae-i"},
    {"kind": "dip-vae-ii"},
    {"kind": "info-vae", "weight": 10.0},
    {"kind": "wae-gan"},
    {"kind": "sliced-wasserstein"},
    {"kind": "sliced-wasserstein", "encoder": "gaussian"},
    {"kind": "sigreg"},
    {"kind": "cramer-wold"},
    {"kind": "vicreg"},
    {"kind": "hfs"},
    {"kind": "nash-ae"},
    {"kind": "nash-ae", "encoder": "gaussian"},
]


def name(spec: dict) -> str:
    return " ".join(str(value) for value in spec.values())


every_objective = pytest.mark.parametrize("spec", SPECS, ids=name)
kl_family = [spec for spec in SPECS if kinds.KINDS[spec["kind"]].needs != "samples"]


class Step:
    """An objective with all that a step hands it, always the same.

    Args:
        spec: Of the objective.
        prior: Of the target.
        dtype: Of model and data.
        images: In the batch.
    """

    def __init__(
        self,
        spec: dict,
        prior: dict | None = None,
        dtype: torch.dtype = torch.float32,
        images: int = 32,
    ) -> None:
        target = priors.from_spec(prior or {"kind": "gaussian"}, dim=2)
        samples = torch.from_numpy(target.sample(8_192, 1)).to(dtype)
        self.objective: Objective = from_spec(spec, Setting(images=100, steps=20))
        self.objective.prepare(samples, target)
        self.model = models.build(
            (1, 8, 8), 2, {"kind": "mlp", "width": 8, "depth": 1}, stochastic=self.stochastic
        ).to(dtype)
        self.x = torch.rand(images, 1, 8, 8, generator=generator()).to(dtype)
        self.bank = samples[: self.objective.bank(images)]
        if isinstance(self.objective, Adversarial):
            self.objective.adversary.to(dtype)

    @property
    def stochastic(self) -> bool:
        return self.objective.stochastic

    def terms(self) -> dict[str, Tensor]:
        return self.objective(self.model, self.x, self.bank, generator())

    def adversary_loss(self) -> Tensor:
        assert isinstance(self.objective, Adversarial)
        return self.objective.adversary_loss(self.model, self.x, self.bank, generator())


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def directions(key: str, value: Tensor, count: int) -> Tensor:
    """Small random directions in which a parameter is nudged, the same for each name."""
    own = torch.Generator().manual_seed(zlib.crc32(key.encode()))
    return torch.randn(*value.shape, count, generator=own, dtype=value.dtype) / 20


class Nudged:
    """A model with its parameters nudged along fixed directions, differentiable in how far."""

    def __init__(self, model: torch.nn.Module, far: Tensor) -> None:
        self._model, self.likelihood = model, model.likelihood
        self._weights = {
            key: value.detach() + directions(key, value, len(far)) @ far
            for key, value in model.named_parameters()
        }

    def posterior(self, x: Tensor) -> models.Posterior:
        return self._call("encoder", x)

    def logits(self, z: Tensor) -> Tensor:
        return self._call("decoder", z)

    def nats(self, z: Tensor, x: Tensor) -> Tensor:
        return self.likelihood.nats(self.logits(z), x)

    def _call(self, part: str, value: Tensor) -> Any:
        weights = {
            key.removeprefix(f"{part}."): value
            for key, value in self._weights.items()
            if key.startswith(part)
        }
        return torch.func.functional_call(getattr(self._model, part), weights, (value,))


@pytest.mark.parametrize(
    ("spec", "prior"),
    [
        *((spec, "gaussian") for spec in SPECS),
        *((spec, prior) for spec in kl_family for prior in ("laplace", "student-t")),
        ({"kind": "vae"}, "gaussian-mixture"),
    ],
)
def test_the_gradient_is_that_of_the_loss(spec: dict, prior: str) -> None:
    step = Step(spec, {"kind": prior}, torch.float64, images=12)
    state = {key: value.clone() for key, value in step.objective.state_dict().items()}

    def loss(far: Tensor) -> Tensor:
        step.objective.load_state_dict(state)
        return step.objective(Nudged(step.model, far), step.x, step.bank, generator())["loss"]

    far = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(loss, far, rtol=1e-5, atol=1e-6)


@every_objective
def test_every_parameter_gets_a_gradient(spec: dict) -> None:
    step = Step(spec)
    step.terms()["loss"].backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in step.model.parameters())


@every_objective
def test_the_terms_are_numbers_of_the_batch_and_the_same_each_time(spec: dict) -> None:
    terms, again = Step(spec).terms(), Step(spec).terms()
    assert {"loss", "reconstruction"} <= terms.keys()
    assert all(value.ndim == 0 and value.isfinite() for value in terms.values())
    assert all(torch.equal(terms[key], again[key]) for key in terms)


@every_objective
def test_the_loss_and_the_adversary_leave_one_another_alone(spec: dict) -> None:
    step = Step(spec)
    if not isinstance(step.objective, Adversarial):
        assert not hasattr(step.objective, "adversary")
        return
    step.terms()["loss"].backward()
    assert all(p.grad is None for p in step.objective.adversary.parameters())
    before = [p.grad.clone() for p in step.model.parameters()]
    step.adversary_loss().backward()
    assert all(p.grad.abs().sum() > 0 for p in step.objective.adversary.parameters())
    after = [p.grad for p in step.model.parameters()]
    assert all(torch.equal(*pair) for pair in zip(before, after, strict=True))


@every_objective
def test_the_state_goes_on_where_it_was(spec: dict) -> None:
    first, second = Step(spec), Step(spec)
    for parameter in kinds.KINDS[spec["kind"]].parameters:
        if parameter.adjustable:
            first.objective.set(parameter.name, 3.5)
    for _ in range(3):
        first.terms()
    second.objective.load_state_dict(first.objective.state_dict())
    assert torch.equal(first.terms()["loss"], second.terms()["loss"])


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_what_can_be_adjusted_changes_the_loss_and_nothing_else_can(kind: kinds.Objective) -> None:
    for parameter in kind.parameters:
        step = Step({"kind": kind.name})
        if parameter.adjustable:
            before = step.terms()["loss"]
            step.objective.set(parameter.name, 3.5)
            assert not torch.equal(step.terms()["loss"], before)
        else:
            with pytest.raises(SculptorError, match="Expected a change of"):
                step.objective.set(parameter.name, parameter.default)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_has_a_builder_and_survives_json(kind: str) -> None:
    spec = kinds.fill({"kind": kind})
    assert kinds.fill(json.loads(json.dumps(spec))) == spec
    assert from_spec(spec).stochastic == (kinds.KINDS[kind].needs != "samples")


SAMPLED = {"kind": "image"}
MIXTURE = {"kind": "gaussian-mixture"}
BLOCKS = {"kind": "compose", "blocks": [{"kind": "laplace", "dim": 1}, {"kind": "student-t"}]}
LINE = {"kind": "compose", "blocks": [{"kind": "gaussian-mixture", "dim": 1}, {"kind": "gaussian"}]}


@pytest.mark.parametrize(
    ("prior", "density", "independence"),
    [
        ({"kind": "gaussian", "std": 2.0, "shift": 1.0}, "", ""),
        ({"kind": "student-t", "df": 2.5}, "", ""),
        (BLOCKS, "", ""),
        (LINE, "", ""),
        (MIXTURE, "", "a mixture"),
        ({"kind": "laplace", "rotation": 45}, "", "rotated"),
        ({**BLOCKS, "rotation": 45}, "", "rotated"),
        ({"kind": "uniform"}, "infinite", "infinite"),
        (SAMPLED, "samples", "samples"),
        ({"kind": "compose", "blocks": [{"kind": "ring"}]}, "the ring", "the ring"),
    ],
)
@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_an_objective_says_which_priors_it_can_take(
    kind: kinds.Objective, prior: dict, density: str, independence: str
) -> None:
    why = {"samples": "", "density": density, "independence": independence}[kind.needs]
    if why:
        with pytest.raises(SculptorError, match=f"{re.escape(why)}.* Choose an objective that"):
            kinds.check({"kind": kind.name}, prior)
    else:
        kinds.check({"kind": kind.name}, prior)


def test_without_a_kl_divergence_the_info_vae_takes_any_prior() -> None:
    kinds.check({"kind": "info-vae", "alpha": 1.0}, SAMPLED)
    step = Step({"kind": "info-vae", "alpha": 1.0}, {"kind": "ring"})
    assert "kl" not in step.terms()


def test_a_prior_without_a_density_is_refused_when_it_is_taken_up() -> None:
    with pytest.raises(SculptorError, match="samples only"):
        Step({"kind": "vae"}, {"kind": "ring"}).terms()
