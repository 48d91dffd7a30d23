"""Configurations: what they refuse, and that they survive JSON."""

import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sculptor import RunConfig, SculptorError
from sculptor.training.config import LONGEST, fit_prior
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


@pytest.mark.parametrize(
    "device",
    [
        *("cpu:../../x", "cpu:~a~", "cuda:99999999999999999999", "cuda:1000", "cuda:-1", "cuda:01"),
        *(
            "cuda:²",
            "cuda:\u0661",
            "cuda:",
            "cpu:0",
            "CPU",
            "cuda:1\n",
            " cpu",
            "",
            "xpu",
            "cpu\ud800",
        ),
        *(None, True, 0, ["cpu"], {"cpu": 1}, b"cpu"),
    ],
)
def test_what_is_no_device_is_refused(device: Any) -> None:
    with pytest.raises(SculptorError, match=r"^Expected a device out of auto, cpu, mps, cuda"):
        RunConfig(device=device)


@pytest.mark.parametrize("device", ["auto", "cpu", "mps", "cuda", "cuda:0", "cuda:17", "cuda:999"])
def test_a_device_that_there_could_be_is_taken(device: str) -> None:
    assert RunConfig(device=device).device == device


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


NONSENSE = [
    *(None, True, 1.5, float("nan"), float("inf"), -1, 10**400, 10**5000, -(10**5000)),
    *("", "x" * 100_000, "\ud800", b"x", [], {}, {"kind": None}, nested(50), nested(100_000)),
    *({"kind": "ring", "radius": nested(100_000)}, {"kind": "ring", "more": 1}),
    *({"kind": "gaussian", "dim": 10**5000}, {"kind": "compose", "blocks": nested(100_000)}),
    *(np.float32(1), np.array([1, 2]), object(), {1: 2}, {"kind": ["ring"]}),
]


FREE = ("name", "fingerprint")
"""What may be empty."""


@pytest.mark.parametrize(
    "field", [item.name for item in fields(RunConfig) if item.name not in FREE]
)
@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_a_field_of_another_kind_is_refused_in_one_bearable_line(field: str, value: Any) -> None:
    if field == "learning_rate" and value is True:
        value = False
    with pytest.raises(SculptorError, match=r"^Expected ") as error:
        RunConfig(**{field: value})
    assert len(str(error.value)) < 700
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("value", [np.int64(5), 5.0, True, "5", 2**63])
@pytest.mark.parametrize("field", ["latent_dim", "steps", "batch_size", "seed"])
def test_a_whole_number_is_an_int(field: str, value: Any) -> None:
    with pytest.raises(SculptorError, match=f"Expected {field} as a whole number"):
        RunConfig(**{field: value})


@pytest.mark.parametrize(
    "prior",
    [
        {"kind": "ring", "radius": "wide"},
        {"kind": "ring", "radius": 1e400},
        {"kind": "ring", "dim": True},
        {"kind": "ring", "dim": 0},
        {"kind": "ring", "shift": "far"},
        {"kind": "ring", "rotation": [{"plane": [0, 0], "degrees": 5}]},
        {"kind": "compose", "blocks": []},
        {"kind": "compose", "blocks": ["ring"]},
        {"kind": "compose", "blocks": [{"kind": "moons", "width": []}]},
        {"kind": "gaussian-mixture", "weights": [1.0] * 5000},
        {"kind": "samples", "sha256": "../../etc", "shape": [5, 2]},
        {"kind": "samples", "sha256": "0" * 64, "shape": [5, "2"]},
        {"kind": "samples", "sha256": "0" * 64, "shape": [10**400, 2]},
        {"kind": "samples", "sha256": "0" * 64, "shape": [5, 2], "origin": ["a", "b"]},
        {"kind": "samples", "sha256": "0" * 64, "shape": [5, 2], "jitter": "much"},
        {"kind": "run", "run": "../x"},
        {"kind": "run", "run": 5},
        {"kind": "image", "png": 5, "extent": [-3, 3, -3, 3]},
        {"kind": "image", "png": "☃", "extent": [-3, 3, -3, 3]},
        {"kind": "image", "png": "", "extent": [-3, 3, "a", 3]},
        {"kind": "image", "png": "", "extent": [3, -3, -3, 3]},
    ],
)
def test_a_prior_that_cannot_be_made_is_refused_before_a_run_is(prior: dict[str, Any]) -> None:
    with pytest.raises(SculptorError, match=r"^Expected "):
        RunConfig(prior=prior)


def test_a_specification_of_megabytes_is_refused() -> None:
    drawing = {"kind": "image", "png": "A" * LONGEST, "extent": [-3, 3, -3, 3]}
    with pytest.raises(SculptorError, match="characters of JSON"):
        RunConfig(prior=drawing)


def test_a_configuration_of_many_names_is_refused_in_one_bearable_line() -> None:
    with pytest.raises(SculptorError, match="received also") as error:
        RunConfig.from_dict({"x" * 1000 + str(i): 1 for i in range(1000)})
    assert len(str(error.value)) < 1000
    for value in (nested(100_000), 10**5000, "x" * 10**6):
        with pytest.raises(SculptorError, match="as a JSON object") as error:
            RunConfig.from_dict(value)
        assert len(str(error.value)) < 300


def test_one_level_is_none() -> None:
    with pytest.raises(SculptorError, match="levels of 2 or more, or 0"):
        RunConfig(levels=1)
