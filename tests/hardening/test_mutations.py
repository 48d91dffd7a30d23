"""Whatever is wrong with one file of a home costs what the file belongs to, and nothing else.

Each home holds two healthy runs, and beside them some fifty runs, studies and saved priors with one
mutation each. Every mutation meets the command line, `sculptor.jobs`, `sculptor.studies` and
`sculptor.runs.library`, the Runs page, and all that can be wished of a run; the pages that show one
run or a few are opened with some of them, in turn.

    HUNT=1000 pytest tests/hardening --hypothesis-seed=7 -s

looks at so many homes instead, other ones with each seed.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sculptor.files import write_json
from sculptor.runs import index
from tests.hardening import crew, nasty
from tests.hardening.checks import Finding, look
from tests.hardening.homes import HEALTHY, RUN_FILES, Homes, drawn, tree
from tests.hardening.mutations import HOW, HUGE, Mutation, Site
from tests.hardening.shut import shut

LEAST = 2_000
"""Different mutations that a gate looks at, at least."""

HUNT = int(os.environ.get("HUNT", "0"))
"""Homes of a longer hunt."""

GATE = 38
"""Homes of a gate."""

SHOWN = 3
"""Homes whose mutations are tried one by one where something does not hold."""

MEMORY = Path("/dev/shm")
"""A disk in memory, where a system has one: tens of thousands of files are written."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, sockets, limits of memory")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for homes."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**28
    folder = Path(mkdtemp(dir=MEMORY)) if roomy else tmp_path_factory.mktemp("homes")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def homes(base: Path, trained_once: Path) -> Homes:
    """Damaged homes in this process."""
    crew.prepare()
    return Homes(base / "here", trained_once)


def test_what_is_wrong_with_one_file_costs_what_it_belongs_to_alone(
    base: Path, trained_once: Path
) -> None:
    plans = drawn(HUNT or GATE, anew=bool(HUNT))
    met = {mutation for plan in plans for mutation in plan}
    assert len(met) >= LEAST
    assert {mutation.how for mutation in met} == HOW.keys()
    assert {mutation.file for mutation in met} >= {*RUN_FILES}
    with crew.crew(base, trained_once) as pool:
        bad = [(plan, found) for plan, found in crew.look(pool, plans) if found]
        # Of what cannot be blamed on a mutation, each is tried in a home of its own.
        suspects = [(mutation,) for plan, found in bad[:SHOWN] for mutation in plan]
        alone = [(plan, found) for plan, found in crew.look(pool, suspects) if found]
    assert not bad, told(alone or bad)


def told(bad: list[tuple[crew.Plan, list[Finding]]]) -> str:
    """What does not hold, and what is to blame."""
    lines = (f"{plan}\n    {text}" for plan, found in bad for _, text in found)
    return "\n".join(["of one thing wrong came more:", *lines])


# What the test stands on --------------------------------------------------------------------------


@pytest.fixture
def struck(tmp_path: Path) -> tuple[Path, Site]:
    """A folder with a few files, and what lies outside."""
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (folder / "inner").mkdir(parents=True)
    (outside / "folder").mkdir(parents=True)
    (outside / "secret.json").write_text("{}")
    (outside / "linked.json").write_text("{}")
    write_json(folder / "a.json", {"step": 3, "list": [1, {"deep": "x"}]})
    (folder / "b.jsonl").write_text('{"step": 1}\n{"step": 2}\n')
    return folder, Site(outside, Path(shutil.copytree(folder, tmp_path / "whole")))


EVERY = [
    ("truncate", 500_000),
    ("overwrite", (0, b"x")),
    ("insert", (1_000_000, b"x")),
    ("encode", "utf-16"),
    ("bytes", b"x"),
    ("twice", None),
    ("content", "value NaN"),
    ("other", "b.jsonl"),
    ("swap", (3, "400 digits")),
    ("drop", (0, "null")),
    ("duplicate", (0, "null")),
    ("add", (0, "null")),
    *(("link", to) for to in ("file", "folder", "itself", "nothing", "home", "/dev/zero")),
    ("hard link", None),
    ("folder", "a.json"),
    ("file", "text"),
    ("fifo", None),
    ("socket", None),
    ("shut", None),
    ("huge", None),
    ("gone", None),
    ("time", 1),
    ("beside", ("a\nb", "file")),
]


@pytest.mark.parametrize(("how", "what"), EVERY)
def test_every_mutation_changes_something(
    struck: tuple[Path, Site], how: str, what: object
) -> None:
    folder, site = struck
    before, outside = tree(folder), tree(site.outside)
    mutation = Mutation("run", "a.json", how, what)
    mutation.apply(folder, site)
    assert tree(folder) != before
    assert tree(site.outside).keys() == outside.keys()
    assert eval(repr(mutation)) == mutation
    assert {how for how, _ in EVERY} == HOW.keys()


def test_a_duplicate_is_one_in_the_text(struck: tuple[Path, Site]) -> None:
    folder, site = struck
    Mutation("run", "a.json", "duplicate", (0, "400 digits")).apply(folder, site)
    text = (folder / "a.json").read_text()
    assert text.count('"step"') == 2
    assert nasty.DIGITS in text


def test_a_huge_file_is_a_hole(struck: tuple[Path, Site]) -> None:
    folder, site = struck
    Mutation("run", "a.json", "huge").apply(folder, site)
    stat = (folder / "a.json").stat()
    assert stat.st_size == HUGE
    assert stat.st_blocks * 512 < 2**20


def test_what_is_shut_cannot_be_opened_by_root_either(struck: tuple[Path, Site]) -> None:
    folder, _ = struck
    with shut({folder / "inner"}):
        for attempt in (
            (folder / "inner" / "a.json").read_bytes,
            lambda: os.open(folder / "inner" / "a.json", os.O_RDONLY),
            lambda: list((folder / "inner").iterdir()),
            lambda: os.scandir(folder / "inner"),
        ):
            with pytest.raises(PermissionError):
                attempt()
        assert (folder / "a.json").read_bytes()
    assert list((folder / "inner").iterdir()) == []


def test_an_undamaged_home_is_in_order(homes: Homes) -> None:
    """All that is looked at is there to be looked at, so that the test can fail."""
    whole = Mutation("run", "config.json", "time", 1)
    assert look(homes, (whole, Mutation("study", "study.json", "time", 1)), 0) == []


def test_a_home_has_an_index_that_can_be_damaged(homes: Homes) -> None:
    with homes.damaged((Mutation("run", "config.json", "time", 1),)) as home:
        kept = index.load(home.folder)
    assert {*HEALTHY, *home.damaged("run")} == kept.keys()


@pytest.mark.parametrize("reader", ["history.read_events", "folder.check_there"])
def test_a_reader_that_checks_nothing_is_found_out(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    def careless(*given: object) -> object:
        raise RecursionError

    monkeypatch.setattr(f"sculptor.runs.{reader}", careless)
    assert look(homes, (Mutation("run", "config.json", "time", 1),), 0)
