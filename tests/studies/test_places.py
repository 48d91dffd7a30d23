"""Where a study is trained: what is refused before anything is made, and how a driver is told."""

import pytest

from sculptor import SculptorError, studies
from sculptor.jobs.cluster import connection
from sculptor.jobs.here import Here
from sculptor.studies import Place
from sculptor.studies.places import VARIABLE


def test_this_machine_is_the_place_unless_another_is_named(tmp_path: object) -> None:
    assert isinstance(Place().open(tmp_path, ""), Here)  # type: ignore[arg-type]
    assert Place.of_environment() == Place()


def test_a_driver_in_the_background_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "found", lambda: True)
    place = Place("ray", "10.0.0.1:6379", 0.5)
    monkeypatch.setenv(VARIABLE, place.environment()[VARIABLE])
    assert Place.of_environment() == place
    monkeypatch.setenv(VARIABLE, '{"on": "ray"}')
    with pytest.raises(SculptorError, match=VARIABLE):
        Place.of_environment()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"on": "moon"}, "here or ray"),
        ({"address": "auto"}, "for a cluster only"),
        ({"on": "ray", "address": "ray://host:10001"}, "HOST:PORT"),
        ({"on": "ray", "address": "a b"}, "HOST:PORT"),
        ({"on": "ray", "gpus": 2.0}, "up to 1 GPU"),
        ({"on": "ray", "gpus": float("nan")}, "up to 1 GPU"),
    ],
)
def test_what_is_no_place_is_refused(
    given: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "found", lambda: True)
    with pytest.raises(SculptorError, match=said):
        studies.launch(**given)  # type: ignore[arg-type]
    assert studies.list_studies() == []


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "found", lambda: False)
    with pytest.raises(SculptorError, match=r"pip install .sculptor\[cluster\]"):
        Place("ray")
