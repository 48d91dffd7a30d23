"""A suggestion: the study that answers which prior some data want, and what it has found."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sculptor import data
from sculptor.errors import SculptorError, brief
from sculptor.files import read_json, write_json
from sculptor.metrics.structure.dimension import Dimension
from sculptor.runs.folder import FORMAT
from sculptor.runs.status import read_progress
from sculptor.studies import Cell, Study, create, grid, list_studies
from sculptor.studies.study import SUGGESTION
from sculptor.suggest import halving
from sculptor.suggest.answer import Answer
from sculptor.suggest.candidates import Candidate, candidates
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import Figures
from sculptor.training.config import RunConfig

PLAIN = 0
"""The number of the cell that is the plain autoencoder; those of the candidates follow it."""

PLAIN_AUTOENCODER = Candidate("Plain autoencoder", "", {"kind": "gaussian"}, 2)
"""Whose codes are looked at for clusters and circles, as no prior shapes them; in as many latents
as `plain_latents` says."""

MOST_PLAIN = 32
"""Latents of the plain autoencoder, at most."""

LOOKING, TRAINING, DONE, STOPPED = "looking", "training", "finished", "interrupted"


@dataclass(frozen=True)
class Suggested:
    """How far a suggestion is.

    Attributes:
        status: ``looking`` at the data, ``training`` candidates, ``finished`` or ``interrupted``.
        rung: Updates that candidates are trained to at present.
        alive: Candidates that are trained so far.
        step: Updates done of all.
        steps: Updates in all, about, while it is not known what will be trained.
    """

    status: str
    rung: int
    alive: int
    step: int
    steps: int


class Suggestion(Study):
    """A study of priors by successive halving; see `sculptor.suggest`."""

    # What it is ----------------------------------------------------------------------------------

    def found(self) -> dict[str, Any]:
        """What has been found so far, as JSON.

        Raises:
            SculptorError: The file is missing, or is something else.
        """
        value = read_json(self.folder / SUGGESTION, follow_links=False)
        match value:
            case {"base": dict(), "rungs": list(), "done": list(), "figures": dict(), **rest}:
                if {"failed", "families", "evidence"} <= rest.keys():
                    return dict(value)
        raise _fault(self.folder, brief(value))

    @property
    def base(self) -> RunConfig:
        """What its runs have in common."""
        return RunConfig.from_dict(self.found()["base"])

    @property
    def evidence(self) -> Evidence | None:
        """What the data say of themselves; None before it is known."""
        told = self.found().get("evidence")
        with _whole(self.folder):
            return Evidence.from_dict(told) if told else None

    @property
    def candidates(self) -> list[Candidate]:
        """What is tried, in the order of the cells; none before the data have been looked at."""
        families = self.found()["families"]
        return [
            Candidate(cell.coordinates["prior"], family, cell.config.prior, cell.config.latent_dim)
            for cell, family in zip(self.cells[1:], families, strict=False)
            if cell.config
        ]

    @property
    def rungs(self) -> list[int]:
        """Updates at which the candidates are compared."""
        return [int(rung) for rung in self.found()["rungs"]]

    # What it has found ---------------------------------------------------------------------------

    def figures(self, rung: int) -> dict[int, Figures]:
        """The figures of candidates at a rung, by their numbers."""
        with _whole(self.folder):
            return _figures(self.found(), rung)

    def answer(self) -> Answer | None:
        """What it recommends, by the last rung that all candidates have reached; None before."""
        path = self.folder / SUGGESTION
        with contextlib.suppress(OSError), _whole(self.folder):
            return _answer(self.folder, path.lstat().st_mtime_ns)
        return None

    # How far it is -------------------------------------------------------------------------------

    def suggested(self) -> Suggested:
        """How far it is, from one read of every status."""
        found, driven = self.found(), self.driven
        rungs, steps = self.rungs, [0] * len(self.cells)
        for i, cell in enumerate(self.cells):
            if cell.run and (self.home / cell.run).is_dir():
                steps[i] = read_progress(self.home / cell.run).step
        done = found.get("done") or []
        rung = next((each for each in rungs if each not in done), rungs[-1])
        alive = halving.alive(found, rung)
        status = LOOKING if not found.get("evidence") else TRAINING
        status = status if driven else DONE if len(done) == len(rungs) else STOPPED
        total = rungs[0] + halving.steps(rungs, len(found["families"]) or halving.USUAL)
        if status == DONE:
            total = sum(steps)
        return Suggested(status, rung, len(alive), sum(steps), max(total, sum(steps)))

    # For who works on it -------------------------------------------------------------------------

    def tell(self, **fields: Any) -> None:
        """Change what is written of what was found."""
        write_json(self.folder / SUGGESTION, {**self.found(), **fields})

    def look(self, dimension: Dimension) -> None:
        """Give the plain autoencoder latents enough for data of a dimension."""
        plain = replace(PLAIN_AUTOENCODER, latent_dim=plain_latents(dimension))
        cells = [_cell(self.base, "ae", plain)]
        self.note(cells=[cell.to_dict() for cell in cells])

    def begin(self, evidence: Evidence) -> None:
        """Enter what the data say, and the candidates that follow from it."""
        tried = candidates(evidence)
        cells = [self.cells[PLAIN], *(_cell(self.base, "mmd", each) for each in tried)]
        self.note(cells=[cell.to_dict() for cell in cells])
        self.tell(evidence=evidence.to_dict(), families=[each.family for each in tried])


def make(base: RunConfig, rungs: tuple[int, ...] = halving.RUNGS) -> Suggestion:
    """The suggestion of a configuration: that which is there already, or a new one.

    Args:
        base: Data set, network, seed and so on of every run; its prior, objective, latent dimension
            and steps are set here.
        rungs: Updates at which candidates are compared.

    Raises:
        SculptorError: The data set is not there, or the home cannot be written.
    """
    data.check_available(base.dataset)
    base = replace(base, steps=rungs[-1])
    for old in suggestions(base.dataset):
        if (old.base, old.rungs) == (base, list(rungs)):
            return old
    cell = _cell(base, "ae", PLAIN_AUTOENCODER)
    study = create([cell], f"Which prior {base.dataset} wants")
    begun = {"format": FORMAT, "base": base.to_dict(), "rungs": list(rungs), "done": []}
    begun |= {"evidence": None}
    write_json(study.folder / SUGGESTION, {**begun, "families": [], "figures": {}, "failed": {}})
    return Suggestion(study.folder)


def suggestions(dataset: str = "") -> list[Suggestion]:
    """The suggestions of this home, the newest first; those of one data set if it is named."""
    found = []
    for study in list_studies():
        if study.suggests and not study.problem:
            each = Suggestion(study.folder)
            with contextlib.suppress(SculptorError):  # edited into something else
                if dataset in ("", each.base.dataset):
                    found.append(each)
    return found


def plain_latents(dimension: Dimension) -> int:
    """Latents of the plain autoencoder of data of a dimension.

    Twice as many and one more, in which any manifold can lie without touching itself (Whitney,
    1944). More would spread noise.
    """
    return min(2 * max(round(dimension.value), 1) + 1, MOST_PLAIN)


def _fault(folder: Path, received: str) -> SculptorError:
    return SculptorError(
        f"Expected a suggestion in {folder / SUGGESTION}, received {received}. Delete the folder, "
        "and ask again."
    )


@contextlib.contextmanager
def _whole(folder: Path) -> Iterator[None]:
    """Say so where what is read has been edited into something else."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, SculptorError):
            raise
        raise _fault(folder, "one that was edited into something else") from error


def _figures(found: Mapping[str, Any], rung: int) -> dict[int, Figures]:
    told = found["figures"].get(str(rung), {})
    return {int(i): Figures.from_dict(value) for i, value in told.items()}


@lru_cache(maxsize=16)
def _answer(folder: Path, changed: int) -> Answer | None:
    suggestion = Suggestion(folder)
    found = suggestion.found()
    if not found["done"]:
        return None
    return Answer(
        suggestion.base.dataset,
        Evidence.from_dict(found["evidence"]),
        tuple(suggestion.candidates),
        {rung: _figures(found, rung) for rung in found["done"]},
        final=found["done"] == found["rungs"],
        runs=tuple(cell.run for cell in suggestion.cells[1:]),
    )


def _cell(base: RunConfig, objective: str, candidate: Candidate) -> Cell:
    (cell,) = grid(
        base,
        objectives=[objective],
        priors={candidate.name: candidate.spec},
        latent_dims=[candidate.latent_dim],
    )
    return cell
