"""The folder of the machine is the user's own."""

import os
from pathlib import Path

import pytest

from sculptor import SculptorError
from sculptor.jobs import machine


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="the folder is the user's own")
def test_the_folder_of_the_machine_is_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCULPTOR_RUNTIME")
    monkeypatch.setattr(machine.tempfile, "gettempdir", lambda: str(tmp_path))
    path = machine.folder()
    assert path.parent == tmp_path
    assert path.stat().st_mode & 0o777 == 0o700
    path.rmdir()
    path.symlink_to(tmp_path)
    with pytest.raises(SculptorError, match="SCULPTOR_RUNTIME"):
        machine.folder()
