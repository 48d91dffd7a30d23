"""``sculptor pretrain``: the shipped models, listed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor.models.features import FILE, load
from sculptor.pretrained import RECIPES, features

Call = Callable[..., tuple[int, str, str]]


def test_without_a_name_they_are_listed(call: Call) -> None:
    cards = json.loads(call("pretrain", "--json")[1])
    assert {card["name"] for card in cards} == set(RECIPES)
    head, *rows = call("pretrain")[1].splitlines()
    assert head.split()[:2] == ["name", "squared"]
    assert {row.split()[0] for row in rows} == set(RECIPES)


def test_a_folder_without_models_says_how_they_are_made(call: Call, tmp_path: Path) -> None:
    assert call("pretrain", "--to", str(tmp_path))[:2] == (
        0,
        "No models yet. Make them: sculptor pretrain --all\n",
    )


def test_a_name_and_all_of_them_is_a_mistake(call: Call) -> None:
    code, out, err = call("pretrain", "digits-mmd", "--all")
    assert (code, out) == (1, "")
    assert "received both: digits-mmd and --all" in err
    assert call("pretrain", "nothing")[0] == 1


def test_the_network_of_features_has_no_prior_to_be_scored_on(call: Call) -> None:
    code, out, err = call("pretrain", "features", "--score")
    assert (code, out) == (1, "")
    assert "a prior to score, received features" in err


def test_the_network_of_features_is_made_by_its_name(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "DATASET", "digits")
    monkeypatch.setattr(features, "EPOCHS", 1)
    code, out, _ = call("pretrain", "features", "--to", str(tmp_path), "--json")
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / features.CARD).read_text())
    assert json.loads(out)["data"] == {"name": "digits", "train": 1438, "test": 359}
    assert load(tmp_path / FILE).digest == json.loads(out)["weights"]["sha256"]
