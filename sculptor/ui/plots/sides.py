"""The runs that are compared: which, what they are called, and how far they are."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.models import kinds as networks
from sculptor.runs import Frame, Progress
from sculptor.runs.folder import METRICS
from sculptor.studies import Cell, Study
from sculptor.studies.changes import changes
from sculptor.studies.report.comparison import as_seeds
from sculptor.training.config import RunConfig, Spec
from sculptor.training.events import aimed_at
from sculptor.ui.kit import describe
from sculptor.ui.plots import reader
from sculptor.ui.plots.feed import thinned
from sculptor.words import count

UNKNOWN = Progress("interrupted")
"""The progress of a run that cannot be read."""


@dataclass(frozen=True)
class Side:
    """One of the runs that are compared.

    Attributes:
        id: Of the run.
        title: What tells it from the others, in a word or two.
        note: What it is besides.
        run: The run; None if it cannot be opened.
        config: What it was asked for; None if that cannot be read.
        progress: How far it is.
        said: Why there is nothing to see; empty if there is.
        steps: Of its snapshots that can be scrubbed through.
        aim: The prior that it was last aimed at; None if its configuration cannot be read.
        changed: What was changed while it trained, in words.
    """

    id: str
    title: str
    note: str = ""
    run: Run | None = None
    config: RunConfig | None = None
    progress: Progress = UNKNOWN
    said: str = ""
    steps: tuple[int, ...] = ()
    aim: Spec | None = None
    changed: str = ""

    @property
    def live(self) -> bool:
        """Whether a worker is at work on it."""
        return self.progress.live

    @property
    def opened(self) -> Run:
        """The run of a side that has steps."""
        assert self.run is not None
        return self.run

    def frame(self, step: int | None = None) -> Frame:
        """The snapshot of one of its steps, the newest by default; as `reader.frame`."""
        return reader.frame(self.opened, self.steps[-1] if step is None else step)

    def at(self, place: float | None, align: str) -> int | None:
        """The step of the snapshot at or before a place of the training; None if there is none.

        Args:
            place: Updates or seconds of training; None is the newest.
            align: ``step`` or ``seconds``.
        """
        if not self.steps:
            return None
        if place is None:
            return self.steps[-1]
        if align == "step":
            return reader.at(list(self.steps), int(place))
        passed = [times(self.opened).get(step, 0.0) for step in self.steps]
        return self.steps[max(0, bisect_right(passed, place) - 1)]


def read_sides(identities: Sequence[str], study: str = "") -> list[Side]:
    """The runs that are compared, each with what is wrong with it, if something is.

    Args:
        identities: Of runs.
        study: The id of a study whose runs are compared instead; those that it has not begun yet
            are told of too.

    Raises:
        SculptorError: There is no such study.
    """
    if not study:
        return _named([_side(identity) for identity in identities])
    opened = Study.open(study)
    cells = [cell for cell in opened.cells if cell.config is not None]
    waits = all(cell.run for cell in cells) or opened.status == "running"
    sides = [
        _side(cell.run) if cell.run else _planned(cell, place, waits=waits)
        for place, cell in enumerate(cells)
    ]
    # A study names its runs by what they are, which the titles say too.
    return _named([replace(side, note="") for side in sides])


def _planned(cell: Cell, place: int, *, waits: bool) -> Side:
    """The run of a study that is still to come."""
    assert cell.config is not None
    title = describe.objective(cell.config.objective)
    said = "It waits for its turn." if waits else "The study was interrupted before it began."
    return Side(f"planned-{place}", title, config=cell.config, said=said, aim=cell.config.prior)


def of_runs(runs: Sequence[Run]) -> list[Side]:
    """The same of runs that are there, from any home."""
    return _named([_of_run(run) for run in runs])


def _side(identity: str) -> Side:
    try:
        return _of_run(jobs.open_run(identity))
    except SculptorError as error:
        if jobs.in_trash(identity):
            return Side(identity, identity, said="Deleted. It can be restored on the Runs page.")
        return Side(identity, identity, said=str(error))


def _of_run(run: Run) -> Side:
    problem = run.problem
    if problem:
        return Side(run.id, run.id, said=problem)
    try:
        progress, config = run.progress(), reader.config(run)
    except SculptorError as error:
        return Side(run.id, run.id, said=str(error))
    steps, said = _steps(run, config, progress)
    events = reader.events(run)
    return Side(
        id=run.id,
        title=describe.objective(config.objective),
        note=run.name if config.name else "",
        run=run,
        config=config,
        progress=progress,
        said=said,
        steps=steps,
        aim=aimed_at(config.prior, events),
        changed=changes(events),
    )


def _steps(run: Run, config: RunConfig, progress: Progress) -> tuple[tuple[int, ...], str]:
    """The snapshots of a run that can be shown, or why there is none."""
    steps = reader.steps(run)
    # Its row is written last: what has none yet is not all there.
    if progress.live and steps and steps[-1] not in times(run):
        steps = steps[:-1]
    if not steps:
        return (), waiting(progress)
    try:
        reader.frame(run, steps[-1])
    except SculptorError as error:
        return (), str(error)
    return tuple(thinned(steps, config.steps)), ""


@dataclass(frozen=True)
class Group:
    """Runs that differ in their seed only, and were changed alike, if at all, as they trained.

    Attributes:
        title: What it is called, and no other is.
        sides: The runs.
        aimed: Its prior, where others have another one.
    """

    title: str
    sides: tuple[Side, ...]
    aimed: str = ""

    @property
    def note(self) -> str:
        """Its prior where that needs saying, and how many seeds there are, if several."""
        seeds = f"{len(self.sides)} seeds" if len(self.sides) > 1 else ""
        return " · ".join(filter(None, (self.aimed, seeds)))


def by_configuration(sides: Sequence[Side]) -> list[Group]:
    """Sides that have a configuration, those of one configuration together."""
    configured = [(side, side.config) for side in sides if side.config is not None]
    recipes = as_seeds([(config, side.changed) for side, config in configured])
    many = [tuple(configured[i][0] for i in members) for members in recipes]
    titles = Counter(seeds[0].title for seeds in many)
    named = [_title(seeds, alone=titles[seeds[0].title] == 1) for seeds in many]
    twice = Counter(named)
    whole = [
        title if twice[title] == 1 else f"{title} (run {sides.index(seeds[0]) + 1})"
        for title, seeds in zip(named, many, strict=True)
    ]
    aimed = _aimed([seeds[0] for seeds in many])
    return [
        Group(title, seeds, "" if to in title else to)
        for title, seeds, to in zip(whole, many, aimed, strict=True)
    ]


def _aimed(sides: Sequence[Side]) -> list[str]:
    """Where each is aimed, in words; nothing where all are aimed at one prior."""
    aims = ["" if side.aim is None else f"towards {describe.prior(side.aim)}" for side in sides]
    return aims if len(set(filter(None, aims))) > 1 else [""] * len(aims)


def _title(sides: Sequence[Side], *, alone: bool) -> str:
    """The title of some seeds of one configuration, with what it is besides if need be."""
    first = sides[0]
    words = [part for part in first.note.split(" · ") if part and not part.startswith("seed ")]
    return first.title if alone or not words else f"{first.title} ({', '.join(words)})"


def waiting(progress: Progress) -> str:
    """Why a run has nothing to show yet.

    >>> waiting(Progress("queued", queue_position=1))
    'Queued: one run before it.'
    """
    match progress.status:
        case "queued":
            ahead = progress.queue_position or 0
            before = {0: "it is next", 1: "one run before it"}.get(ahead, f"{ahead} runs before it")
            return f"Queued: {before}."
        case "starting" | "running":
            return "The first snapshot comes within seconds."
        case "failed":
            return f"Failed: {progress.message}" if progress.message else "Failed."
    return "It has no snapshots."


def _named(sides: list[Side]) -> list[Side]:
    """Tell sides of one title apart by what differs; where priors do, each says its own."""
    titles = Counter(side.title for side in sides)
    named = []
    for side, aimed in zip(sides, _aimed(sides), strict=True):
        note = side.note
        if titles[side.title] > 1 and side.config is not None:
            same = [other for other in sides if other.title == side.title and other.config]
            columns = zip(*map(_words, same), strict=True)
            pairs = zip(_words(side), columns, strict=True)
            note = " · ".join(text for text, all_of in pairs if len(set(all_of)) > 1) or note
        named.append(replace(side, note=" · ".join(filter(None, (aimed, note)))))
    return named


def _words(side: Side) -> tuple[str, ...]:
    config = side.config
    assert config is not None
    return (
        config.dataset,
        count(config.latent_dim, "latent"),
        networks.called(config.network["kind"]),
        f"{config.start} start",
        count(config.steps, "step"),
        f"batch {config.batch_size}",
        f"learning rate {config.learning_rate:g}",
        f"{config.precision} precision",
        f"seed {config.seed}",
    )


@reader.kept(METRICS, size=16)
def times(run: Run) -> dict[int, float]:
    """Seconds of training at the step of each snapshot; do not change it."""
    return {row["step"]: float(row.get("seconds", 0.0)) for row in reader.rows(run)}
