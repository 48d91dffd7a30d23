"""Whatever an address holds, the page opens: what makes no sense is left out, and it is said."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from sculptor.names import well_formed
from sculptor.runs import library
from sculptor.ui.app import entry, state
from sculptor.ui.app.fields import FIELDS, SOURCES
from tests.ui.conftest import MakeRun

PAGES = Path(__file__).parents[2] / "pages"
ID = "20261124-090001-abcd"
"""The first run that `make_run` makes."""

SHA = "0" * 64

DEEP = "[" * 4_000
NUMBERS = ("1e400", "-1e400", "NaN", "Infinity", "9" * 400, "9" * 5_000, "-1", "0", "1.5", "true")

VALUES = (
    *(*NUMBERS, "null", '"a"', "[]", "{}", '"\\ud800"', "1e308"),
    *(
        "[1,2]",
        '{"plane":[0,1]}',
        "[[[[[[[[1]]]]]]]]",
        '"' + "x" * 3_000 + '"',
        "[" * 70 + "]" * 70,
    ),
)
"""JSON of some kind, in place of a parameter of a prior, an objective or a network."""

NAMES = (
    *("radius", "width", "dim", "std", "shift", "scale", "rotation", "weights", "k", "jitter"),
    *(
        "png",
        "extent",
        "sha256",
        "shape",
        "origin",
        "blocks",
        "run",
        "id",
        "weight",
        "kernel",
        "kind",
    ),
)
KINDS = (
    *(
        "ring",
        "gaussian",
        "gaussian-mixture",
        "torus",
        "moons",
        "compose",
        "image",
        "samples",
        "run",
    ),
    *("saved", "sketch", "upload", "picture", "mmd", "vae", "mlp", "conv", "../..", "", "x" * 500),
)

TEXTS = (
    *("", "☃", "\ud800", "%ED%A0%80", "a\0b", "\x1b[31m", "x" * 9_000, "../../etc/passwd", DEEP),
    *(*NUMBERS, "null", "{", "[]", "{}", '{"kind":1}', '{"kind":["ring"]}', '{"kind":{}}'),
    *("٣", "²", "1_0", " 1", "0,0", "1,2,3", "-1,5", "511,0", ID, f"run:{ID}", "run:../x"),
    *("pretrained:x", "cpu:../../x", "cuda:²", '{"kind":"ring","kind":"moons"}', "<b>", "$x$"),
)


@st.composite
def specs(draw: Any) -> str:
    """The text of an object with a kind, of which the rest is nonsense."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3))
    parts = [f'"kind":{json.dumps(draw(st.sampled_from(KINDS)))}']
    parts += [f'"{name}":{draw(st.sampled_from(VALUES))}' for name in names]
    return "{" + ",".join(parts) + "}"


BLOCKS = st.lists(specs(), max_size=4).map(lambda parts: f"[{','.join(parts)}]")
NONSENSE = (
    st.sampled_from(TEXTS)
    | st.text(max_size=30)
    | specs()
    | BLOCKS
    | BLOCKS.map(lambda blocks: f'[{{"kind":"compose","blocks":{blocks}}}]')
)


def address(page: str) -> Any:
    """Fields of a page, each with anything; few, so that the others are as they should."""
    names = [field.param for field in FIELDS if page in field.pages]
    return st.dictionaries(st.sampled_from(names), NONSENSE, min_size=1, max_size=4)


def opened(page: str, fields: dict[str, str]) -> AppTest:
    """A page at an address; what is no character of Unicode has become U+FFFD, as in a browser."""
    app = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    app.session_state[entry.WELCOMED] = True
    for name, text in fields.items():
        app.query_params[name] = well_formed(text)
    return app.run()


def check(page: str, fields: dict[str, str]) -> AppTest:
    """Open a page, and see that all that it says is meant for its reader."""
    app = opened(page, fields)
    assert not app.exception, (fields, app.exception[0].message)
    said = [element.value for element in (*app.error, *app.warning)]
    assert not [text for text in said if "not your fault" in text], fields
    return app


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_each_field_is_a_value_of_its_own_or_the_default(data: Any) -> None:
    page = data.draw(st.sampled_from(["sculpt", "watch", "compare", "explore", "runs"]))
    fields = data.draw(address(page))
    values, notes = state.parse(page, fields)
    named = {field.param: field.name for field in FIELDS if page in field.pages}
    assert values.keys() == {named[param] for param in fields}
    assert len(notes) <= len(fields)
    for note in notes:
        assert len(note) < 400
        note.encode()
    written = state.query(page, values)
    again, notes = state.parse(page, written)
    assert (again, notes) == ({named[param]: values[named[param]] for param in written}, [])


