"""What the browser is told of runs side by side."""

from sculptor.ui.frontend.compare import Brush, Compared
from sculptor.ui.plots import panels
from sculptor.ui.plots.feed import Feed
from sculptor.ui.plots.panels import Looks
from sculptor.ui.plots.sides import of_runs


def test_panels_have_one_plane_and_tell_what_is_asked(make_run) -> None:
    sides = of_runs([make_run(objective="vae"), make_run(status="queued", upto=None)])
    said = Compared(brush=Brush(3, sides[0].id, (1, 2)), holes=True, place=45.0)
    told = panels.told(sides, Looks(colour="label", place=45.0), Feed(), said)
    shown, waits = told["panels"]
    assert (shown["title"], shown["holes"]["step"]) == ("VAE", 40)
    assert (waits["said"], waits["holes"]) == ("Queued: it is next.", None)
    assert (told["images"]["n"], told["images"]["shown"]) == (3, 2)
    assert [item["step"] for item in told["newest"] if "step" in item] == [100]
    assert told["colourings"][shown["group"]]["kind"] == "labels"
    assert told["chunk"] is None


def test_points_are_read_ahead_of_the_browser(make_run, monkeypatch) -> None:
    sides = of_runs([make_run()])
    feed, read = Feed(), []
    monkeypatch.setattr(panels, "_points", lambda side, step, seen: read.append(step))
    panels.read_ahead(sides, Looks(), feed)
    assert sorted(read) == [0, 20, 40, 60, 80, 100]
