"""What a page asked for: an archive, or why there is none."""

import zipfile
from pathlib import Path

from sculptor.exports import asked
from sculptor.files import write_json
from sculptor.jobs import Run


def test_an_archive_or_a_reason(finished: Run, tmp_path: Path) -> None:
    for name, wanted in (("good", finished.id), ("bad", "../../etc")):
        folder = tmp_path / name
        folder.mkdir()
        write_json(folder / asked.ASKED, {"identity": wanted, "format": "torch"})
        asked.answer(folder)
    with zipfile.ZipFile(tmp_path / "good" / asked.MADE) as archive:
        assert {Path(name).name for name in archive.namelist()} == {
            "README.md",
            "load.py",
            "model.safetensors",
        }
    assert "Expected a run id" in (tmp_path / "bad" / asked.PROBLEM).read_text()
    assert not (tmp_path / "bad" / asked.MADE).exists()
