"""The page that holds a latent space."""

import json
import re
from pathlib import Path

from sculptor import data, exports, pretrained
from sculptor.exports import page


def test_page_loads_nothing_and_is_small(tmp_path: Path) -> None:
    shipped = pretrained.load("sprites-ring-mmd")
    folder = exports.export(shipped, tmp_path / "out", "html")
    (path,) = folder.iterdir()
    text = path.read_text()
    assert path.stat().st_size <= 3_000_000
    assert "http" not in re.sub(r"http-equiv", "", text)
    content = json.loads(re.search(r'id="data">(.*?)</script>', text).group(1))  # type: ignore[union-attr]
    assert {column["name"] for column in content["columns"]} == set(
        data.describe("sprites").factor_names
    )
    assert content["columns"][0]["kind"] in ("categorical", "linear")


def test_page_holds_no_markup_of_names() -> None:
    title = "</script><img onerror=alert(1)>"
    text = page._document({"title": title}, "<b>")
    assert "<img" not in text
    assert "&lt;b&gt;" in text
