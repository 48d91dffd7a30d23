"""The panels: up to the place of the scrubber."""

from sculptor.ui.plots.sides import read_sides
from tests.ui.compare.opened import compare, said


def test_the_place_of_the_scrubber_is_in_the_address(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    page = compare(*(run.id for run in runs), place="45")
    assert not page.exception
    assert "up to the place of the scrubber" in said(page)
    (side, _) = read_sides([run.id for run in runs])
    assert [side.at(place, "step") for place in (None, 45, 0)] == [100, 40, 0]
    assert [side.at(place, "seconds") for place in (None, 4.5, 0)] == [100, 40, 0]
