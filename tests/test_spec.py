"""How a kind is declared, and the one check of what is asked of it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sculptor import SculptorError, data, priors
from sculptor.measure.catalogue import METRICS
from sculptor.models import kinds as networks
from sculptor.objectives import kinds as objectives
from sculptor.spec import (
    Kind,
    Metric,
    Network,
    Objective,
    Prior,
    choice,
    declared,
    fill,
    load,
    number,
    numbers,
    whole,
)

KIND = Prior(
    "blob",
    "Blob",
    make="somewhere:blob",
    parameters=(
        number("width", 1.0, 0.0, 2.0, 0.1, "Standard deviation of the blob"),
        number("weight", "auto", 1.0, 9.0, 1.0, "Nats.", words=("auto", "none")),
        whole("count", 3, 1, 5, 1, "Number of blobs"),
        choice("shape", ("round", "square"), "What it looks like"),
        numbers("shares", 0.0, 1.0, 0.1, "Of each"),
    ),
)

TABLES: list[Mapping[str, Kind]] = [objectives.KINDS, priors.KINDS, networks.KINDS, data.SOURCES]


def test_every_value_that_fits_is_taken_and_the_rest_is_at_its_default() -> None:
    assert fill(KIND, {"kind": "blob"}) == {
        "kind": "blob",
        "width": 1.0,
        "weight": "auto",
        "count": 3,
        "shape": "round",
        "shares": (),
    }
    found = fill(KIND, {"width": 2, "weight": 3, "count": 4.0, "shares": [0, 1], "dim": 2}, ["dim"])
    assert found["width"] == 2.0
    assert isinstance(found["width"], float)
    assert found["weight"] == 3.0
    assert found["count"] == 4
    assert isinstance(found["count"], int)
    assert found["shares"] == (0.0, 1.0)
    assert "dim" not in found


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"widht": 1}, r"received also widht\. Did you mean width\?"),
        ({"width": 2.1}, r"width of a prior of kind blob as a number from 0 to 2, received 2\.1"),
        ({"width": -0.1}, "from 0 to 2"),
        ({"width": float("nan")}, "received nan"),
        ({"width": float("inf")}, "received inf"),
        ({"width": 10**400}, "from 0 to 2"),
        ({"width": True}, "received True"),
        ({"width": "wide"}, "It is: standard deviation of the blob"),
        ({"width": None}, "received None"),
        ({"weight": "high"}, "'auto', 'none' or a number from 1 to 9"),
        ({"weight": ["auto"]}, "'auto', 'none' or a number"),
        ({"count": 2.5}, "a whole number from 1 to 5"),
        ({"count": 6}, "a whole number from 1 to 5"),
        ({"count": False}, "received False"),
        ({"shape": "oval"}, "as 'round' or 'square', received 'oval'"),
        ({"shape": 0}, "as 'round' or 'square'"),
        ({"shares": 0.5}, "a list of numbers from 0 to 1"),
        ({"shares": [0.5, 2]}, "a list of numbers from 0 to 1"),
        ({"shares": [True]}, "a list of numbers from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(values: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        fill(KIND, {"kind": "blob", **values})


def test_content_must_be_there_and_values_must_go_together() -> None:
    def together(*, width: float, **_: object) -> None:
        if width > 1.5:
            raise SculptorError("too wide for its weight")

    kind = replace(KIND, content=("png",), check=together)
    with pytest.raises(SculptorError, match="without png"):
        fill(kind, {"kind": "blob"})
    assert "png" not in fill(kind, {"png": ""})
    with pytest.raises(SculptorError, match="too wide"):
        fill(kind, {"png": "", "width": 1.6})


@pytest.mark.parametrize("table", [*TABLES, METRICS], ids=lambda table: type(table).__name__)
def test_a_name_that_is_not_known_is_answered_with_what_is_near(table: Mapping) -> None:
    name = next(iter(table))
    with pytest.raises(SculptorError, match=f"Did you mean {name}"):
        table.lookup(f"{name}x")
    with pytest.raises(SculptorError, match=r"received 'xyzzy'.*SCULPTOR_PLUGINS"):
        table.lookup("xyzzy")
    with pytest.raises(SculptorError, match="received None"):
        table.find({})
    with pytest.raises(SculptorError, match="as a JSON object"):
        table.find([name])


@pytest.mark.parametrize("table", TABLES, ids=["objective", "prior", "network", "dataset"])
def test_every_declaration_of_ours_is_sound_and_names_what_is_there(table: Mapping) -> None:
    for name, kind in table.items():
        assert kind.name == name
        declared(kind)
        assert callable(kind.load())
        for make in (kind.check, getattr(kind, "density", "")):
            assert not make or callable(load(make, name))


def test_the_front_of_an_objective_is_of_values_that_it_takes() -> None:
    for kind in objectives.KINDS.values():
        assert bool(kind.front) == bool(kind.adjustable)
        for value in kind.front:
            objectives.fill({"kind": kind.name, kind.adjustable[0].name: value})


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (replace(KIND, name="Blob"), "small letters"),
        (replace(KIND, name="../blob"), "small letters"),
        (replace(KIND, title=""), "a title"),
        (replace(KIND, title="\u202eBlob"), r"visible characters, received '\\u202eBlob'"),
        (replace(KIND, description="\ud800"), "visible characters"),
        (replace(KIND, parameters=(choice("a", ("\x1b[0m", "b"), ""),)), "visible characters"),
        (replace(KIND, make="blob"), "module:Class"),
        (replace(KIND, make=""), "module:Class"),
        (replace(KIND, takes=("seed",)), "to take samples, block or dim"),
        (Network("net", "Net", make="a:b", takes=("seed",)), "to take nothing"),
        (replace(KIND, parameters=KIND.parameters * 2), "names of their own"),
        (Objective("o", "O", make="a:b", parameters=(number("kind", 1, 0, 2, 1, ""),)), "own"),
        (Objective("o", "O", make="a:b", parameters=(number("a b", 1, 0, 2, 1, ""),)), "own"),
        (Objective("o", "O", make="a:b", parameters=(number("a", 3, 0, 2, 1, "A"),)), "from 0 to"),
        (Objective("o", "O", make="a:b", parameters=(number("a", 1, 0, 2, 0, "A"),)), "step above"),
        (Metric("m", "M", make="a:b", takes=("weights",)), "to take target"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(kind: Kind, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        declared(kind)


def test_what_cannot_be_imported_is_said() -> None:
    for make in ("nowhere_at_all:thing", "sculptor.errors:Nothing"):
        with pytest.raises(SculptorError, match=f"Expected the prior blob in {make}"):
            replace(KIND, make=make).load()
