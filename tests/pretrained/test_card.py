"""Cards: what is asked for by name, and what damaged and newer ones say."""

import json
from pathlib import Path
from typing import Any

import pytest

from sculptor import SculptorError
from sculptor.pretrained import card as cards
from sculptor.pretrained import load, names


def edit(folder: Path, **changes: Any) -> None:
    """Change entries of the card."""
    path = folder / "small-vae.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_card_says_what_it_is_and_what_made_it(folder: Path) -> None:
    card = load("small-vae", folder).card
    assert card["made"]["command"] == "sculptor pretrain small-vae"
    assert {"machine", "threads", "torch", "day", "seconds"} <= card["made"].keys()
    assert card["weights"]["bytes"] == (folder / "small-vae.safetensors").stat().st_size
    keys = {"figure", "value", "split", "n", "representation", "seed"}
    assert all(row.keys() == keys for row in card["figures"])
    found = {(row["figure"], row["representation"]) for row in card["figures"]}
    assert {
        ("squared_error", "mean"),
        ("mmd2", "sample"),
        ("mmd2", "mean"),
        ("lps", "mean"),
    } <= found


@pytest.mark.parametrize(
    "name",
    ["../small-vae", "small-vae.json", "/etc/passwd", "..", "", "small_vae", "x" * 300, None, 7],
)
def test_nothing_but_a_name_leads_to_a_file(folder: Path, name: Any) -> None:
    with pytest.raises(SculptorError, match="out of small-vae"):
        load(name, folder)


def test_a_file_outside_of_the_folder_is_not_followed(folder: Path) -> None:
    card = load("small-vae", folder).card
    edit(folder, weights={**card["weights"], "file": "../../secret.safetensors"})
    with pytest.raises(SculptorError, match="damaged"):
        load("small-vae", folder)


def test_a_newer_card_asks_for_an_update(folder: Path) -> None:
    edit(folder, format=cards.FORMAT + 1)
    with pytest.raises(SculptorError, match=r"received format 2\. Update") as caught:
        load("small-vae", folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", "{}", '{"format": 1}', '{"format": "one"}', '{"format": true}']
)
def test_a_damaged_card_is_told_in_one_line(folder: Path, content: str) -> None:
    (folder / "small-vae.json").write_text(content)
    with pytest.raises(SculptorError, match="small-vae") as caught:
        load("small-vae", folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", ["weights", "view", "data", "figures", "config"])
def test_a_part_that_is_missing_is_damage(folder: Path, part: str) -> None:
    edit(folder, **{part: None})
    with pytest.raises(SculptorError, match="damaged"):
        load("small-vae", folder)


def test_without_the_folder_the_remedy_is_named(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == ()
    with pytest.raises(SculptorError, match="install it anew"):
        load("sprites-ring-mmd", tmp_path / "nowhere")
