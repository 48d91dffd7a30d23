"""The report of a study as a page: what it says of runs that failed."""

import html
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig
from sculptor.studies import Study, create, drive, grid


@pytest.fixture
def study(base: RunConfig, here: list[Path], cheap: Callable[[], int]) -> Study:
    """Two objectives that have been trained and measured."""
    study = create(grid(base, objectives=["mmd", "vae"]), "KL <and> MMD")
    drive(study)
    return study


def test_what_has_failed_is_said_with_its_reason(
    base: RunConfig,
    here: list[Path],
    cheap: Callable[[], int],
    no_memory: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    study = create(grid(base, objectives=["vae", "mmd"], seeds=2))
    drive(study)
    folder = study.export(tmp_path / "out")
    for name in ("report.html", "table.md"):
        text = html.unescape((folder / name).read_text())
        assert "Without figures, failed: Expected the training to fit" in text
        assert "vae 1 → gaussian, seed 0, vae 1 → gaussian, seed 1." in text
    assert sorted(path.name for path in (folder / "runs").iterdir()) == [
        "mmd-auto-seed-0",
        "mmd-auto-seed-1",
    ]
    assert (folder / "figures" / "posterior-mmd-auto.svg").exists()