FUZZ = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def runs(make_run: MakeRun) -> dict[str, dict[str, str]]:
    """The address of each page that shows some run, with two of them there."""
    first, second = make_run(latent_dim=3, prior="gaussian"), make_run(objective="ae")
    assert first.id == ID
    return {"watch": {"run": ID}, "compare": {"runs": f"{ID},{second.id}"}}


@pytest.mark.parametrize("page", ["watch", "compare", "explore", "runs"])
@given(data=st.data())
@FUZZ
def test_a_page_opens_whatever_its_address_holds(
    page: str, runs: dict[str, dict[str, str]], data: Any
) -> None:
    check(page, {**runs.get(page, {}), **data.draw(address(page))})


@pytest.mark.parametrize("source", SOURCES)
@given(data=st.data())
@FUZZ
def test_the_sculpt_page_opens_whatever_the_address_says_of_a_prior(
    source: str, runs: dict[str, dict[str, str]], data: Any
) -> None:
    fields = {"dataset": "digits", "source": source, source: data.draw(NONSENSE)}
    check("sculpt", {**fields, **data.draw(address("sculpt"))})


@pytest.mark.parametrize(
    "block",
    [
        '{"kind":"ring","radius":"wide"}',
        '{"kind":"ring","radius":1e400}',
        '{"kind":"ring","radius":null}',
        '{"kind":"ring","more":1}',
        '{"kind":"moons","radius":[1]}',
        '{"kind":"gaussian","dim":2,"std":{}}',
        '{"kind":"gaussian-mixture","weights":"1, 2"}',
        f'{{"kind":"gaussian-mixture","k":{"9" * 400}}}',
        '{"kind":"checkerboard","cells":"x"}',
        '{"kind":"uniform","shape":5}',
        '{"kind":"nothing"}',
        '{"kind":"saved"}',
        '{"kind":"saved","id":5}',
        '{"kind":"sketch","dim":"x"}',
        '{"kind":"image","png":5,"extent":[]}',
        '{"kind":"samples","sha256":"x","shape":"y"}',
        '{"kind":"run","run":"../x"}',
    ],
)
def test_a_composition_of_nonsense_is_left_out_and_it_is_said(block: str) -> None:
    app = check("sculpt", {"dataset": "digits", "source": "compose", "compose": f"[{block}]"})
    assert app.session_state["state.compose"] == [{"kind": "moons"}]
    assert any("The address asked for compose" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("named", '{"kind":"compose","blocks":[{"kind":"ring"}]}'),
        ("named", f'{{"kind":"run","run":"{ID}"}}'),
        ("upload", f'{{"kind":"samples","sha256":"{SHA}","shape":[5,2],"origin":["a",1]}}'),
        ("upload", '{"kind":"picture","id":"../x"}'),
        ("device", "cpu:../../x"),
        ("compose", f"[{DEEP}"),
        ("name", "a\ud800"),
    ],
)
def test_what_is_none_of_its_kind_gives_the_default(name: str, text: str) -> None:
    values, notes = state.parse("sculpt", {name: text})
    assert values == {name: state._FIELDS[name].default}
    assert len(notes) == 1


def test_what_makes_sense_is_kept_to_the_letter() -> None:
    blocks = [
        {"kind": "ring", "radius": 2},
        {"kind": "sketch"},
        {"kind": "upload", "dim": 3},
        {"kind": "saved", "id": "my-prior-ab12"},
        {"kind": "gaussian", "dim": 5, "shift": [1, 2, 3, 4, 5]},
        {"kind": "samples", "sha256": "0" * 64, "shape": [5, 2], "origin": [1e7, 0]},
        {"kind": "run", "run": ID},
        {"kind": "compose", "blocks": [{"kind": "gaussian-mixture", "k": 2, "weights": [1, 2]}]},
    ]
    assert state.parse("sculpt", {"compose": json.dumps(blocks)}) == ({"compose": blocks}, [])


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"P5 1 1 255 x"])
def test_a_sketch_that_is_no_picture_is_an_empty_pad(own_home: Path, content: bytes) -> None:
    library.save_sketch("sketch-ab", content)
    app = check("sculpt", {"dataset": "digits", "source": "sketch", "sketch": "sketch-ab"})
    assert not app.error
