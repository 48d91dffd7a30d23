"""The documentation: short where it must be, and every link, picture and command in it is real."""

import json
import re
import shlex
from pathlib import Path

import pytest

import sculptor
from sculptor import cli, words
from sculptor.data.source import Source

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted(DOCS.rglob("*.md")),
]
LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"')
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OUTPUTS = 300_000


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands(page: str) -> list[str]:
    """The lines of a page that begin with ``sculptor``, without their comments."""
    blocks = (code for kind, code in FENCE.findall((ROOT / page).read_text()) if kind == "sh")
    lines = (line for block in blocks for line in block.splitlines())
    return [line for line in lines if line.startswith("sculptor ")]


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text())
    links = [first or second for first, second in LINK.findall(text)]
    for link in links:
        path, _, anchor = link.partition("#")
        if not path or ":" in path:
            continue
        target = (page.parent / path).resolve()
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as both MkDocs and GitHub make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    words = (re.sub(r"[^\w\s-]", "", heading.replace("`", "")) for heading in headings)
    return {re.sub(r"[-\s]+", "-", each.strip().lower()) for each in words}


def test_pictures_are_small() -> None:
    assert (DOCS / "moving.webp").stat().st_size < 2_000_000
    shots = list((DOCS / "tour").glob("*.png"))
    assert len(shots) >= 5
    for shot in shots:
        assert shot.stat().st_size < 250_000, shot.name


def test_every_picture_of_the_tour_is_shown() -> None:
    tour = (DOCS / "tour.md").read_text()
    for shot in (DOCS / "tour").glob("*.png"):
        assert f"tour/{shot.name}" in tour


@pytest.mark.parametrize(
    ("page", "line"),
    [(page, line) for page in ("README.md", "docs/cli.md") for line in commands(page)],
)
def test_every_command_is_one(page: str, line: str) -> None:
    cli.parser().parse_args(shlex.split(line, comments=True)[1:])


def test_every_command_has_its_lines() -> None:
    (choices,) = (
        action.choices for action in cli.parser()._actions if isinstance(action.choices, dict)
    )
    said = {shlex.split(line)[1] for line in commands("docs/cli.md")}
    assert said == set(choices)


def test_every_benchmark_is_told_of() -> None:
    said = set(re.findall(r"python (benchmarks/\w+\.py)", (DOCS / "performance.md").read_text()))
    assert said == {name(path) for path in (ROOT / "benchmarks").glob("*.py")}


def test_every_public_name_is_told_of() -> None:
    told = (DOCS / "api" / "index.md").read_text()
    for public in sculptor.__all__:
        assert f"`{public}`" in told or f"::: sculptor.{public}\n" in told, public


def test_every_room_is_told_of() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    for path in (ROOT / "sculptor").iterdir():
        if (path / "__init__.py").exists():
            assert f"sculptor/{path.name}/" in told, path.name


def test_the_site_has_every_page() -> None:
    nav = (ROOT / "mkdocs.yml").read_text()
    for page in DOCS.rglob("*.md"):
        assert f": {page.relative_to(DOCS).as_posix()}\n" in nav


def test_the_citation_is_of_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {sculptor.__version__}\n" in citation
    assert "arXiv:2510.11953" in citation
    assert f"## [{sculptor.__version__}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_page_of_data_sets_says_what_is_declared() -> None:
    rows = {}
    for line in (DOCS / "datasets.md").read_text().splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            rows[cells[0].strip("`")] = cells[1:]
    assert rows.keys() == {*sculptor.datasets.names()} - plugged()
    for each, (shape, counts, known, licence, download, cited) in rows.items():
        source = sculptor.datasets.SOURCES[each]
        assert shape == " × ".join(map(str, source.shape))  # noqa: RUF001
        assert counts == f"{source.n_train:,} + {source.n_test:,}"
        assert (licence, cited) == (source.licence, source.source)
        fetched = words.size(sum(file.size for file in getattr(source, "files", ())))
        assert download in (fetched, "none", "yours")
        if len(source.factor_names) in range(1, 10):
            assert known == ", ".join(source.factor_names)
        elif source.label_names:
            assert known == f"{len(source.label_names)} classes"


def plugged() -> set[str]:
    """Data sets that other tests have added."""
    return {
        each for each, kind in sculptor.datasets.SOURCES.items() if not isinstance(kind, Source)
    }


def test_what_the_page_of_data_sets_tells_to_run_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path))
    blocks = [code for kind, code in FENCE.findall((DOCS / "datasets.md").read_text())]
    measured, own = blocks
    exec(measured.replace("steps=1500", "steps=10"), {})
    assert re.fullmatch(r"MCC [01]\.\d\d\n", capsys.readouterr().out)
    found: dict[str, object] = {}
    exec(own, found)
    assert found["data"].train == 10_000


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=name)
def test_notebooks_read_well_where_they_are_not_run(path: Path) -> None:
    assert path.stat().st_size < OUTPUTS
    book = json.loads(path.read_text())
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    forms = {form for cell in code for output in cell["outputs"] for form in output.get("data", {})}
    assert "image/png" in forms
    outputs = json.dumps([cell["outputs"] for cell in code])
    assert not re.search(r'"(error|stderr)"|/home/|/root/|/tmp/|/Users/', outputs)
