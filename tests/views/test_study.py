"""Charts of a study: what they show, and where there is nothing to show."""

import re
from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest
import vl_convert

from sculptor import SculptorError
from sculptor.views import study

PLACE = {
    "dataset": "digits",
    "prior": "gaussian",
    "latent_dim": 4,
    "start": "spectral",
    "levels": 0,
    "labels": 0.0,
}


def summary(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Means over two seeds."""
    names = ("objective", "weight", "metric", "representation", "mean")
    return pd.DataFrame([PLACE | dict(zip(names, row, strict=True)) for row in rows]).assign(
        std=0.5, count=2
    )


@pytest.fixture
def means() -> pd.DataFrame:
    return summary(
        ("mmd", "auto", "squared_error", "mean", 30.0),
        ("mmd", "auto", "lps", "mean", 0.02),
        ("mmd", "auto", "mmd2_ratio", "mean", 0.5),
        ("mmd", "auto", "mmd2_ratio", "sample", 0.6),
        ("vae", "1", "squared_error", "mean", 35.0),
        ("vae", "1", "lps", "mean", 0.3),
        ("vae", "4", "squared_error", "mean", 40.0),
        ("vae", "4", "lps", "mean", 0.2),
    )


def rows(chart: object) -> list[dict]:
    (found,) = chart.to_dict()["datasets"].values()
    return found


def test_the_front_has_a_point_an_objective_and_weight(means: pd.DataFrame) -> None:
    found = rows(study.front(means))
    assert [(row["objective"], row["weight"], row["x"], row["y"]) for row in found] == [
        ("mmd", "auto", 30.0, 0.02),
        ("vae", "1", 35.0, 0.3),
        ("vae", "4", 40.0, 0.2),
    ]
    assert (found[0]["x_low"], found[0]["x_high"]) == (29.5, 30.5)


def test_the_rate_has_a_point_a_number_of_levels_in_one_panel() -> None:
    given = [(0, "squared_error", 30.0)]
    given += [(2, "squared_error", 38.0), (2, "bits", 4.0)]
    given += [(8, "squared_error", 31.0), (8, "bits", 11.5)]
    frame = summary(*(("mmd", "auto", name, "mean", value) for _, name, value in given))
    chart = study.rate(frame.assign(levels=[levels for levels, *_ in given]))
    found = {row["levels"]: (row["x"], row["y"]) for row in rows(chart)}
    assert found == {2: (4.0, 38.0), 8: (11.5, 31.0), 0: (None, 30.0)}
    assert {row["panel"] for row in rows(chart)} == {"digits · gaussian · 4 latents · spectral"}
    assert "bits a code" in vl_convert.vegalite_to_svg(chart.to_dict())
    with pytest.raises(SculptorError, match="figures of bits"):
        study.rate(frame[frame["metric"] != "bits"])


def test_classes_in_place_by_the_labels_known_in_one_panel_shares_before_numbers() -> None:
    given = [(0.0, 0.3), (400.0, 0.9), (1.0, 0.94), (0.01, 0.8)]
    frame = summary(*(("mmd", "auto", "class_accuracy", "sample", value) for _, value in given))
    chart = study.labels(frame.assign(labels=[known for known, _ in given]))
    found = {row["known"]: row["y"] for row in rows(chart)}
    assert found == {"400 labels": 0.9, "all labels": 0.94, "1 % of labels": 0.8}
    panel = "classes in place · digits · gaussian · 4 latents · spectral"
    assert {row["panel"] for row in rows(chart)} == {panel}
    order = ["1 % of labels", "all labels", "400 labels"]
    assert chart.to_dict()["spec"]["layer"][0]["encoding"]["x"]["sort"] == order
    assert "classes in place" in vl_convert.vegalite_to_svg(chart.to_dict())
    with pytest.raises(SculptorError, match="figures of classes or factors"):
        study.labels(frame.assign(labels=0.0))


def test_ties_by_the_labels_known_have_a_panel_a_figure() -> None:
    given = [("tied_mcc", 0.98, 1.0), ("tied_mcc", 0.9, 0.01), ("tied_circular", -0.1, 0.01)]
    frame = summary(*(("mmd", "auto", name, "mean", value) for name, value, _ in given))
    chart = study.labels(frame.assign(labels=[known for *_, known in given]))
    found = {(row["figure"], row["known"]): row["y"] for row in rows(chart)}
    assert found == {
        ("MCC of tied latents", "all labels"): 0.98,
        ("MCC of tied latents", "1 % of labels"): 0.9,
        ("tied angle", "1 % of labels"): -0.1,
    }
    assert len({row["panel"] for row in rows(chart)}) == 2
    scale = chart.to_dict()["spec"]["layer"][0]["encoding"]["y"]["scale"]
    assert scale["domain"] == [-0.6, 1]  # to the end of its bar


def test_a_panel_for_each_setting(means: pd.DataFrame) -> None:
    other = means.assign(latent_dim=8)
    found = rows(study.front(pd.concat([means, other])))
    assert {row["panel"] for row in found} == {
        "digits · gaussian · 4 latents · spectral",
        "digits · gaussian · 8 latents · spectral",
    }
    assert len(found) == 6


def test_the_match_by_means_and_samples(means: pd.DataFrame) -> None:
    found = rows(study.match(means))
    assert [(row["row"], row["codes"], row["x"]) for row in found] == [
        ("mmd auto", "mean", 0.5),
        ("mmd auto", "sample", 0.6),
    ]


def test_generations_stand_beside_real_images() -> None:
    chart = study.generation(
        summary(
            ("mmd", "auto", "generation_frechet", "mean", 9.98),
            ("mmd", "auto", "generation_frechet_floor", "mean", 0.73),
            ("vae", "1", "generation_frechet", "mean", 17.9),
        )
    )
    found = rows(chart)
    assert [(row["row"], row["x"], row["x_low"], row["real"]) for row in found] == [
        ("mmd auto", 9.98, 9.48, 0.73),
        ("vae 1", 17.9, 17.4, None),
    ]
    assert "stroke-dasharray" in vl_convert.vegalite_to_svg(chart.to_dict())


def test_every_latent_of_every_seed() -> None:
    latents = [
        PLACE | {"objective": "ae", "weight": "", "seed": seed, "latent": latent, "value": 0.1}
        for seed in (0, 1)
        for latent in (1, 2, None)
    ]
    table = pd.DataFrame(latents).assign(metric="lps", representation="mean")
    found = rows(study.latents(table.astype({"latent": "Int64"})))
    assert [(row["row"], row["seed"], row["latent"]) for row in found] == [
        ("ae", 0, 1), ("ae", 0, 2), ("ae", 1, 1), ("ae", 1, 2),
    ]  # fmt: skip


def test_an_objective_has_one_colour_in_every_chart(means: pd.DataFrame) -> None:
    def scale(chart: object) -> dict:
        layer = chart.to_dict()["spec"]["layer"][-1]["encoding"]["color"]["scale"]
        return dict(zip(layer["domain"], layer["range"], strict=True))

    front, match = scale(study.front(means)), scale(study.match(means))
    assert front["mmd"] == match["mmd"]


@pytest.mark.parametrize("chart", [study.front, study.match, study.latents])
def test_a_long_name_is_written_whole(chart: Callable[..., alt.TopLevelMixin]) -> None:
    name = "mmd (bandwidth 0.5, encoder gaussian, estimate features)"
    rows = summary(
        *((name, "1000", metric, "mean", 0.5) for metric in ("squared_error", "lps", "mmd2_ratio"))
    )
    if chart is study.latents:
        rows = rows.assign(seed=0, latent=1, value=0.1)
    svg = vl_convert.vegalite_to_svg(chart(rows).to_dict())
    said = [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg) if "mmd" in text]
    assert said == [name if chart is study.front else f"{name} 1000"]


def test_nothing_to_show_is_said(means: pd.DataFrame) -> None:
    for chart in (study.front, study.match, study.generation):
        with pytest.raises(SculptorError, match="none yet"):
            chart(means[means["metric"] == "lps"])
