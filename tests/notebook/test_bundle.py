"""The modules of a component in one text, each after those that it imports."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from sculptor.notebook import bundle
from sculptor.ui.frontend import FRONTEND


@pytest.mark.parametrize(
    ("name", "folder"), [("sketch", "plots"), ("scatter", "plots"), ("compare", "compare")]
)
def test_every_module_comes_after_what_it_imports(name: str, folder: str) -> None:
    modules = bundle._modules(f"{folder}/{name}.js", bundle.MOUNT)
    seen: set[str] = set()
    for place, text in modules:
        assert set(re.findall(r'"@\{(.+?)\}"', text)) <= seen
        assert 'from ".' not in text
        seen.add(place)
    assert f"{folder}/{name}.js" in seen
    assert all((FRONTEND / place).is_file() for place in seen)


def test_style_sheets_stand_in_the_place_of_their_imports() -> None:
    style = bundle._style("plots/scatter.css")
    assert "@import" not in style
    assert ".sculptor-scatter" in style
    assert (FRONTEND / "kit" / "base.css").read_text() in style


def test_the_text_is_a_module(tmp_path: Path) -> None:
    path = tmp_path / "sketch.mjs"
    path.write_text(bundle.script("sketch"))
    done = subprocess.run(["node", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "http" not in json.dumps(path.read_text()).replace("http://www.w3.org", "")
