"""A model in a folder for others is read back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sculptor
from sculptor import SculptorError, exports
from sculptor.jobs import Run
from tests.exports.made import MADE, Made


def test_shared_is_read_back(finished: Run, tmp_path: Path) -> None:
    folder = exports.export(finished, tmp_path / "out", "huggingface")
    shared = sculptor.load(folder)
    assert shared.config == replace(finished.config, prior=finished.aim)
    assert shared.figures["mmd2"] == finished.rows()[-1]["mmd2"]
    np.testing.assert_array_equal(shared.latents(), finished.latents())
    card = (folder / "README.md").read_text()
    assert card.startswith("---\nlibrary_name: sculptor\n")
    assert "UCI" in card


def test_card_shows_names_as_text(tmp_path: Path) -> None:
    made = Made(*MADE[0].values[0])
    folder = exports.export(made, tmp_path / "out", "huggingface")
    card = (folder / "README.md").read_text()
    assert r"made \`here\` \| \[x\](javascript\:alert)" in card


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "Expected the description of a model"),
        ('{"format": 2, "run": {}, "figures": {}}', "Update Sculptor"),
        ('{"format": 1, "run": {}, "figures": {"a": "b"}}', "Expected the description"),
        ("[" * 100_000, "Export it anew"),
    ],
    ids=["empty", "newer", "figures", "deep"],
)
def test_damaged_descriptions_are_said(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(SculptorError, match=message):
        sculptor.load(tmp_path)


def test_nothing_there_to_load(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="there is no folder"):
        sculptor.load(tmp_path / "absent")
