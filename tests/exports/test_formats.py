"""What a format needs."""

import importlib.util
from pathlib import Path

import pytest

from sculptor import SculptorError, exports
from tests.exports.made import MADE, Made


def test_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SculptorError, match=r'pip install "sculptor\[onnx\]"'):
        exports.export(Made(*MADE[0].values[0]), tmp_path / "out", "onnx")
    assert not (tmp_path / "out").exists()
