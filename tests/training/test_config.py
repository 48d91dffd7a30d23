"""Configurations: what they refuse, and that they survive JSON."""

import json

import pytest

from sculptor import RunConfig, SculptorError
from sculptor.training.config import fit_prior
from tests.bad_names import BAD


def test_json_round_trip() -> None:
    config = RunConfig(prior={"kind": "ring", "width": 0.1}, latent_dim=2, name="A ring")
    assert RunConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_a_kind_alone_is_a_specification() -> None:
    assert RunConfig(prior="moons").prior == {"kind": "moons"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": 0}, "steps"),
        ({"steps": True}, "steps"),
        ({"batch_size": 2.5}, "batch_size"),
        ({"latent_dim": 513}, "latent_dim"),
        ({"seed": -1}, "seed"),
        ({"learning_rate": 0.0}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"dataset": "../../etc"}, "dataset"),
        ({"dataset": ["digits"]}, "dataset"),
        ({"start": "cold"}, "spectral"),
        ({"device": "tpu"}, "cuda"),
        ({"precision": "float16"}, "bfloat16"),
        ({"prior": 7}, "prior"),
        ({"prior": {"kind": "ring", "radius": float("inf")}}, "finite"),
        ({"objective": {"kind": "nothing"}}, "nothing"),
        ({"network": {"kind": "transformer"}}, "transformer"),
        ({"objective": {"kind": "vae"}, "prior": {"kind": "ring"}}, "density"),
    ],
)
def test_refuses_with_the_name_of_what_is_wrong(changes: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        RunConfig(**changes)


def test_unknown_names_are_named() -> None:
    with pytest.raises(SculptorError, match="colour"):
        RunConfig.from_dict({"colour": "red"})


def test_a_prior_of_other_dimensions_is_refused() -> None:
    with pytest.raises(SculptorError, match="dimension"):
        fit_prior({"kind": "ring"}, 3)


@pytest.mark.parametrize("name", [*BAD, 3, None])
def test_a_name_is_checked_where_it_is_given(name: object) -> None:
    with pytest.raises(SculptorError, match="Expected a name"):
        RunConfig(name=name)
    assert RunConfig(name=" Zoe\u0308 ").name == "Zo\u00eb"


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_a_name_that_is_read_is_made_one(name: str, expected: str) -> None:
    assert RunConfig.from_dict({"name": name}).name == expected
