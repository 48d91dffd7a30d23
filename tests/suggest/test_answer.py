"""What is recommended, as objects, tables and JSON."""

import json

from tests.suggest.made import answer, figures


def test_it_is_told_as_json() -> None:
    found = answer(1.0, 0.5, 0.9)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["prior"] == {"kind": "uniform", "dim": 2}
    assert told["recommended"] == "Uniform in 2"
    assert [row["name"] for row in told["candidates"]] == [
        "Uniform in 2",
        "Student-t in 2",
        "Gaussian in 2",
    ]
    assert found.prior.dim == told["latent_dim"] == 2
    assert found.run.endswith("1-abcd")
    assert repr(found) == (
        "Answer(digits: Uniform in 2, score 0.57 beside N(0, I), first in 100% of the draws)"
    )


def test_what_was_dropped_comes_last() -> None:
    found = answer(1.0, 0.5, 0.9)
    found.figures[600] = {0: figures(), 1: figures(0.4)}  # type: ignore[index]
    assert found.dropped() == {2: 300}
    table = found.table()
    assert table["name"].tolist() == ["Uniform in 2", "Gaussian in 2", "Student-t in 2"]
    assert table["step"].tolist() == [600, 600, 300]


def test_it_is_shown_in_a_cell() -> None:
    shown = answer(1.0, 0.5, 0.9)._repr_html_()
    assert "Uniform in 2" in shown
    assert "<svg" in shown or "<img" in shown
