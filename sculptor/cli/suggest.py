"""``sculptor suggest``: which prior some data want."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from sculptor.cli.datasets import dataset_of
from sculptor.cli.output import Commands, Options, ProgressLine, say, show, table
from sculptor.cli.train import NUMBERS, SPECS, TEXTS, option, spec_of
from sculptor.errors import SculptorError
from sculptor.words import count, duration

if TYPE_CHECKING:
    from sculptor.suggest import Answer, Suggestion

COMMON = ("network", "batch_size", "seed", "learning_rate", "device")
"""Options of 'sculptor train' that every run of a suggestion has in common."""

MORE = """\
The data are looked at first: dimension, clusters, circles. Priors made from that are trained a
little, the better half of them on, and compared with N(0, I) on held-out items by squared error,
match, holes, generation and dependence. The same command again goes on with what is missing.

  sculptor suggest digits
  sculptor suggest digits --background
  sculptor suggest ~/pictures --json
"""


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    suggest = commands.add_parser(
        "suggest",
        parents=[common],
        help="find a prior for a data set by a short study",
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    suggest.add_argument("dataset", help=TEXTS["dataset"])
    for name in COMMON:
        kind, text = NUMBERS.get(name) or (str, {**TEXTS, **SPECS}[name])
        suggest.add_argument(option(name), type=kind, help=text)
    suggest.add_argument(
        "--rungs", metavar="LIST", help="updates at which priors are compared (300,600,1200)"
    )
    suggest.add_argument("--background", action="store_true", help="return at once")
    suggest.set_defaults(run=run_suggest)


def run_suggest(options: Options) -> None:
    """Make or find a suggestion, work on it, and tell what it recommends."""
    from sculptor import suggest

    suggestion = suggest.make_for(dataset_of(options.dataset), **_settings(options))
    say(f"Study {suggestion.id}, {suggestion.name}, in {suggestion.folder}", sys.stderr)
    if options.background:
        suggestion.launch()
        value = {"id": suggestion.id, "status": suggestion.suggested().status}
        show(options, value, f"{suggestion.id} is running.")
        return
    line, pace = ProgressLine(), Pace()

    def report(suggestion: Suggestion) -> None:
        # A file, unlike a screen, keeps every line: one for each comparison will do.
        text = pace.text(suggestion)
        if sys.stderr.isatty() or pace.compared(suggestion):
            line.show(text)

    try:
        suggest.drive(suggestion, report)
    except KeyboardInterrupt:
        line.end()
        say("Paused. The same command again goes on.", sys.stderr)
        raise
    line.end()
    answer = suggestion.answer()
    if answer is None or not answer.final:
        raise SculptorError(
            f"Expected the suggestion {suggestion.id} to come to its end, but it was paused. "
            "The same command again goes on."
        )
    show(options, {"id": suggestion.id, **answer.to_dict()}, _told(answer))


class Pace:
    """How far a suggestion is as one line, with the time left at the pace of this sitting."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: int | None = None
        self._told = ""

    def compared(self, suggestion: Suggestion) -> bool:
        """Whether it has come to a comparison since this was asked the last time."""
        answer = suggestion.answer()
        before, self._told = self._told, repr(answer) if answer else ""
        return self._told != before

    def text(self, suggestion: Suggestion) -> str:
        """The line."""
        far = suggestion.suggested()
        self._first = far.step if self._first is None else self._first
        parts = ["Looking at the data"]
        if far.alive:
            parts = [f"{count(far.alive, 'prior')} to step {far.rung:,}"]
        parts.append(f"{100 * far.step / max(far.steps, 1):.0f} %")
        done = far.step - self._first
        if done > 0 and far.step < far.steps:
            seconds = (time.monotonic() - self._began) / done * (far.steps - far.step)
            parts.append(f"about {duration(seconds)} left")
        if (answer := suggestion.answer()) is not None:
            parts.append(f"so far: {answer.recommended.name}")
        return "  ".join(parts)


def _settings(options: Options) -> dict[str, Any]:
    given = {name: getattr(options, name) for name in COMMON if name != "network"}
    settings = {name: value for name, value in given.items() if value is not None}
    if options.network is not None:
        settings["network"] = spec_of("network", options.network)
    if options.rungs is not None:
        try:
            settings["rungs"] = tuple(int(word) for word in options.rungs.split(","))
        except ValueError as error:
            raise SculptorError(
                f"Expected numbers between commas for --rungs, received {options.rungs!r:.80}."
            ) from error
    return settings


def _told(answer: Answer) -> str:
    """The recommendation for a terminal."""
    from sculptor.suggest.figures import NAMES
    from sculptor.suggest.saying import TITLES, number

    rows = []
    for row in answer.table().to_dict("records"):
        figures = [number(row[name]) for name in NAMES]
        score = f"{row['score']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        marks = "front" if row["front"] else ""
        rows.append([row["name"], f"{row['step']:,}", score, *figures, marks])
    head = ["prior", "step", "score", *(TITLES[name] for name in NAMES), ""]
    return "\n".join([*answer.told, "", *answer.words, "", table(head, rows)])
