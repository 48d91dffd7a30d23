"""The folder of a suggestion."""

import pytest

from sculptor import RunConfig, SculptorError
from sculptor.jobs import launcher
from sculptor.studies import Study, StudyRecord, drive, list_studies
from sculptor.studies.study import SUGGESTER, SUGGESTION
from sculptor.suggest import make_for, suggestions
from sculptor.suggest.suggestion import Suggestion, make
from tests.suggest.made import evidence


def test_the_same_question_is_the_same_suggestion(suggestion: Suggestion) -> None:
    base = suggestion.base
    assert make(base, (3, 6)).id == suggestion.id
    assert make(base, (3, 9)).id != suggestion.id
    assert {each.id for each in suggestions("digits")} >= {suggestion.id}
    assert suggestions("sprites") == []
    assert len(list_studies()) == 2
    assert StudyRecord.open(suggestion.id).name == "Which prior digits wants"


def test_it_is_not_trained_to_its_end_as_a_study(
    suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study.open(suggestion.id)
    with pytest.raises(SculptorError, match="looks for a prior"):
        drive(study)
    begun: list[str] = []

    def spawn(module: str, *more: object) -> None:
        begun.append(module)
        raise SculptorError("not in a test")

    monkeypatch.setattr(launcher, "spawn", spawn)
    with pytest.raises(SculptorError, match="not in a test"):
        study.launch()
    assert begun == [SUGGESTER]


def test_candidates_follow_from_the_evidence(suggestion: Suggestion) -> None:
    assert suggestion.candidates == []
    assert suggestion.evidence is None
    assert suggestion.answer() is None
    suggestion.begin(evidence(3.0))
    assert suggestion.evidence == evidence(3.0)
    assert suggestion.candidates[0].latent_dim == 3
    configs = [cell.config for cell in suggestion.cells[1:]]
    assert {(c.seed, c.steps, c.start, c.batch_size) for c in configs if c} == {
        (0, 6, "spectral", 32)
    }
    far = suggestion.suggested()
    assert (far.status, far.rung, far.alive) == ("interrupted", 3, len(configs))


def test_rungs_that_do_not_rise_are_refused() -> None:
    for rungs in ((), (300, 300), (0, 5), tuple(range(1, 12))):
        with pytest.raises(SculptorError, match="rising numbers of updates"):
            make_for("digits", rungs=rungs)


def test_data_that_are_not_there_are_refused() -> None:
    with pytest.raises(SculptorError, match="not on this machine yet"):
        make(RunConfig(dataset="celeba-64"))


def test_a_file_that_is_something_else_is_told(suggestion: Suggestion) -> None:
    suggestion.begin(evidence())
    suggestion.tell(figures={"3": {"0": {"match": 1}}}, done=[3])
    with pytest.raises(SculptorError, match="edited into something else"):
        suggestion.answer()
    (suggestion.folder / SUGGESTION).write_text("[]")
    with pytest.raises(SculptorError, match="Delete the folder"):
        suggestion.found()
    assert suggestions("digits") == []
