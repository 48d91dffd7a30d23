"""The Watch page: what it says in each state, what it reads, and what it sends."""

import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor import jobs
from sculptor.files import append_line, write_json
from sculptor.jobs import Run, commands
from sculptor.runs import Frame, Progress, snapshots
from sculptor.runs import folder as folders
from sculptor.training.events import Event
from sculptor.ui.kit import describe, figures
from sculptor.ui.plots import cloud, reader, sketch
from sculptor.ui.watch import charts, pad

PAGE = Path(__file__).parents[3] / "pages" / "watch.py"


def watch(run: str, **query: str) -> AppTest:
    """The Watch page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in {"run": run, **query}.items():
        page.query_params[name] = value
    return page.run()


def said(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.subheader, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def button(page: AppTest, label: str) -> object:
    return next(found for found in page.button if found.label == label)


# States -------------------------------------------------------------------------------------------


def test_without_a_run_it_invites_to_sculpt_or_to_open_a_recent_one(make_run) -> None:
    make_run("first ring")
    page = watch("")
    assert not page.exception
    assert "No run is open" in said(page)
    assert {found.label for found in page.button} >= {"Sculpt a prior", "Open"}


@pytest.mark.parametrize("identity", ["../../etc", "20200101-000000-dead", "x" * 3000])
def test_an_id_that_is_no_run_is_told_in_words(identity: str) -> None:
    page = watch(identity)
    assert not page.exception
    assert page.error or page.warning or page.info


@pytest.mark.parametrize(
    ("precision", "told"), [("bfloat16", True), ("float32", False), ("", False)]
)
def test_the_precision_is_told_where_it_is_not_the_usual(
    make_run, precision: str, told: bool
) -> None:
    run = make_run("ring")
    path = run.folder / folders.STATUS
    write_json(path, {**folders.read_object(path), "precision": precision})
    assert any(caption.value.endswith("· bfloat16") for caption in watch(run.id).caption) == told


def test_a_deleted_run_can_be_restored_in_place(make_run) -> None:
    run = make_run("ring")
    run.delete()
    page = watch(run.id)
    assert "in the trash" in said(page)
    button(page, "Restore").click().run()
    assert "ring" in said(page)
    assert jobs.open_run(run.id).status == "finished"


@pytest.mark.parametrize(
    ("status", "words", "buttons"),
    [
        ("running", "Step 40 of 100", {"Pause", "Stop"}),
        ("paused", "", {"Resume"}),
        ("stopped", "", {"Resume"}),
        ("failed", "lower learning rate", {"Try again"}),
        ("finished", "", set()),
    ],
)
def test_each_state_says_what_it_is_and_what_can_be_done(make_run, status, words, buttons) -> None:
    run = make_run("ring", status=status, upto=40)
    record = folders.read_object(run.folder / folders.STATUS)
    message = "The loss is no longer a number. Resume with a lower learning rate."
    write_json(
        run.folder / folders.STATUS,
        {**record, "message": message if status == "failed" else ""},
    )
    page = watch(run.id)
    assert not page.exception
    assert {found.label for found in page.button} >= buttons | {"Clone"}
    texts = said(page) + "\n".join(found.proto.text for found in page.get("progress"))
    assert words in texts
    assert ("Pause" in {found.label for found in page.button}) == (status == "running")


def test_a_worker_that_is_gone_leaves_an_interrupted_run(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    record = folders.read_object(run.folder / folders.STATUS)
    write_json(run.folder / folders.STATUS, {**record, "process_started": 1.0})
    page = watch(run.id)
    assert "gone without a word" in said(page)
    assert "Resume" in {found.label for found in page.button}


def test_a_queued_run_tells_its_place(make_run) -> None:
    run = make_run("ring", status="queued", upto=None)
    page = watch(run.id)
    assert not page.exception
    assert "it is next" in said(page)


def test_a_folder_that_cannot_be_read_is_told_in_words(make_run) -> None:
    run = make_run("ring")
    (run.folder / folders.CONFIG).write_text("{")
    page = watch(run.id)
    assert not page.exception
    assert "does not parse" in said(page)


# The scrubber -------------------------------------------------------------------------------------


def test_the_scrubber_shows_the_figures_of_its_snapshot(make_run) -> None:
    run = make_run("ring")
    page = watch(run.id)
    assert page.metric[0].value == "within noise"
    page.select_slider[0].set_value(40).run()
    assert page.metric[0].value == figures.over_floor(0.061, 0.002)
    assert page.query_params["step"] == "40"
    page.select_slider[0].set_value(-1).run()
    assert "step" not in page.query_params


def test_a_step_in_the_address_is_shown(make_run) -> None:
    page = watch(make_run("ring").id, step="45")
    assert page.select_slider[0].value == 45
    assert "step 40" in page.metric[0].help


# Re-sculpt ----------------------------------------------------------------------------------------


def test_a_change_is_sent_at_once_and_told_until_it_is_applied(make_run) -> None:
    run = make_run("ring", status="running", upto=40, prior={"kind": "ring"})
    page = watch(run.id)
    rate = next(found for found in page.number_input if found.label == "Learning rate")
    rate.set_value(0.01).run()
    sent = commands.waiting(run.folder)
    assert [command.changes for command in sent] == [{"learning_rate": 0.01}]
    assert "learning rate → 0.01 · :gray[sent, not taken up yet]" in said(page)
    sent[0].done()
    append_line(run.folder / folders.EVENTS, Event(60, "set", {"learning_rate": 0.01}).to_dict())
    page.run()
    assert "learning rate → 0.01 · :gray[applied at step 60]" in said(page)


def test_the_weight_can_be_taken_over_from_the_automatic_setting(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    page = watch(run.id)
    key = f"resculpt-auto-{run.id}"
    assert page.session_state[key] == "auto"
    choice = next(found for found in page.get("button_group") if found.key == key)
    choice.set_value("fixed").run()
    assert [command.changes for command in commands.waiting(run.folder)] == [{"weight": 50.0}]
    for back in ("auto", "fixed"):
        choice = next(found for found in page.get("button_group") if found.key == key)
        choice.set_value(back).run()
        assert not page.error
    assert commands.waiting(run.folder)[-1].changes == {"weight": 50.0}


def test_the_strengths_of_any_objective_can_be_changed(make_run) -> None:
    objective = {"kind": "dip-vae-ii", "lambda_od": 3.0}
    run = make_run("dip", status="running", upto=40, objective=objective)
    page = watch(run.id)
    fields = {found.label: found for found in page.number_input}
    assert fields["Lambda off the diagonal"].value == 3
    fields["Lambda on the diagonal"].set_value(20.0).run()
    assert [command.changes for command in commands.waiting(run.folder)] == [{"lambda_d": 20.0}]


# Reading ------------------------------------------------------------------------------------------


def test_nothing_is_read_twice_and_all_that_is_new_is_seen(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run("ring", status="running", upto=40)
    time.sleep(reader.UNSETTLED)
    first = reader.rows(run), reader.steps(run), reader.frame(run, 40)
    monkeypatch.setattr(Run, "rows", None)
    monkeypatch.setattr(Run, "snapshots", None)
    monkeypatch.setattr(Run, "snapshot", None)
    again = reader.rows(run), reader.steps(run), reader.frame(run, 40)
    assert all(a is b for a, b in zip(first, again, strict=True))
    monkeypatch.undo()
    newer = snapshots.read(run.folder, 40)
    (run.folder / folders.SNAPSHOTS / "0000060.npz").write_bytes(
        (run.folder / folders.SNAPSHOTS / "0000040.npz").read_bytes()
    )
    append_line(run.folder / folders.METRICS, {"step": 60, "mmd2": 1.0})
    assert reader.steps(run)[-1] == 60
    assert reader.rows(run)[-1]["step"] == 60
    assert np.array_equal(reader.frame(run, 60).target, newer.target)


def test_a_curve_has_the_changes_of_the_run(make_run) -> None:
    run = make_run("ring", events=({"step": 20, "changes": {"weight": 5.0}},))
    table = charts.table(run, "lps", None).to_pandas()
    assert table[table.mark == "event"].text.tolist() == ["step 20: weight → 5"]


# Figures and planes -------------------------------------------------------------------------------


def test_figures_say_what_they_are_computed_on() -> None:
    rows = [
        {"step": 0, "mmd2": 0.5, "mmd2_floor": 0.1, "squared_error": 3.0, "lps": 0.2},
        {"step": 5, "train_reconstruction": 1.0},
    ]
    found = figures.figures(rows, 9, latent_dim=2, n=2000)
    assert [figure.value for figure in found] == ["5.0 × floor", "0.20", "3"]  # noqa: RUF001
    assert all("n = 2,000, step 0" in figure.about for figure in found)
    assert len(figures.figures(rows, 9, latent_dim=1, n=2000)) == 2
    assert figures.figures(rows[1:], 9, latent_dim=2, n=2000) == []


def newest_figures(rows: list, step: int) -> None:
    from sculptor.ui.kit import figures

    figures.show(rows, step, latent_dim=2, n=2000)


def test_each_figure_is_the_newest_of_its_kind() -> None:
    rows = [
        {"step": 1, "mmd2": 0.5, "mmd2_floor": 0.1, "squared_error": 3.0, "lps": 0.2},
        {"step": 7, "mmd2": 0.3, "mmd2_floor": 0.1},
        {"step": 9, "mmd2": 0.05, "mmd2_floor": 0.1},
    ]
    found = figures.figures(rows, 8, latent_dim=2, n=2000)
    told = [("3.0 × floor", 7), ("0.20", 1), ("3", 1)]  # noqa: RUF001
    assert [(figure.value, figure.step) for figure in found] == told
    page = AppTest.from_function(newest_figures, args=(rows, 7)).run()
    assert page.caption[0].value == "LPS, Squared error of step 1."
    assert not AppTest.from_function(newest_figures, args=(rows, 1)).run().caption
    page = AppTest.from_function(newest_figures, args=(rows[1:], 7)).run()
    assert "The others" in page.caption[0].value


def frame(dim: int, **projections: tuple) -> Frame:
    generator = np.random.default_rng(0)
    latents, target = generator.standard_normal((2, 30, dim)).astype(np.float32)
    return Frame(0, {"mean": latents}, target, projections, {})


def test_a_pointer_in_a_pair_of_latents_moves_only_these() -> None:
    shown = cloud.project(frame(5), "axes", (1, 3), "sample")
    z, about = cloud.under(shown, 0.5, -2.0)
    assert (z[1], z[3]) == (0.5, -2.0)
    rest = [0, 2, 4]
    assert np.allclose(z[rest], shown.codes.mean(axis=0)[rest])
    assert "mean of q(z)" in about
    assert np.array_equal(shown.latents, shown.codes[:, [1, 3]])


def test_a_pointer_in_a_projection_finds_the_nearest_image() -> None:
    one = frame(5)
    plane = one.latents["mean"][:, :2]
    shown = cloud.project(frame(5, pca=(plane, plane)), "pca", (0, 1), "sample")
    z, about = cloud.under(shown, *plane[7])
    assert np.array_equal(z, one.latents["mean"][7])
    assert "nearest image" in about


def test_a_pointer_in_a_plane_of_two_is_the_point_itself() -> None:
    z, about = cloud.under(cloud.project(frame(2), "umap", (4, 7), "mean"), 1.0, 2.0)
    assert z.tolist() == [1.0, 2.0]
    assert about == ""


def test_one_latent_is_spread_over_two_bands() -> None:
    shown = cloud.project(frame(1), "axes", (0, 1), "mean")
    assert (shown.latents[:, 1] > 0).all()
    assert (shown.target[:, 1] < 0).all()
    assert cloud.under(shown, 1.5, 0.3)[0].tolist() == [1.5]


def test_a_projection_that_is_not_there_yet_is_none() -> None:
    assert cloud.project(frame(5), "umap", (0, 1), "mean") is None


def test_the_pace_leaves_out_what_is_not_known() -> None:
    assert describe.pace(Progress("running", 3, 1500)) == "Step 3 of 1,500"
    assert describe.pace(Progress("paused", 3, 1500, 20.0, 9.0)) == "Step 3 of 1,500"


# The pad ------------------------------------------------------------------------------------------


def test_the_pad_begins_with_the_density_of_a_named_target(make_run) -> None:
    run = make_run("gaussian")
    spec = {"kind": "gaussian", "shift": [1.5, -1.5], "std": 0.3}
    density = sketch.from_png(pad.picture(spec, run)).astype(float)
    rows, columns = np.indices(density.shape)
    # Row 0 is at the largest z2; a cell is 6 / 64 latent units wide.
    across = (columns * density).sum() / density.sum()
    down = (rows * density).sum() / density.sum()
    assert across == pytest.approx(48, abs=1)
    assert down == pytest.approx(48, abs=1)


def test_a_drawing_goes_to_the_run_and_back_without_a_change(make_run) -> None:
    density = np.zeros((sketch.SIDE, sketch.SIDE), np.uint8)
    density[10, 20] = 200
    drawing = sketch.SketchResult(density, sketch.EXTENT, 0, True)
    spec = pad.to_prior(drawing)
    found = sketch.from_png(pad.picture(spec, make_run("ring")))
    assert np.array_equal(found, density)
