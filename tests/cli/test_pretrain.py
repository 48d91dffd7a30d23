"""``sculptor pretrain``: the shipped models, listed."""

import json
from collections.abc import Callable
from pathlib import Path

from sculptor.pretrained import RECIPES

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
