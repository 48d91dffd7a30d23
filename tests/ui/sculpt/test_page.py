"""The Sculpt page, driven as a reader would: click, type, look at what is said."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sculptor import SculptorError, jobs, priors
from sculptor.runs import library
from sculptor.training.config import RunConfig
from sculptor.ui.app import entry, state
from sculptor.ui.plots import presets, sketch
from sculptor.ui.prior import sources

APP = Path(__file__).parents[3] / "pages" / "main.py"

MODULES = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60)
page.query_params["dataset"] = "sprites"
page.run()
assert not page.exception and not page.error, (page.exception, page.error)
heavy = {"torch", "sklearn", "scipy", "umap", "pandas", "altair", "pyarrow"}
print(sorted(heavy & sys.modules.keys()))
"""


def open_page(**address: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.session_state[entry.WELCOMED] = True
    for name, value in address.items():
        page.query_params[name] = value if isinstance(value, str) else json.dumps(value)
    page.run()
    assert not page.exception
    return page


def click(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def pick(page: AppTest, cards: str, name: str) -> None:
    page.pills(key=f"pick-{cards}").set_value(name).run()
    assert not page.exception


def unfold(page: AppTest, what: str) -> None:
    """Open an expander or a popover, whose content comes only then."""
    page.session_state[f"fold-{what}"] = True
    page.run()


def click_on(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def encoded(png: bytes) -> str:
    return base64.b64encode(png).decode()


def words(page: AppTest) -> str:
    """All that the page says in messages and captions."""
    said = [*page.warning, *page.error, *page.info, *page.caption]
    return "\n".join(element.value for element in said)


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """The configurations that would have been launched; nothing trains."""
    configs: list[RunConfig] = []

    def launch(config: RunConfig, name: str = "") -> jobs.Run:
        configs.append(config)
        return jobs.Run(jobs.create(config, name))

    monkeypatch.setattr(jobs, "launch", launch)
    return configs


def test_the_page_needs_none_of_the_heavy_libraries() -> None:
    result = subprocess.run(
        [sys.executable, "-c", MODULES, str(APP)], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_train_works_at_once(launched: list[RunConfig]) -> None:
    page = open_page()
    assert not page.button(key="train").disabled
    assert "About" in words(page)
    click(page, "train")
    assert launched == [RunConfig(dataset="sprites", prior={"kind": "moons"})]
    [run] = jobs.list_runs()
    assert page.query_params["run"] == run.id


def test_what_is_chosen_is_what_is_trained(launched: list[RunConfig]) -> None:
    page = open_page()
    pick(page, "data", "digits")
    pick(page, "prior", "gaussian")
    page.number_input(key="widget.latent_dim").set_value(5).run()
    page.number_input(key="widget.steps").set_value(40).run()
    page.selectbox(key="choose-objective").set_value("vae").run()
    page.number_input(key="strength-beta").set_value(4.0).run()
    click(page, "train")
    assert launched == [
        RunConfig(
            dataset="digits",
            prior={"kind": "gaussian"},
            latent_dim=5,
            steps=40,
            objective={"kind": "vae", "beta": 4.0},
        )
    ]


def test_each_strength_of_an_objective_is_beside_it(launched: list[RunConfig]) -> None:
    page = open_page()
    pick(page, "prior", "laplace")
    page.selectbox(key="choose-objective").set_value("dip-vae-i").run()
    assert "covariance of the encoder's means" in words(page)
    assert page.number_input(key="strength-lambda_d").value == 100
    page.number_input(key="strength-lambda_od").set_value(25.0).run()
    click(page, "train")
    assert launched[0].objective == {"kind": "dip-vae-i", "lambda_od": 25.0}


def test_the_address_opens_the_page_as_it_was() -> None:
    page = open_page()
    pick(page, "data", "digits")
    page.number_input(key="widget.steps").set_value(40).run()
    assert page.query_params == {"dataset": "digits", "steps": "40"}
    again = open_page(**page.query_params)
    assert again.number_input(key="widget.steps").value == 40
    assert again.query_params == page.query_params


def test_garbage_in_the_address_is_put_right() -> None:
    page = open_page(
        dataset="nope", named="{", steps="-1", copy="../../etc", network='{"kind":"x"}', compose="7"
    )
    assert not page.button(key="train").disabled
    assert page.query_params == {}
    for name in ("dataset", "named", "steps", "copy", "network", "compose"):
        assert name in page.warning[0].value


def test_a_prior_of_fixed_dimensions_takes_the_latent_space_along() -> None:
    page = open_page()
    pick(page, "prior", "swiss-roll")
    assert page.number_input(key="widget.latent_dim").value == 3
    assert "3 dimensions" in words(page)
    pick(page, "prior", "moons")
    assert page.number_input(key="widget.latent_dim").value == 2


def test_dimensions_that_do_not_fit_are_mended_with_a_click(launched: list[RunConfig]) -> None:
    page = open_page(latent_dim=5)
    assert page.button(key="train").disabled
    assert "The prior has 2 dimensions and the latent space 5." in words(page)
    click_on(page, "Fill the other 3 with a Gaussian")
    click(page, "train")
    assert launched[0].latent_dim == 5
    assert launched[0].prior == {
        "kind": "compose",
        "blocks": [{"kind": "moons"}, {"kind": "gaussian", "dim": 3}],
    }
    page = open_page(latent_dim=5)
    click_on(page, "Use 2 latent dimensions")
    assert not page.button(key="train").disabled


@pytest.mark.parametrize("remedy", ["Use MMD, which takes any prior", "Use a Gaussian prior"])
def test_a_vae_with_a_prior_that_it_cannot_take_is_mended_with_a_click(remedy: str) -> None:
    page = open_page(objective={"kind": "vae"})
    assert page.button(key="train").disabled
    click_on(page, remedy)
    assert not page.button(key="train").disabled
    assert not page.warning


def test_blocks_are_added_ordered_and_removed() -> None:
    page = open_page(source="compose")
    click_on(page, "Add a block")
    page.number_input(key="block-1-dim").set_value(3).run()
    assert page.number_input(key="widget.latent_dim").value == 5
    click(page, "tool-1-arrow_upward")
    assert json.loads(page.query_params["compose"]) == [
        {"kind": "gaussian", "dim": 3},
        {"kind": "moons"},
    ]
    page.selectbox(key="block-0-kind").set_value("uniform").run()
    assert json.loads(page.query_params["compose"])[0] == {"kind": "uniform", "dim": 3}
    click(page, "tool-0-delete")
    assert "compose" not in page.query_params
    assert page.number_input(key="widget.latent_dim").value == 2


def test_a_block_that_stands_for_nothing_yet_says_so() -> None:
    page = open_page(source="compose", compose=[{"kind": "sketch"}])
    assert page.button(key="train").disabled
    assert "Expected a drawing" in words(page)


def test_a_prior_is_moved(launched: list[RunConfig]) -> None:
    page = open_page()
    unfold(page, "move")
    page.text_input(key="move.shift").set_value("1, -0.5").run()
    page.slider(key="move.rotation").set_value(45.0).run()
    click(page, "train")
    assert launched[0].prior == {"kind": "moons", "shift": [1.0, -0.5], "rotation": 45.0}
    page = open_page(move={"shift": 1.0})
    page.text_input(key="move.shift").set_value("1, 2, 3").run()
    assert "Expected one number, or 2" in words(page)


def test_priors_are_saved_loaded_deleted_and_brought_back() -> None:
    page = open_page(named={"kind": "ring", "radius": 1.5})
    unfold(page, "save")
    page.text_input(key="save-name").set_value("My *ring*")
    click_on(page, "Save")
    [saved] = library.list_priors()
    assert (saved.name, saved.spec) == ("My *ring*", {"kind": "ring", "radius": 1.5})

    page = open_page()
    click(page, f"load-{saved.id}")
    assert json.loads(page.query_params["named"]) == saved.spec
    click(page, f"tool-delete-{saved.id}")
    assert library.list_priors() == []
    click(page, "undo-delete")
    assert [prior.name for prior in library.list_priors()] == ["My *ring*"]


def test_a_drawing_is_found_again_by_its_id(launched: list[RunConfig]) -> None:
    png = sketch.to_png(presets.letters("S"))
    library.save_sketch("sketch-1", png)
    page = open_page(source="sketch", sketch="sketch-1")
    click(page, "train")
    assert launched[0].prior["kind"] == "image"
    page = open_page(source="sketch", sketch="sketch-2")
    assert page.button(key="train").disabled


def test_the_latents_of_a_run_are_copied(
    make_run: Callable[..., jobs.Run], launched: list[RunConfig]
) -> None:
    page = open_page(source="copy")
    assert page.button(key="train").disabled
    run = make_run(latent_dim=3)
    np.save(run.folder / "latents.npy", np.random.default_rng(0).normal(size=(50, 3)))
    page.run()
    assert page.number_input(key="widget.latent_dim").value == 3
    click(page, "train")
    assert launched[0].prior == {"kind": "run", "run": run.id}


def test_samples_far_from_unit_scale_are_brought_there() -> None:
    upload = priors.from_samples(np.random.default_rng(0).normal(100, 20, (500, 2))).spec
    page = open_page(source="upload", upload=upload)
    click_on(page, "Bring to unit scale")
    move = json.loads(page.query_params["move"])
    np.testing.assert_allclose(move["scale"], 1 / 20, rtol=0.1)
    np.testing.assert_allclose(move["shift"], -5, rtol=0.1)


def test_what_a_file_held_before_does_not_pass_for_what_is_in_the_next() -> None:
    page = open_page(source="upload")
    uploader = page.file_uploader(key="upload-file")
    table = "\n".join(f"{x},{x * x}" for x in np.linspace(-1, 1, 50))
    uploader.upload("good.csv", table.encode()).run()
    assert "50 samples in 2 dimensions." in words(page)
    page.multiselect[0].set_value([]).run()
    assert "50 samples" not in words(page)
    assert page.button(key="train").disabled
    page.multiselect[0].set_value(page.multiselect[0].options[:1]).run()
    assert "50 samples in 1 dimension." in words(page)
    page.file_uploader(key="upload-file").upload("empty.csv", b"").run()
    assert page.error
    assert "50 samples" not in words(page)
    assert page.button(key="train").disabled


@pytest.mark.parametrize(("spread", "offered"), [(1e-6, False), (1e30, True)])
def test_only_moves_that_a_prior_takes_are_offered(spread: float, offered: bool) -> None:
    points = np.random.default_rng(0).normal(0, spread, (500, 2))
    page = open_page(source="upload", upload=priors.from_samples(points).spec)
    assert "far from that" in words(page)
    assert ("Bring to unit scale" in [button.label for button in page.button]) == offered
    if offered:
        click_on(page, "Bring to unit scale")
    assert not page.error
    assert not page.button(key="train").disabled


def test_a_composition_is_filled_up_with_a_block_and_keeps_those_that_it_has() -> None:
    blocks = [{"kind": "moons"}, {"kind": "uniform", "dim": 1}]
    page = open_page(source="compose", compose=blocks, latent_dim=3)
    page.number_input(key="widget.latent_dim").set_value(5).run()
    click_on(page, "Fill the other 2 with a Gaussian")
    assert page.session_state["state.compose"] == [*blocks, {"kind": "gaussian", "dim": 2}]
    assert not page.button(key="train").disabled


def test_an_upload_far_from_the_origin_says_that_it_was_moved() -> None:
    page = open_page(source="upload")
    rows = np.random.default_rng(0).normal((1e7, 0), size=(50, 2))
    table = "x,y\n" + "\n".join(f"{x!r},{y!r}" for x, y in rows.tolist())
    page.file_uploader(key="upload-file").upload("far.csv", table.encode()).run()
    assert "Moved by (-10000000, 0)" in words(page)


def test_a_picture_is_there_again_when_its_address_is_opened(launched: list[RunConfig]) -> None:
    left = np.zeros((64, 64), np.uint8)
    left[:, :32] = 255
    kept = sources.keep_picture(left)
    page = open_page(source="upload", upload=kept)
    assert json.loads(page.query_params["upload"]) == kept
    click(page, "train")
    samples = priors.from_spec(launched[0].prior).sample(500, 0)
    assert (samples[:, 0] < 0).all()


def test_a_picture_that_is_not_kept_here_is_said_in_place() -> None:
    page = open_page(source="upload", upload={"kind": "picture", "id": "picture-of-another"})
    assert "Upload it again" in words(page)
    assert page.button(key="train").disabled


def test_a_home_that_cannot_be_written_is_said_in_place(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    page = open_page()
    click(page, "train")
    assert len(page.error) == 1
    assert "Traceback" not in words(page)


def test_letters_are_drawn_large_and_upright() -> None:
    bar = np.argwhere(presets.letters("I") > 128)
    assert np.ptp(bar[:, 0]) > 3 * np.ptp(bar[:, 1])
    for text in ("A", "gy", "8"):
        density = presets.letters(text)
        assert density.shape == (sketch.SIDE,) * 2
        rows, columns = np.nonzero(density > 128)
        assert max(np.ptp(rows), np.ptp(columns)) / sketch.SIDE == pytest.approx(0.72, abs=0.05)


@pytest.mark.parametrize("text", ["\u00e9", "\u6f22", "A\u03a9", "\U0001f600"])
def test_letters_that_the_font_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(SculptorError, match="can be drawn"):
        presets.letters(text)


def test_a_named_prior_becomes_a_drawing_the_right_way_up() -> None:
    density = presets.planar({"kind": "gaussian", "shift": [1.0, 2.0], "scale": 0.2})
    rows, columns = np.nonzero(density > 100)
    left, right, _, top = sketch.EXTENT
    cell = (right - left) / sketch.SIDE
    assert left + columns.mean() * cell == pytest.approx(1, abs=0.15)
    assert top - rows.mean() * cell == pytest.approx(2, abs=0.15)


def test_a_move_is_of_one_prior_and_can_be_undone_where_it_does_not_fit() -> None:
    page = open_page(named={"kind": "uniform", "dim": 3}, latent_dim=3, move={"shift": [1, 2, 3]})
    pick(page, "prior", "moons")
    assert page.session_state["state.move"] == {}
    assert not page.error
    page = open_page(named={"kind": "moons"}, move={"shift": [1, 2, 3]})
    assert page.error
    assert page.button(key="train").disabled
    click_on(page, "Reset")
    assert not page.error


def test_a_drawing_that_another_takes_the_place_of_can_be_brought_back(own_home: Path) -> None:
    pictures = [sketch.to_png(np.full((64, 64), value, np.uint8)) for value in (90, 200)]
    library.save_sketch("sketch-mine", pictures[0])
    page = open_page(source="sketch", sketch="sketch-mine")
    spec = {"kind": "image", "extent": list(sketch.EXTENT), "png": encoded(pictures[1])}
    library.save_prior("other", spec)
    page.run()
    click_on(page, "other")
    other = page.session_state["state.sketch"]
    assert other != "sketch-mine"
    assert library.load_sketch("sketch-mine") == pictures[0]
    click_on(page, "Bring back the drawing before")
    assert page.session_state["state.sketch"] == "sketch-mine"
    click_on(page, "Bring back the drawing before")
    assert page.session_state["state.sketch"] == other


def test_a_drawing_that_came_with_an_address_stays_as_it_is_for_other_tabs() -> None:
    pictures = [sketch.to_png(np.full((64, 64), value, np.uint8)) for value in (90, 200, 250)]
    library.save_sketch("sketch-first", pictures[0])

    def draw_twice() -> None:
        import streamlit as st

        from sculptor.ui.app import state
        from sculptor.ui.prior import sources

        if "drawn" not in st.session_state:
            state.put(sketch="sketch-first")
            st.session_state["drawn"] = []
            for picture in st.session_state["pictures"]:
                sources.keep_sketch(picture)
                st.session_state["drawn"].append(state.get("sketch"))

    page = AppTest.from_function(draw_twice)
    page.session_state["pictures"] = pictures[1:]
    page.run()
    assert not page.exception
    first, second = page.session_state["drawn"]
    assert first == second != "sketch-first"
    assert library.load_sketch("sketch-first") == pictures[0]
    assert library.load_sketch(first) == pictures[2]


def test_what_is_too_long_for_the_address_is_left_out_of_it() -> None:
    long = {"kind": "gaussian", "shift": [0.5] * state.LONGEST}
    assert state.query("sculpt", {"named": long, "steps": 300}) == {"steps": "300"}
