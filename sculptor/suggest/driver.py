"""The work on a suggestion: ``python -m sculptor.suggest.driver FOLDER``.

It trains nothing itself: it launches runs, which pause where candidates are compared, measures them
there and lets the better ones go on. What was trained or measured is in folders, so that whoever
works on it next goes on from there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.jobs import Run, commands, launcher
from sculptor.jobs.here import Here
from sculptor.runs.status import read_progress
from sculptor.studies.driver import LOOK, pause
from sculptor.studies.record import run_of
from sculptor.suggest import evidence, halving
from sculptor.suggest.measuring import HeldOut
from sculptor.suggest.ranking import ranked
from sculptor.suggest.suggestion import PLAIN, Suggestion

Report = Callable[[Suggestion], None]


def drive(suggestion: Suggestion, report: Report | None = None) -> str:
    """Find out what is not known yet; an interrupt pauses the runs that are at work.

    Args:
        suggestion: What to work on.
        report: Called with it now and then.

    Returns:
        Its status at the end, see `Suggestion.suggested`.

    Raises:
        SculptorError: Somebody else works on it, its folder cannot be used, or N(0, I) failed.
    """
    with suggestion.alone():
        Driver(suggestion, report or (lambda suggestion: None)).run()
    return suggestion.suggested().status


class Driver:
    """One sitting at a suggestion; each run is begun or resumed at most once a rung."""

    def __init__(self, suggestion: Suggestion, report: Report) -> None:
        self._suggestion = suggestion
        self._report = report
        self._live: dict[int, Run] = {}
        self._held_out: HeldOut | None = None
        self._here = Here()
        self._room = self._here.room({suggestion.base.device})

    def run(self) -> None:
        """Work until the answer is there, or until asked to pause."""
        suggestion = self._suggestion
        if suggestion.rungs == suggestion.found()["done"]:
            return
        self._here.prepare()
        began, before = time.monotonic(), float(suggestion.record().get("seconds") or 0)
        try:
            if self._look_at_data():
                for rung in suggestion.rungs:
                    if not self._climb(rung):
                        break
        except KeyboardInterrupt:
            self._pause()
            raise
        finally:
            suggestion.clear_pause()
            ended = suggestion.found()["done"] == suggestion.rungs
            suggestion.note(seconds=before + time.monotonic() - began, ended=ended)

    @property
    def held_out(self) -> HeldOut:
        """What candidates are measured on."""
        if self._held_out is None:
            self._held_out = HeldOut(data.load(self._suggestion.base.dataset))
        return self._held_out

    def _look_at_data(self) -> bool:
        """Find what the data say of themselves; False if asked to pause."""
        suggestion = self._suggestion
        if suggestion.found().get("evidence"):
            return True
        dimension = evidence.dimension_of(self.held_out.real)
        if self._run(PLAIN) is None:
            suggestion.look(dimension)
        if not self._train([PLAIN], suggestion.rungs[0], lambda cell: None):
            return False
        run = self._run(PLAIN)
        if run is None or run.progress().step < suggestion.rungs[0]:
            raise SculptorError(
                "Expected a plain autoencoder to look at, but its training has failed. "
                + ("" if run is None else str(run.progress().message))
            )
        codes = run.latents("train", "mean")
        suggestion.begin(evidence.of_codes(codes, dimension))
        return True

    def _climb(self, rung: int) -> bool:
        """Train candidates to a rung and measure them there; False if asked to pause."""
        suggestion = self._suggestion
        found = suggestion.found()
        if rung in found["done"]:
            return True
        alive = halving.alive(found, rung)
        missing = [i for i in alive if str(i) not in found["figures"].get(str(rung), {})]
        if not self._train([i + 1 for i in missing], rung, lambda cell: self._measure(cell, rung)):
            return False
        self._give_up_on([i for i in missing if i not in suggestion.figures(rung)], rung)
        figures = suggestion.figures(rung)
        order = ranked(figures, figures[halving.REFERENCE])
        later = [each for each in suggestion.rungs if each > rung]
        told = suggestion.evidence
        assert told is not None
        spared = halving.spared(rung, suggestion.rungs, told)
        going = halving.remaining(order, found["families"], spared)
        alive_next = {str(each): going for each in later[:1]}
        found = suggestion.found()
        suggestion.tell(done=[*found["done"], rung], alive={**found.get("alive", {}), **alive_next})
        self._report(suggestion)
        return True

    def _give_up_on(self, missing: list[int], rung: int) -> None:
        """Leave out candidates whose runs have failed.

        Raises:
            SculptorError: N(0, I) is one of them.
        """
        for i in missing:
            run = self._run(i + 1)
            why = run.progress().message or run.status if run else "it has gone"
            if i == halving.REFERENCE:
                raise SculptorError(
                    f"Expected N(0, I), which all are held to, to train to step {rung}, but its "
                    f"run has not: {why}. Ask again to resume it."
                )
            failed = self._suggestion.found()["failed"]
            self._suggestion.tell(failed={**failed, str(i): str(why)})

    # Runs ----------------------------------------------------------------------------------------

    def _train(self, cells: list[int], until: int, arrived: Callable[[int], None]) -> bool:
        """Train the runs of cells to a step, and do something with each that is there.

        Returns:
            False if asked to pause meanwhile.
        """
        waiting = list(cells)
        while True:
            if self._suggestion.asked_to_pause:
                self._pause()
                return False
            while waiting and len(self._live) < self._room:
                self._begin(waiting.pop(0), until)
            for cell, run in list(self._live.items()):
                progress = read_progress(run.folder) if run.folder.is_dir() else None
                if progress is None or not progress.live:
                    del self._live[cell]
                    if progress is not None and progress.step >= until:
                        arrived(cell)
            self._here.look()
            self._report(self._suggestion)
            if not waiting and not self._live:
                return True
            time.sleep(LOOK)

    def _begin(self, cell: int, until: int) -> None:
        """Begin the run of a cell or resume it, to pause at a step; or wait for one at work."""
        run = self._run(cell)
        wanted = self._suggestion.cells[cell].config
        assert wanted is not None
        if run is None:
            run = Run(launcher.create(wanted))
            # Noted before the worker starts, so that no crash leaves a run that nobody knows.
            self._suggestion.enter({cell: run.id})
            if until < wanted.steps:
                commands.send(run.folder, "pause", {"step": until})
            self._here.begin(run.folder)
        else:
            progress = read_progress(run.folder)
            if progress.step < until and not progress.live:
                run.resume(until=until if until < wanted.steps else None)
        self._live[cell] = run

    def _run(self, cell: int) -> Run | None:
        """The run of a cell, if it is there."""
        return run_of(self._suggestion.cells[cell], self._suggestion.home)

    def _measure(self, cell: int, rung: int) -> None:
        """Measure a candidate that has reached a rung, and write down what it is."""
        run, i = self._run(cell), cell - 1
        assert run is not None
        from sculptor.training.config import fit_prior

        config = run.config
        prior = fit_prior(config.prior, config.latent_dim)
        figures = self.held_out.figures(run.model(), prior, seed=i)
        found = self._suggestion.found()["figures"]
        at = {**found.get(str(rung), {}), str(i): figures.to_dict()}
        self._suggestion.tell(figures={**found, str(rung): at})

    def _pause(self) -> None:
        """Pause the runs at work and wait until their checkpoints are written."""
        pause(self._live.values(), self._here)


if __name__ == "__main__":
    drive(Suggestion(Path(sys.argv[1]).absolute()))
