"""``sculptor suggest``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import suggest
from sculptor.cli.suggest import Pace
from sculptor.suggest import Suggestion
from tests.suggest.made import answer, evidence, figures

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def driven(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Suggestions that are found at once; which were worked on."""
    seen: list[str] = []

    def drive(suggestion: Suggestion, report: Callable[[Suggestion], None]) -> str:
        seen.append(suggestion.id)
        report(suggestion)
        if suggestion.evidence is None:
            suggestion.begin(evidence())
            at = {str(i): figures(scale).to_dict() for i, scale in enumerate((1.0, 0.5, 0.9))}
            suggestion.tell(figures={"30": at}, done=[30])
        report(suggestion)
        return "finished"

    monkeypatch.setattr(suggest, "drive", drive)
    return seen


def test_it_tells_what_it_recommends(call: Call, driven: list[str]) -> None:
    code, out, err = call("suggest", "digits", "--rungs", "30", "--network", "mlp")
    assert code == 0
    assert "The data have about 2.0 dimensions" in out
    assert "Uniform in 2: over five figures 43 % better than Gaussian in 2" in out
    assert "Better: squared error 0.2 against 0.4" in out
    assert f"Study {driven[0]}" in err


def test_the_same_again_is_the_same_and_json(call: Call, driven: list[str]) -> None:
    call("suggest", "digits", "--rungs", "30")
    code, out, _ = call("suggest", "digits", "--rungs", "30", "--json")
    told = json.loads(out)
    assert (code, told["id"]) == (0, driven[0])
    assert told["prior"] == {"kind": "uniform", "dim": 2}
    assert len({*driven}) == 1


def test_in_the_background_it_returns_at_once(
    call: Call, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    monkeypatch.setattr(Suggestion, "launch", lambda suggestion: None)
    code, out, _ = call("suggest", "digits", "--background")
    assert code == 0
    assert out.strip().endswith("is running.")


def test_what_makes_no_sense_is_refused(call: Call) -> None:
    assert call("suggest", "digits", "--rungs", "many")[0] == 1
    code, _, err = call("suggest", "nothing-like-it")
    assert code == 1
    assert "Expected dataset out of" in err


def test_the_line_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    suggestion = suggest.make_for("digits", rungs=(30,))
    assert Pace().text(suggestion) == "Looking at the data  0 %"
    suggestion.begin(evidence())
    pace = Pace()
    assert pace.text(suggestion) == "9 priors to step 30  0 %"
    monkeypatch.setattr(Suggestion, "answer", lambda suggestion: answer(1.0, 0.5))
    assert pace.text(suggestion).endswith("so far: Uniform in 2")
    assert pace.compared(suggestion)
    assert not pace.compared(suggestion)
