"""What must hold in a home, whatever is wrong with some of it."""

import contextlib
import io
import json
import logging
import math
import re
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sculptor import jobs, studies
from sculptor.cli import main
from sculptor.errors import SculptorError
from sculptor.home import LOCKS
from sculptor.jobs import Run, launcher, queue
from sculptor.runs import export, index, library
from sculptor.studies import Study, scores
from sculptor.ui.app import entry
from tests.hardening.homes import HEALTHY, Home, Homes, tree
from tests.hardening.mutations import SECRET, Mutation

PAGES = Path(__file__).parents[2] / "pages"

LONGEST = 60
"""Seconds after which something waits in vain."""

MEMORY = 4 * 2**30
"""Bytes of memory that looking at a home may reserve, at most."""

APOLOGY = re.compile(r"not your fault|Traceback|Error:|Exception")

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal or a page may take for more than a letter; a line ends in a newline only."""

EXPORTED, WATCHED, COMPARED = 4, 1, 5
"""Damaged runs of each home that are exported, and opened on the Watch and the Compare page."""

Finding = tuple[Mutation | None, str]
"""What does not hold, and what is to blame where that is known."""


def command(*arguments: str) -> tuple[int, str, str]:
    """What a command returns and prints."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


def words(page: AppTest) -> str:
    """Everything that a page says, labels of its widgets too."""
    said = []
    for element in page.main:
        for name in ("value", "label", "help", "body"):
            part = getattr(element, name, None)
            if isinstance(part, str):
                said.append(part)
    said += [str(element.proto.body) for element in page.get("html")]
    return "\n".join(said)


def open_page(name: str, **query: str) -> AppTest:
    """A page at an address."""
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=LONGEST)
    page.session_state[entry.WELCOMED] = True
    page.session_state["runs-most"] = 1_000  # all of the list at once
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Give so much memory and no more, so that what takes all of it fails here."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


class Stuck(BaseException):
    """Something waits in vain; no reader may take it for an error of its own."""


