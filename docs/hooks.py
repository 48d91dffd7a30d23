"""What MkDocs does not do by itself: files from beside ``docs``, and formulae as MathML.

Pages link to the measurements and notebooks where they lie in the repository, so that the links
work there too; here those files join the site, and the links are made to fit it. Nothing is copied
in the repository.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
BESIDE = ("benchmarks/results", "notebooks", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
ALONE = ("CITATION.cff", "LICENSE")
ENDINGS = {".csv", ".ipynb", ".json", ".md", ".png", ".svg"}

_OUT = re.compile(rf'(\]\(|src="|href=")\.\./((?:\.\./)*(?:{"|".join(BESIDE + ALONE)}))')
_IN = re.compile(r'(\]\(|src="|href=")docs/')
_FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files from beside ``docs`` to the site."""
    for path in _beside():
        name = path.relative_to(ROOT).as_posix()
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, /, *, page: Page, **_: Any) -> str:
    """Make links that fit the repository fit the site."""
    if page.file.src_uri.startswith(BESIDE):
        return _IN.sub(r"\1", markdown).replace("](README.md)", "](index.md)")
    return _OUT.sub(r"\1\2", markdown)


def on_page_content(content: str, /, **_: Any) -> str:
    """Turn formulae into MathML, which browsers draw by themselves."""
    return _FORMULA.sub(_mathml, content)


def _beside() -> list[Path]:
    found = [ROOT / name for name in ALONE]
    for name in BESIDE:
        path = ROOT / name
        found += [path] if path.is_file() else sorted(path.rglob("*"))
    return [path for path in found if path.name in ALONE or path.suffix in ENDINGS]


def _mathml(found: re.Match[str]) -> str:
    display = "block" if found[2] == "[" else "inline"
    return str(convert(html.unescape(found[3]).strip(), display=display))
