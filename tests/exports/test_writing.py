"""Any format into a new folder, or nothing."""

from pathlib import Path

import pytest

from sculptor import SculptorError, exports
from sculptor.jobs import Run


@pytest.mark.parametrize("name", ["other", ""])
def test_unknown_format(name: str, finished: Run, tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="Expected a format out of folder, onnx"):
        exports.export(finished, tmp_path / "out", name)


def test_run_without_weights(run: Run, tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="weights"):
        exports.export(run, tmp_path / "out", "torch")
    assert list(tmp_path.glob("*out*")) == []
