"""To the Hub and back, with a stand-in for its package."""

import sys
import types
from pathlib import Path

import pytest
import torch

import sculptor
from sculptor import SculptorError, data
from sculptor.exports import hub
from sculptor.jobs import Run


class _Hub(types.ModuleType):
    """As much of huggingface_hub as is used, with a folder for a Hub."""

    class errors:
        class HfHubHTTPError(Exception):
            """What the Hub answers when it refuses."""

    def __init__(self, place: Path) -> None:
        super().__init__("huggingface_hub")
        self.place = place

    def create_repo(self, name: str, *, private: bool, exist_ok: bool) -> None:
        (self.place / name).mkdir(parents=True, exist_ok=exist_ok)

    def upload_folder(self, *, repo_id: str, folder_path: str) -> None:
        for path in Path(folder_path).iterdir():
            (self.place / repo_id / path.name).write_bytes(path.read_bytes())

    def snapshot_download(self, name: str, *, allow_patterns: list[str]) -> str:
        if not (self.place / name).is_dir():
            raise self.errors.HfHubHTTPError("404")
        assert "config.json" in allow_patterns
        return str(self.place / name)


def test_to_the_hub_and_back(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", _Hub(tmp_path / "hub"))
    assert hub.push(finished, "me/ring") == "https://huggingface.co/me/ring"
    shared = sculptor.load("me/ring")
    x = data.load("digits").images[:3]
    torch.testing.assert_close(shared.model().encode(x), finished.model().encode(x))
    with pytest.raises(SculptorError, match="me/other from the Hub"):
        sculptor.load("me/other")


def test_the_hub_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(SculptorError, match=r"sculptor\[hub\]"):
        sculptor.load("me/ring")
