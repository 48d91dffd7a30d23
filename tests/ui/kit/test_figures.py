"""Figures: what they are computed on, and the newest of each kind."""

from streamlit.testing.v1 import AppTest

from sculptor.views.key_figures import figures


def test_figures_say_what_they_are_computed_on() -> None:
    rows = [
        {"step": 0, "mmd2": 0.5, "mmd2_floor": 0.1, "squared_error": 3.0, "lps": 0.2},
        {"step": 5, "train_reconstruction": 1.0},
    ]
    found = figures(rows, 9, latent_dim=2, n=2000)
    assert [figure.value for figure in found] == ["5.0 × floor", "0.20", "3"]  # noqa: RUF001
    assert all("n = 2,000, step 0" in figure.about for figure in found)
    assert len(figures(rows, 9, latent_dim=1, n=2000)) == 2
    assert figures(rows[1:], 9, latent_dim=2, n=2000) == []
    of_rows = figures(rows, 9, 2, 2000, "validation", table=True)
    assert all("Validation rows, n = 2,000" in figure.about for figure in of_rows)
    assert not any("image" in figure.about for figure in of_rows)


def newest_figures(rows: list, step: int) -> None:
    from sculptor.ui.kit import figures

    figures.show(rows, step, latent_dim=2, n=2000, split="validation")


def test_each_figure_is_the_newest_of_its_kind() -> None:
    rows = [
        {"step": 1, "mmd2": 0.5, "mmd2_floor": 0.1, "squared_error": 3.0, "lps": 0.2},
        {"step": 7, "mmd2": 0.3, "mmd2_floor": 0.1},
        {"step": 9, "mmd2": 0.05, "mmd2_floor": 0.1},
    ]
    found = figures(rows, 8, latent_dim=2, n=2000)
    told = [("3.0 × floor", 7), ("0.20", 1), ("3", 1)]  # noqa: RUF001
    assert [(figure.value, figure.step) for figure in found] == told
    page = AppTest.from_function(newest_figures, args=(rows, 7)).run()
    of = "2,000 images of the validation split."
    assert page.caption[0].value == f"{of} LPS, Squared error of step 1."
    (caption,) = AppTest.from_function(newest_figures, args=(rows, 1)).run().caption
    assert caption.value == of
    page = AppTest.from_function(newest_figures, args=(rows[1:], 7)).run()
    assert "The others" in page.caption[1].value


def test_how_it_generates_stands_beside_real_images() -> None:
    rows = [{"step": 3, "generation_frechet": 9.9812, "generation_frechet_floor": 0.7312}]
    (figure,) = figures(rows, 9, latent_dim=2, n=2000)
    assert (figure.label, figure.value) == ("Fréchet distance", "9.98")
    assert figure.note == "real images 0.73"
    assert "n = 2,000, step 3" in figure.about


def test_how_closely_latents_follow_their_factors_is_said_of_each_map() -> None:
    row = {"step": 3, "tied_rank": 0.9712, "tied_mcc": 0.98, "tied_accuracy": 0.66, "tied_mig": 0.4}
    (figure,) = figures([row], 9, latent_dim=2, n=2000)
    assert (figure.label, figure.value) == ("Tied to factors", "0.97")
    assert figure.note == "rank correlation, categories 66 %, MIG 0.40"
    (figure,) = figures([{"step": 3, "tied_circular": 0.5}], 9, latent_dim=2, n=2000)
    assert (figure.value, figure.note) == ("0.50", "angle")


def test_a_zero_has_no_sign_and_less_than_zero_a_minus() -> None:
    row = {"step": 3, "tied_rank": 0.97, "tied_circular": -0.001, "tied_mig": -0.25}
    (figure,) = figures([row], 9, latent_dim=2, n=2000)
    assert figure.note == "rank correlation, angle 0.00, MIG \N{MINUS SIGN}0.25"