@contextlib.contextmanager
def awake() -> Iterator[None]:
    """End what waits in vain, as for the other end of a pipe."""

    def end(number: int, frame: object) -> None:
        raise Stuck(f"it waits for more than {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def turned(all_of: Sequence[str], turn: int, number: int) -> list[str]:
    """So many of some, others each turn."""
    first = turn * number % max(1, len(all_of))
    return [*all_of[first:], *all_of[:first]][:number]


class Ended:
    """A worker that has ended without doing anything."""

    def poll(self) -> int:
        return 0


class Check:
    """Looks at a damaged home from all sides, and notes what does not hold.

    Args:
        home: The home.
        outside: What nobody may touch.
    """

    def __init__(self, home: Home, outside: Path) -> None:
        self.home = home
        self.to = home.folder.parent / "exported"
        self.outside = outside
        self.before = tree(outside)
        self.found: list[Finding] = []

    def trying(self, what: str, act: Callable[[], object], blamed: Mutation | None = None) -> Any:
        """What something gives; a refusal in words is fine, any other error is not."""
        try:
            with awake():
                return act()
        except SculptorError as error:
            if SECRET in str(error):
                self.found.append((blamed, f"{what} shows what lies outside the home"))
        except (Exception, Stuck) as error:
            last = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in last if "/sculptor/" in frame.filename][-1:]
            where = "".join(
                f" in {place.name} of {place.filename}:{place.lineno}" for place in ours
            )
            self.found.append((blamed, f"{what}: {type(error).__name__}: {error!s:.200}{where}"))
        return None

    def expect(self, holds: object, otherwise: str, blamed: Mutation | None = None) -> None:
        """Note what does not hold."""
        if not holds:
            self.found.append((blamed, otherwise))

    def said(self, what: str, text: str) -> None:
        """Look at all that a command or a page has said."""
        for apology in APOLOGY.finditer(text):
            near = text[max(0, apology.start() - 200) : apology.end() + 200]
            self.found.append((None, f"{what} apologises: {near!r}"))
        for control in CONTROL.finditer(text):
            near = text[max(0, control.start() - 60) : control.end() + 60]
            self.found.append((None, f"{what} prints control characters: {near!r}"))
            break
        self.expect(SECRET not in text, f"{what} shows what lies outside the home")

    # The sides ------------------------------------------------------------------------------------

    def commands(self) -> None:
        """Lists are whole, and what is healthy can be exported."""
        listed = self.trying("sculptor runs --json", lambda: command("runs", "--json"))
        if listed:
            self._listed(*listed)
        for arguments in ("runs", "study list", "study list --json"):
            self._command(*arguments.split())
        self._command("export", HEALTHY[0], "--to", str(self.to))
        self.expect((self.to / "latents.csv").exists(), "the export of a healthy run is empty")

    def _command(self, *arguments: str) -> None:
        """A command succeeds."""
        what = f"sculptor {' '.join(arguments)}"
        code, out, err = self.trying(what, lambda: command(*arguments)) or (1, "", "")
        self.said(what, out + err)
        self.expect(code == 0, f"{what} fails: {err}")

    def _listed(self, code: int, out: str, err: str) -> None:
        self.said("sculptor runs --json", out + err)
        self.expect(code == 0, f"sculptor runs --json fails: {err}")
        if code:
            return
        items = {item["id"]: item for item in json.loads(out, parse_constant=_no_constant)}
        for identity in HEALTHY:
            item = items.get(identity, {})
            self.expect(
                (item.get("status"), item.get("step")) == ("finished", 200),
                f"the healthy {identity} is listed as {item}",
            )
        for identity in self.home.damaged("run"):
            blamed = self.home.blamed(identity)
            folder = self.home.folder / identity
            if folder.is_dir() and not folder.is_symlink():
                self.expect(identity in items, "sculptor runs leaves it out", blamed)

    def records(self, turn: int) -> None:
        """Whatever is asked of a damaged run, it answers or refuses in words."""
        for run in self.trying("list_runs", jobs.list_runs) or []:
            blamed = self.home.blamed(run.id)
            for name, ask in READ.items():
                self.trying(f"Run.{name}", lambda: ask(run), blamed)  # noqa: B023
            progress = self.trying("Run.progress", run.progress, blamed)
            if progress:
                numbers = (progress.step, progress.steps, progress.steps_per_second)
                sane = all(0 <= number <= 1e12 and math.isfinite(number) for number in numbers)
                self.expect(sane, f"Run.progress says {progress}", blamed)
            self.trying("Run.created", lambda: time.localtime(run.created), blamed)  # noqa: B023
            name = self.trying("Run.name", lambda: run.name, blamed) or ""  # noqa: B023
            self.expect(not CONTROL.search(name), f"Run.name is {name!r:.200}", blamed)
        for identity in turned(self.home.damaged("run"), turn, EXPORTED):
            self._export_damaged(identity)
        for study in self.trying("list_studies", studies.list_studies) or []:
            blamed = self.home.blamed(study.id)
            for name, look in STUDIED.items():
                self.trying(f"Study.{name}", lambda: look(study), blamed)  # noqa: B023
        saved = self.trying("list_priors", library.list_priors) or []
        for prior in saved:
            self.expect(not CONTROL.search(prior.name), f"a saved prior is called {prior.name!r}")
        for key in ("ring-0", "ring-1", "drawn"):
            self.trying("load_prior", lambda: library.load_prior(key))  # noqa: B023
            self.trying("load_sketch", lambda: library.load_sketch(key))  # noqa: B023
        self.trying("trash", lambda: [run.name for run in jobs.trash()])

    def _export_damaged(self, identity: str) -> None:
        what, to = "export of a damaged run", self.to.with_name(f"of-{identity}")
        blamed = self.home.blamed(identity)
        self.trying(what, lambda: export(jobs.open_run(identity), to), blamed)
        for path in to.rglob("*"):
            if path.is_file() and path.stat().st_size < 2**20:
                secret = SECRET.encode() in path.read_bytes()
                self.expect(not secret, f"{what} takes what lies outside along", blamed)

    def wishes(self) -> None:
        """Whatever is wished of a damaged run, it is done or refused in words. The last look."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(launcher, "spawn", lambda *_, **__: Ended())
            patch.setattr("sculptor.jobs.run.Run.wait", lambda run, timeout=None: run.status)
            for identity in self.home.damaged("run"):
                blamed = self.home.blamed(identity)
                for name, wish in WISHES.items():
                    what = f"Run.{name}"
                    self.trying(what, lambda: wish(jobs.open_run(identity)), blamed)  # noqa: B023
            for identity in self.home.damaged("trash"):
                blamed = self.home.blamed(identity)
                self.trying("restore", lambda: jobs.restore(identity), blamed)  # noqa: B023
            for identity in self.home.damaged("study"):
                blamed = self.home.blamed(identity)
                self.trying("Study.pause", lambda: Study.open(identity).pause(), blamed)  # noqa: B023
                self.trying("Study.launch", lambda: Study.open(identity).launch(), blamed)  # noqa: B023
            self.trying("delete_prior", lambda: library.delete_prior("ring-0"))
            self.trying("save_prior", lambda: library.save_prior("new", {"kind": "ring"}))
            self.trying("save_sketch", lambda: library.save_sketch("drawn", b"png"))
            self.trying("empty_trash", jobs.empty_trash)

    def page(self, name: str, blamed: Mutation | None = None, **query: str) -> AppTest | None:
        """A page can be opened, and does not apologise."""
        what = f"the {name} page {query or ''}"
        log = logging.getLogger("sculptor.ui")
        noted = io.StringIO()
        handler = logging.StreamHandler(noted)
        log.addHandler(handler)
        try:
            page = self.trying(what, lambda: open_page(name, **query), blamed)
        finally:
            log.removeHandler(handler)
        if page is None:
            return None
        for exception in page.exception:
            self.found.append((blamed, f"{what} shows {exception.value:.300}"))
        if noted.getvalue():
            told = noted.getvalue().strip().splitlines()
            self.found.append((blamed, f"{what} went wrong: {' / '.join(told[-3:]):.400}"))
        self.said(what, words(page))
        return page

    def pages(self, turn: int) -> None:
        """All pages: Runs of all runs; those that show one or a few take turns."""
        self.runs_page()
        damaged = self.home.damaged("run")
        for identity in turned(damaged, turn, WATCHED):
            self.page("watch", self.home.blamed(identity), run=identity)
        if turn % 2:
            compared = [HEALTHY[0], *turned(damaged, turn // 2, COMPARED)]
            self.page("compare", runs=",".join(compared))
        else:
            for study in turned(self.home.damaged("study"), turn // 2, 1):
                self.page("compare", self.home.blamed(study), study=study)
        if turn % 4 == 0:
            self.page("sculpt", source="sketch", sketch="drawn")
        if turn % 4 == 2:
            self.page("sculpt", source="upload", upload='{"kind":"picture","id":"drawn"}')
        if turn % 16 == 1:
            self.page("explore")

    def runs_page(self) -> None:
        """The Runs page lists all, each with a way to open or to delete it."""
        page = self.page("runs")
        if page is None:
            return
        keys = {str(button.key) for button in page.button}
        for identity in HEALTHY:
            self.expect(f"open-{identity}" in keys, f"the Runs page does not open {identity}")
        for identity in self.home.damaged("run"):
            folder = self.home.folder / identity
            if folder.is_dir() and not folder.is_symlink():
                there = {f"open-{identity}", f"delete-{identity}"} & keys
                self.expect(there, "the Runs page leaves it out", self.home.blamed(identity))

    def unharmed(self) -> None:
        """Nothing outside the home has changed."""
        after = tree(self.outside)
        for name in self.before.keys() | after.keys():
            same = self.before.get(name) == after.get(name)
            self.expect(same, f"{name} outside the home has changed")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _resume(run: Run) -> None:
    """Resume, and take back the place in the queue that the worker would give up."""
    run.resume()
    for ticket in (run.folder.parent / LOCKS / queue.TICKETS).glob(f"*~{run.id}~*"):
        ticket.unlink()


READ: dict[str, Callable[[Run], object]] = {
    "config": lambda run: run.config,
    "problem": lambda run: run.problem,
    "rows": lambda run: run.rows(),
    "metrics": lambda run: run.metrics(),
    "snapshots": lambda run: run.snapshots(),
    "snapshot": lambda run: run.snapshot(),
    "snapshot(0)": lambda run: run.snapshot(0),
    "image": lambda run: run.image(200, "reconstruction"),
    "thumbnail": lambda run: run.thumbnail(),
    "colours": lambda run: run.colours(),
    "label_names": lambda run: run.label_names(),
    "events": lambda run: run.events(),
    "aim": lambda run: run.aim,
    "projected": lambda run: run.projected(),
    "model": lambda run: run.model(),
    "scores": studies.read_scores,
    "summary": lambda run: index.summary(run.folder.parent, run.id),
}
"""What is read of a run."""

WISHES: dict[str, Callable[[Run], object]] = {
    "request": lambda run: run.request("umap"),
    "set": lambda run: run.set(learning_rate=0.01),
    "pause": lambda run: run.pause(),
    "stop": lambda run: run.stop(),
    "resume": _resume,
    "rename": lambda run: run.rename("another"),
    "clone": lambda run: run.clone(),
    "compute_scores": scores.request,
    "delete": lambda run: run.delete(),
    "restore": lambda run: jobs.restore(run.id),
}
"""What is wished of a run, whose worker is not started."""

STUDIED: dict[str, Callable[[Study], object]] = {
    "name": lambda study: study.name,
    "created": lambda study: time.localtime(study.created),
    "cells": lambda study: study.cells,
    "runs": lambda study: study.runs,
    "progress": lambda study: study.progress(),
    "table": lambda study: study.table(),
}
"""What is read of a study."""


def look(homes: Homes, plan: tuple[Mutation, ...], turn: int = 0) -> list[Finding]:
    """What does not hold in a home of these mutations.

    Args:
        homes: Makes the home.
        plan: What is wrong with it.
        turn: Whose turn it is to be opened on pages that show one run or a few: another number,
            other runs.
    """
    with homes.damaged(plan) as home, bounded():
        check = Check(home, homes.outside)
        check.commands()
        check.records(turn)
        check.pages(turn)
        check.wishes()
        check.unharmed()
    return check.found
