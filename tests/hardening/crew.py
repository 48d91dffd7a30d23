"""Several processes that look at damaged homes, since one would take minutes."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

from sculptor.jobs import launcher
from tests.hardening import checks
from tests.hardening.checks import Finding
from tests.hardening.homes import Homes
from tests.hardening.mutations import Mutation

Plan = tuple[Mutation, ...]

SIZE = 2
"""Processes."""

_own: list[Homes] = []
"""The homes of this process."""


def prepare() -> None:
    """Import what takes longer than anything may that is looked at."""
    import streamlit.components.v2.manifest_scanner as scanner
    import torch  # noqa: F401

    launcher.prepare = lambda: None  # no worker is started
    # Streamlit looks through all packages for components each time that a page is tested.
    scanner.scan_component_manifests = cache(scanner.scan_component_manifests)


def _begin(base: Path, trained: Path) -> None:
    prepare()
    _own.append(Homes(Path(mkdtemp(dir=base)), trained))


def _look(work: tuple[Plan, int]) -> list[Finding]:
    return checks.look(_own[0], *work)


@contextmanager
def crew(base: Path, trained: Path) -> Iterator[ProcessPoolExecutor]:
    """Processes that make homes in a folder out of a run that has finished."""
    with ProcessPoolExecutor(SIZE, get_context("spawn"), _begin, (base, trained)) as pool:
        yield pool


def look(pool: ProcessPoolExecutor, plans: Iterable[Plan]) -> Iterator[tuple[Plan, list[Finding]]]:
    """What does not hold in each home; each has the turn of its place."""
    work = [(plan, turn) for turn, plan in enumerate(plans)]
    for (plan, _), found in zip(work, pool.map(_look, work), strict=True):
        yield plan, found
