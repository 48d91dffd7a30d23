"""The Compare page: what it sends when, what it says in each state, and what it launches."""

import time
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import RunConfig, studies
from sculptor.errors import SculptorError
from sculptor.files import append_line, write_json
from sculptor.measure.figure import Figure
from sculptor.runs import folder as folders
from sculptor.studies import Scores, scores
from sculptor.studies.report import comparison
from sculptor.training.events import Event
from sculptor.ui.compare import images, pick, table
from sculptor.ui.compare.feed import Feed, finer, thinned
from sculptor.ui.compare.sides import by_configuration, read_sides
from sculptor.ui.sculpt.compare import cells as planned_cells
from sculptor.views import score_table
from sculptor.views.score_table import Column, Estimate, Score

PAGE = Path(__file__).parents[3] / "pages" / "compare.py"


def compare(*runs: str, **query: str) -> AppTest:
    """The Compare page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    if runs:
        page.query_params["runs"] = ",".join(runs)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    tables = [element.proto.body for element in page.get("html")]
    words = [str(element.value) for kind in kinds for element in kind] + tables
    return "\n".join(words).replace("\\", "")


# What is sent -------------------------------------------------------------------------------------


def have(seq: int, view: str = "v", mount: str = "m") -> dict[str, Any]:
    """What the browser says."""
    return {"mount": mount, "view": view, "seq": seq}


def test_the_newest_of_every_run_comes_first_and_then_what_lies_between() -> None:
    feed = Feed()
    known = {"a": [0, 10, 20, 30], "b": [0, 5]}
    first = feed.next("v", have(0), known, budget=2)
    assert first is not None
    assert first.keys == (("a", 30), ("b", 5))
    sent = set(first.keys)
    seq = 1
    while chunk := feed.next("v", have(seq), known, budget=2):
        assert not sent & set(chunk.keys)
        sent |= set(chunk.keys)
        seq = chunk.seq
    assert sent == {(run, step) for run, steps in known.items() for step in steps}


@pytest.mark.parametrize("said", [None, {}, {"mount": 3, "view": "v", "seq": "x"}, have(0, "w")])
def test_no_chunk_is_sent_before_a_page_has_asked_for_it(said: Any) -> None:
    assert Feed().next("v", said, {"a": [0]}) is None


def test_a_chunk_is_sent_until_it_has_come() -> None:
    feed = Feed()
    first = feed.next("v", have(0), {"a": [0]})
    assert feed.next("v", have(0), {"a": [0, 1]}) == first
    second = feed.next("v", have(1), {"a": [0, 1]})
    assert second is not None
    assert second.keys == (("a", 1),)
    assert feed.next("v", have(1), {"a": [0, 1]}) == second


def test_a_page_that_is_opened_anew_gets_everything_again() -> None:
    feed = Feed()
    feed.next("v", have(0, mount="one"), {"a": [0]})
    assert feed.next("v", have(1, mount="one"), {"a": [0]}) is None
    again = feed.next("v", have(0, mount="two"), {"a": [0]})
    assert again is not None
    assert (again.mount, again.seq, again.keys) == ("two", 1, (("a", 0),))
    # The same word once more, of a look that comes before the browser has answered.
    assert feed.next("v", have(0, mount="two"), {"a": [0]}) == again


def test_a_page_that_outlives_the_server_goes_on_counting() -> None:
    chunk = Feed().next("v", have(3), {"a": [0]})
    assert chunk is not None
    assert chunk.seq == 4


def test_another_view_begins_anew_and_old_words_are_not_heard() -> None:
    feed = Feed()
    feed.next("v", have(0), {"a": [0]})
    assert feed.next("v", have(1), {"a": [0]}) is None
    assert feed.next("w", have(1), {"a": [0]}) is None
    other = feed.next("w", have(0, "w"), {"a": [0]})
    assert other is not None
    assert (other.seq, other.keys) == (1, (("a", 0),))


def test_a_view_that_comes_back_does_not_wait_for_what_it_had() -> None:
    feed = Feed()
    feed.next("v", have(0), {"a": [0]})
    feed.next("v", have(1), {"a": [0]})
    feed.next("w", have(1), {"a": [0]})
    feed.next("v", have(1), {"a": [0]})  # an old word, heard once more
    chunk = feed.next("v", have(0), {"a": [0]})
    assert chunk is not None
    assert chunk.seq == 1


def test_while_a_run_is_live_the_few_that_were_missed_wait() -> None:
    feed, steps = Feed(), list(range(100))
    feed.next("v", have(0), {"a": steps[:10]}, live=True)
    assert feed.next("v", have(1), {"a": steps[:20]}, live=True) is None
    assert feed.next("v", have(1), {"a": steps}, live=True) is not None
    over = Feed()
    over.next("v", have(0), {"a": steps[:10]})
    assert over.next("v", have(1), {"a": steps[:20]}) is not None


def test_a_page_is_opening_until_its_first_chunk_has_come() -> None:
    feed, known = Feed(), {"a": list(range(100))}
    assert feed.opening(known)
    assert not feed.opening({"a": [0]})
    feed.next("v", have(0), known)
    assert feed.opening(known)
    feed.next("v", have(1), known)
    assert not feed.opening(known)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 64, 201])
def test_finer_is_a_permutation(n: int) -> None:
    assert sorted(finer(range(n))) == list(range(n))


def test_thinning_keeps_what_it_kept_while_a_run_grows() -> None:
    steps = list(range(0, 3000, 7))
    before = thinned(steps[:200], 3000)
    after = thinned(steps, 3000)
    assert set(before[:-1]) <= set(after)
    assert after[-1] == steps[-1]
    assert len(after) <= 201


# States -------------------------------------------------------------------------------------------


def test_without_runs_it_invites(make_run) -> None:
    make_run("first")
    make_run("second")
    page = compare()
    assert not page.exception
    assert "Compare runs" in said(page)
    assert len(page.multiselect[0].options) == 2


def test_runs_side_by_side_with_their_scores_and_difference(make_run) -> None:
    runs = [make_run(objective={"kind": kind}) for kind in ("vae", "mmd")]
    page = compare(*(run.id for run in runs))
    assert not page.exception
    words = said(page)
    assert "LPS 0.25 for VAE against 0.25 for MMD" in words
    assert "The objective is the only difference" in [found.label for found in page.expander]
    assert "Squared error" in words
    assert "Marginals and quantiles" in words


def test_runs_that_differ_in_more_are_warned_of(make_run) -> None:
    runs = [make_run(), make_run(objective="vae", batch_size=64, latent_dim=3)]
    page = compare(*(run.id for run in runs))
    assert not page.exception
    assert "differ in more than the objective: latent dim, batch size" in said(page)


def test_what_is_wrong_with_one_run_leaves_the_others(make_run) -> None:
    good, queued, deleted, newer = (
        make_run(),
        make_run(status="queued", upto=None),
        make_run(),
        make_run(),
    )
    deleted.delete()
    record = folders.read_object(newer.folder / folders.STATUS)
    write_json(newer.folder / folders.STATUS, {**record, "format": 99})
    identities = [run.id for run in (good, queued, deleted, newer)] + ["20200101-000000-dead"]
    page = compare(*identities)
    assert not page.exception
    sides = read_sides(identities)
    assert [bool(side.said) for side in sides] == [False, True, True, True, True]
    assert sides[1].said == "Queued: it is next."
    assert "restored" in sides[2].said
    assert "Marginals and quantiles" in said(page)


def test_the_place_of_the_scrubber_is_in_the_address(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    page = compare(*(run.id for run in runs), place="45")
    assert not page.exception
    assert "up to the place of the scrubber" in said(page)
    (side, _) = read_sides([run.id for run in runs])
    assert [side.at(place, "step") for place in (None, 45, 0)] == [100, 40, 0]
    assert [side.at(place, "seconds") for place in (None, 4.5, 0)] == [100, 40, 0]


def test_an_address_that_makes_no_sense_is_told_in_words() -> None:
    assert "asked for runs" in said(compare("../../etc"))
    assert "id of a study" in said(compare(study="20200101-000000-dead"))


def test_seeds_of_one_configuration_are_one_column(make_run) -> None:
    runs = [make_run(seed=0), make_run(seed=1), make_run(objective="vae")]
    groups = by_configuration(read_sides([run.id for run in runs]))
    assert [(group.title, group.note) for group in groups] == [("MMD", "2 seeds"), ("VAE", "")]
    page = compare(*(run.id for run in runs))
    assert "Objective and seed differ only" in [found.label for found in page.expander]


def test_runs_of_one_title_are_told_apart(make_run) -> None:
    runs = [make_run(prior="ring", seed=1), make_run(prior="ring", seed=2)]
    sides = read_sides([run.id for run in runs])
    assert [side.note for side in sides] == ["seed 1", "seed 2"]


def test_each_says_where_it_is_aimed_if_not_all_are_aimed_at_one_prior(make_run) -> None:
    chosen = [make_run(objective="vae").id, make_run(prior="ring").id]
    sides = read_sides(chosen)
    assert [side.note for side in sides] == ["towards N(0, I)", "towards ring"]
    groups = by_configuration(sides)
    assert [(group.title, group.note) for group in groups] == [
        ("VAE", "towards N(0, I)"),
        ("MMD", "towards ring"),
    ]


def test_a_damaged_newest_snapshot_leaves_the_other_runs(make_run) -> None:
    damaged, whole = make_run(), make_run(objective="vae")
    newest = max((damaged.folder / folders.SNAPSHOTS).glob("*.npz"))
    newest.write_bytes(newest.read_bytes()[:100])
    page = compare(damaged.id, whole.id)
    assert not page.exception
    sides = read_sides([damaged.id, whole.id])
    assert "Expected arrays" in sides[0].said
    assert sides[1].steps


def test_runs_that_were_changed_or_made_twice_are_no_seeds_of_one_another(make_run) -> None:
    first, second, again = (
        make_run(prior="ring"),
        make_run(prior="ring", seed=1),
        make_run(prior="ring"),
    )
    turned, wide = make_run(prior="ring"), make_run(prior="ring", learning_rate=0.01)
    event = Event(1, "set", {"prior": {"kind": "moons"}})
    append_line(turned.folder / folders.EVENTS, event.to_dict())
    chosen = [run.id for run in (first, second, again, turned, wide)]
    groups = by_configuration(read_sides(chosen))
    assert [(group.title, group.note) for group in groups] == [
        ("MMD (towards ring, learning rate 0.001) (run 1)", "2 seeds"),
        ("MMD (towards ring, learning rate 0.001) (run 3)", ""),
        ("MMD (towards moons, learning rate 0.001)", ""),
        ("MMD (towards ring, learning rate 0.01)", ""),
    ]
    assert [table._aim(group)[0] for group in groups] == ["ring", "ring", "moons", "ring"]


def test_runs_are_chosen_on_the_runs_page(make_run) -> None:
    run = make_run()
    page = AppTest.from_file(str(PAGE.with_name("runs.py")), default_timeout=30).run()
    page.checkbox[0].check().run()
    assert "Choose another one" in said(page)
    assert page.session_state["state.runs"] == [run.id]


# Images -------------------------------------------------------------------------------------------


def test_selected_images_are_those_of_the_snapshots() -> None:
    assert images.selected("digits", (0, 5)).startswith(b"\x89PNG")
    with pytest.raises(SculptorError, match="Expected rows"):
        images.selected("digits", (10**6,))


# Launching ----------------------------------------------------------------------------------------

CHOSEN = [{"kind": "vae"}, {"kind": "beta-vae"}, {"kind": "mmd"}]


def test_the_objective_is_all_that_differs_in_a_study() -> None:
    config = RunConfig(dataset="digits", prior="gaussian", seed=3)
    cells = planned_cells(config, CHOSEN, 2)
    assert [cell.coordinates["seed"] for cell in cells] == [3, 3, 3, 4, 4, 4]
    assert {cell.coordinates["prior"] for cell in cells} == {"gaussian"}
    for field in ("dataset", "prior", "network", "start", "batch_size", "steps"):
        values = [getattr(cell.config, field) for cell in cells]
        assert all(value == values[0] for value in values)


def test_who_cannot_target_a_prior_is_aimed_at_the_standard_one_and_labelled() -> None:
    cells = planned_cells(RunConfig(dataset="digits", prior="moons"), CHOSEN, 1)
    aims = {cell.coordinates["objective"]: cell.coordinates["prior"] for cell in cells}
    assert aims == {"vae": "N(0, I)", "beta-vae": "N(0, I)", "mmd": "moons"}
    assert all(cell.config is not None for cell in cells)


def test_a_study_that_has_finished_offers_its_report(monkeypatch: pytest.MonkeyPatch) -> None:
    config = RunConfig(dataset="digits", latent_dim=2)
    study = studies.create(planned_cells(config, CHOSEN, 1))
    assert not compare(study=study.id).get("download_button")
    monkeypatch.setattr(studies.StudyProgress, "settled", True)
    page = compare(study=study.id)
    assert not page.exception
    assert [button.proto.label for button in page.get("download_button")] == ["Report"]


def test_runs_that_have_finished_offer_a_report_once_they_are_measured(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = [make_run(objective=kind).id for kind in ("vae", "mmd")]
    assert not compare(*ended, make_run(status="paused").id).get("download_button")
    (button,) = compare(*ended).get("download_button")
    assert button.proto.disabled
    monkeypatch.setattr(pick.scores, "read", lambda run: Scores(100, ()))
    page = compare(*ended)
    assert not page.exception
    (button,) = page.get("download_button")
    assert not button.proto.disabled
    names = zipfile.ZipFile(BytesIO(pick._archive_of_runs(ended))).namelist()
    assert any(name.endswith("/report.html") for name in names)
    assert studies.list_studies() == []


def test_the_runs_of_a_study_are_shown_before_they_have_begun() -> None:
    config = RunConfig(dataset="digits", prior="moons", steps=10)
    study = studies.create(planned_cells(config, CHOSEN, 1))
    sides = read_sides([], study.id)
    assert [side.title for side in sides] == ["VAE", "β-VAE", "MMD"]
    page = compare(study=study.id)
    assert not page.exception
    assert "0 of 3 runs have finished" in said(page)


def test_the_front_is_shown_where_an_objective_has_several_weights() -> None:
    config = RunConfig(dataset="digits", steps=10)
    cells = studies.grid(config, objectives=["mmd", "beta-vae"], weights={"beta-vae": [1, 4]})
    page = compare(study=studies.create(cells).id)
    assert not page.exception
    assert "Reconstruction against LPS" in said(page)
    assert "Let the study train" in said(page)


def scored(columns: Sequence[Column], *, one_prior: bool = True) -> list[Score]:
    return comparison.rows(columns, one_dataset=True, one_prior=one_prior)


def test_none_matches_better_where_priors_differ() -> None:
    columns = [{"mmd2_ratio": Estimate(0.9)}, {"mmd2_ratio": Estimate(1.7)}]
    for one_prior, best in ((True, {0}), (False, set())):
        rows = {row.name: row for row in scored(columns, one_prior=one_prior)}
        assert score_table.best(rows["mmd2_ratio"], columns) == best
        assert (rows["holes"].better == "low") is one_prior


def test_samples_that_read_like_means_have_no_row_of_their_own() -> None:
    same = {"lps": Estimate(0.2), "lps, sample": Estimate(0.2)}
    other = {"lps": Estimate(0.2), "lps, sample": Estimate(0.0), "lps_floor": Estimate(0.3)}
    assert [row.title for row in scored([same]) if row.name in same] == ["LPS"]
    rows = {row.name: row for row in scored([same, other])}
    assert rows["lps, sample"].title == "LPS, samples"
    assert rows["lps"].enough == 0.3


def test_scores_that_are_asked_for_are_computed_one_run_after_another(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    begun: list[str] = []
    monkeypatch.setattr(table.scores, "request", lambda run: begun.append(run.id))
    page = compare(*(run.id for run in runs))
    next(each for each in page.button if each.label == "Compute all scores").click().run()
    assert not page.exception
    page.run()
    assert begun == [runs[0].id]
    assert "Computing …" in [each.label for each in page.button]
    now = time.time()
    monkeypatch.setattr(table.time, "time", lambda: now + table.PATIENCE)
    page.run()  # its process was killed
    assert begun == [run.id for run in runs]


def test_figures_of_one_kind_serve_all_that_is_compared(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    groups = by_configuration(read_sides([run.id for run in runs]))
    step = runs[0].progress().step
    for run in runs:
        assert not table._measured(groups, None)
        scores.write(run, Scores(step, (Figure("lps", "mean", 0.1, 100),)))
    assert table._measured(groups, None)
    assert not table._measured(groups, 1.0)
    chosen = [*(run.id for run in runs), make_run(objective="ae", status="failed").id]
    groups = by_configuration(read_sides(chosen))
    assert table._measured(groups, None)
    chosen[2] = make_run(objective="ae", status="running").id
    assert not table._measured(by_configuration(read_sides(chosen)), None)
