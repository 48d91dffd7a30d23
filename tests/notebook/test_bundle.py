"""The modules of a component in one text, each after those that it imports."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from sculptor.notebook import bundle
from sculptor.ui.frontend import FRONTEND


@pytest.mark.parametrize("place", ["plots/sketch", "plots/scatter", "compare/compare"])
def test_every_module_comes_after_what_it_imports(place: str) -> None:
    modules = bundle._modules(f"{place}.js", bundle.MOUNT)
    seen: set[str] = set()
    for name, text in modules:
        assert set(re.findall(r'"@\{(.+?)\}"', text)) <= seen
        assert 'from ".' not in text
        seen.add(name)
    assert f"{place}.js" in seen
    assert all((FRONTEND / name).is_file() for name in seen)


def test_style_sheets_stand_in_the_place_of_their_imports() -> None:
    style = bundle._style("plots/scatter.css")
    assert "@import" not in style
    assert ".sculptor-scatter" in style
    assert (FRONTEND / "kit" / "base.css").read_text() in style


@pytest.mark.parametrize(
    "text", [bundle.script("sketch"), bundle.board("sketch", "compare")], ids=["one", "board"]
)
def test_the_text_is_a_module(text: str, tmp_path: Path) -> None:
    path = tmp_path / "module.mjs"
    path.write_text(text)
    done = subprocess.run(["node", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "http" not in json.dumps(path.read_text()).replace("http://www.w3.org", "")
