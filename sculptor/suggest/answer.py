"""What is recommended, in order and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sculptor import priors
from sculptor.spec import load
from sculptor.suggest import saying
from sculptor.suggest.candidates import MIXTURE, Candidate, backed
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import NAMES, Figures
from sculptor.suggest.halving import REFERENCE
from sculptor.suggest.ranking import Ranked, ranked, worse_at_both

if TYPE_CHECKING:
    import pandas as pd

    from sculptor.priors import Prior


@dataclass(frozen=True)
class Answer:
    """Which prior some data want.

    Attributes:
        dataset: The data.
        evidence: What they say of themselves.
        candidates: What was tried; the first is N(0, I).
        figures: Those of candidates by their numbers, at each step at which they were compared.
        final: Whether more of them is to come.
        runs: The id of each candidate's run.
    """

    dataset: str
    evidence: Evidence
    candidates: tuple[Candidate, ...]
    figures: Mapping[int, Mapping[int, Figures]]
    final: bool
    runs: tuple[str, ...]

    @property
    def step(self) -> int:
        """Updates after which the candidates were compared the last time."""
        return max(self.figures)

    @cached_property
    def order(self) -> list[Ranked]:
        """The candidates that were trained so far, the best first."""
        return self._order(self.step)

    @cached_property
    def place(self) -> int:
        """The place in `order` of what is recommended: 0, but for some exceptions.

        Where data fall into clusters, the first mixture: what is in one piece has mass between
        clusters, of which longer training only makes less, however it scores. Of several that
        cannot be told from the first, one that the evidence speaks for, as a ring where there are
        circles; else N(0, I), as the plainest of those that are as good; and if any other is there,
        none that both reconstructs and generates worse than N(0, I).
        """
        families = [self.candidates[each.index].family for each in self.order]
        spoken_for = backed(self.evidence)
        if MIXTURE in spoken_for and MIXTURE in families:
            return families.index(MIXTURE)
        reference = self.figures[self.step][REFERENCE]
        tied = [
            place
            for place, each in enumerate(self.order)
            if each.tied and not worse_at_both(each.figures, reference)
        ] or [0]
        evident = (place for place in tied if families[place] in spoken_for)
        plain = (place for place in tied if self.order[place].index == REFERENCE)
        return next(evident, next(plain, tied[0]))

    @property
    def recommended(self) -> Candidate:
        """What is recommended, mostly the first of them."""
        return self.candidates[self.order[self.place].index]

    @property
    def prior(self) -> Prior:
        """The prior that is recommended."""
        return priors.from_spec(self.recommended.spec, dim=self.recommended.latent_dim)

    @property
    def run(self) -> str:
        """The id of the run that was trained on it."""
        return self.runs[self.order[self.place].index]

    @cached_property
    def words(self) -> list[str]:
        """The recommendation, a sentence each: what, why, how sure, and what would change it."""
        earlier = sorted(step for step in self.figures if step < self.step)
        before = self._order(earlier[-1]) if earlier else None
        return saying.recommendation(self.candidates, self.order, self.place, before, self.final)

    @property
    def told(self) -> list[str]:
        """What the data say of themselves, a sentence each."""
        return saying.evidence(self.evidence)

    def dropped(self) -> dict[int, int]:
        """The candidates that were not trained on, by their numbers, and the last step of each."""
        last = {i: max(s for s, at in self.figures.items() if i in at) for i in self._known()}
        return {i: step for i, step in last.items() if step < self.step}

    def table(self) -> pd.DataFrame:
        """A row a candidate, the best first; those that were dropped come last."""
        import pandas as pd

        rows = [self._row(each, self.step) for each in self.order]
        dropped = self.dropped()
        for step in sorted({*dropped.values()}, reverse=True):
            rows += [self._row(r, step) for r in self._order(step) if dropped.get(r.index) == step]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "dataset": self.dataset,
            "evidence": self.evidence.to_dict(),
            "step": self.step,
            "final": self.final,
            "prior": dict(self.prior.spec),
            "latent_dim": self.recommended.latent_dim,
            "recommended": self.recommended.name,
            "words": self.words,
            "told": self.told,
            "candidates": self.table().to_dict("records"),
        }

    def __repr__(self) -> str:
        """The recommendation in one line."""
        first, final = self.order[self.place], "" if self.final else ", so far"
        return (
            f"Answer({self.dataset}: {self.recommended.name}, score {first.score:.2f} beside "
            f"N(0, I), first in {first.first:.0%} of the draws{final})"
        )

    def _repr_html_(self) -> str:
        """The recommendation, the front and the table, in a notebook."""
        found: str = load("sculptor.notebook.reprs:answer", "picture for notebooks")(self)
        return found

    def _known(self) -> set[int]:
        return {i for at in self.figures.values() for i in at}

    def _order(self, step: int) -> list[Ranked]:
        at = self.figures[step]
        return ranked(at, at[REFERENCE])

    def _row(self, each: Ranked, step: int) -> dict[str, Any]:
        candidate = self.candidates[each.index]
        return {
            "name": candidate.name,
            "family": candidate.family,
            "latent_dim": candidate.latent_dim,
            "step": step,
            "score": each.score,
            "low": each.interval[0],
            "high": each.interval[1],
            "first": each.first if step == self.step else 0.0,
            "tied": each.tied and step == self.step,
            "front": each.front and step == self.step,
            **{name: each.figures.values[name] for name in NAMES},
            "run": self.runs[each.index],
            "prior": candidate.spec,
        }
