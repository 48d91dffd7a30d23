"""Working on a suggestion: halving, nothing twice, killed and gone on with."""

from pathlib import Path

import pytest

from sculptor import SculptorError
from sculptor.suggest import drive
from sculptor.suggest.suggestion import Suggestion


def test_candidates_are_halved_and_nothing_is_done_twice(
    suggestion: Suggestion, untrained: list[Path], measured: list[int]
) -> None:
    seen = []
    assert suggestion.suggested().status == suggestion.status == "interrupted"
    assert drive(suggestion, lambda each: seen.append(each.suggested().rung)) == "finished"
    many = len(suggestion.candidates)
    steps = [run.progress().step for run in suggestion.runs]
    failed = 2
    there = [i for i in range(many) if i != failed]
    families = [each.family for each in suggestion.candidates]
    kept = sorted(
        {0, *there[-((len(there) + 1) // 2) :], *{families[i]: i for i in there}.values()}
    )
    assert len(kept) == len(there) - 1  # of two rings one
    assert [step for i, step in enumerate(steps[1:]) if i != failed] == [
        6 if i in kept else 3 for i in there
    ]
    assert sorted(measured) == sorted([*there, *kept])
    assert {3, 6} <= {*seen}
    answer = suggestion.answer()
    assert answer is not None
    assert answer.final
    assert answer.order[0].index == many - 1
    assert answer.run == suggestion.runs[-1].id
    assert suggestion.status == "finished"  # though half of its runs have not

    trained = len(untrained)
    assert drive(suggestion) == "finished"
    assert len(untrained) == trained
    assert suggestion.record()["seconds"] > 0


def test_who_was_killed_goes_on_where_he_was(
    suggestion: Suggestion,
    untrained: list[Path],
    measured: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell = Suggestion.tell

    def killed(each: Suggestion, **fields: object) -> None:
        tell(each, **fields)
        if len(measured) == 4:
            raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(Suggestion, "tell", killed)
        with pytest.raises(MemoryError):
            drive(suggestion)
    answer = suggestion.answer()
    assert answer is None
    before = {run.id: run.progress().step for run in suggestion.runs}
    assert len(before) >= 5
    assert drive(suggestion) == "finished"
    assert {*before} <= {run.id for run in suggestion.runs}
    many = len(suggestion.candidates) - 1  # one fails
    assert len({*measured[:many]}) == many  # each was measured once at the first comparison


def test_a_candidate_that_fails_is_left_out(
    suggestion: Suggestion, untrained: list[Path], measured: list[int]
) -> None:
    assert drive(suggestion) == "finished"
    found = suggestion.found()["failed"]
    assert [suggestion.candidates[int(i)].family for i in found] == ["heavy tails"]
    assert "no memory" in found.values()
    answer = suggestion.answer()
    assert answer is not None
    assert "Student-t in 2" not in answer.table()["name"].tolist()


def test_it_pauses_when_asked_to(
    suggestion: Suggestion, untrained: list[Path], measured: list[int]
) -> None:
    def pause(each: Suggestion) -> None:
        if 2 <= len(measured) < 6:
            each.pause()

    assert drive(suggestion, pause) == "interrupted"
    assert 2 <= len(measured) < len(suggestion.candidates)
    assert drive(suggestion) == "finished"


def test_two_do_not_work_on_one(suggestion: Suggestion) -> None:
    with suggestion.alone(), pytest.raises(SculptorError, match="is running already"):
        drive(suggestion)
