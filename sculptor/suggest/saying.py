"""The recommendation in words, out of its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sculptor.metrics.structure.circles import DRAWS as CIRCLE_DRAWS
from sculptor.metrics.structure.clusters import HALVES
from sculptor.suggest.candidates import Candidate
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import NAMES
from sculptor.suggest.halving import REFERENCE
from sculptor.suggest.ranking import Ranked, beside, ranked, worse_at_both
from sculptor.words import count

TITLES = {
    "squared_error": "squared error",
    "match": "match to the prior",
    "holes": "holes",
    "generation": "generation",
    "dependence": "dependence",
}
"""What figures are called in sentences and tables."""

SURE, LIKELY = 0.95, 0.75
"""In how many of the draws it is first, at least, to be called clear, and likely."""

BESIDE = {-1: "Better", 1: "Worse", 0: "Not told apart"}

FACTORS = (1.5, 2.0, 3.0, 5.0, 10.0)
"""How many times as much a figure is made to count, to see what would change."""


def evidence(found: Evidence) -> list[str]:
    """What data say of themselves, a sentence each."""
    dimension = found.dimension
    told = [
        f"The data have about {dimension.value:.1f} dimensions "
        f"({dimension.low:.1f} to {dimension.high:.1f})."
    ]
    clusters = found.clusters
    if clusters is None:
        told.append("There are too few items to look for clusters and circles.")
        return told
    agreed = f"{clusters.agreed} of {HALVES} halves of the codes agree"
    if clusters.count > 1:
        told.append(f"They fall into {clusters.count} clusters with gaps between them; {agreed}.")
    else:
        told.append(
            "They do not fall into clusters with gaps between them; "
            f"{clusters.components} Gaussians describe the codes best."
        )
    circles = found.circles
    if circles is None:
        told.append("Circles were not looked for: pip install “sculptor[suggest]”.")
    else:
        agreed = f"{circles.agreed} of {CIRCLE_DRAWS} draws of codes agree"
        longest = f"the longest lives {circles.longest[0]:.1f} times as long as it takes to close"
        many = count(circles.count, "circle") if circles.count else "no circles"
        told.append(f"They have {many}; {agreed}, and {longest}.")
    return told


def recommendation(
    candidates: Sequence[Candidate],
    order: Sequence[Ranked],
    place: int,
    before: Sequence[Ranked] | None,
    final: bool,
) -> list[str]:
    """What is recommended, why, how sure that is, and what would change it; a sentence each.

    Args:
        candidates: What was tried.
        order: Those that are left, the best first.
        place: That of the one that is recommended among these.
        before: As they were at the comparison before.
        final: Whether no more is to come.
    """
    best = order[place]
    plain = next(each for each in order if each.index == REFERENCE)
    told = [f"{'' if final else 'So far: '}{_what(candidates, best, order[0], plain)}"]
    if best.index != REFERENCE:
        told.append(_against(best, order))
    told.append(_how_sure(candidates, order))
    told.append(_what_would_change(candidates, order))
    if before is not None and before[0].index != order[0].index:
        told.append(
            f"Trained less, {candidates[before[0].index].name} was first: trained on, the order "
            "may change again."
        )
    told.append("The intervals are of held-out items and samples of the prior, of one seed.")
    return told


def _what(candidates: Sequence[Candidate], best: Ranked, first: Ranked, plain: Ranked) -> str:
    """What is recommended, and how much better it is than N(0, I)."""
    named, before = candidates[best.index].name, candidates[first.index].name
    if best is first and best.index == REFERENCE:
        return f"{named}: nothing that was tried is better than N(0, I) in as many dimensions."
    if best.index == REFERENCE:
        return (
            f"{named}, that is N(0, I): {before} comes before it by "
            f"{100 * (1 - first.score):.1f} %, which cannot be told from chance."
        )
    low, high = sorted(100 * abs(1 - end) for end in best.interval)
    if best.interval[0] < 1 < best.interval[1]:
        than = f"it cannot be told from {candidates[REFERENCE].name} over five figures"
    else:
        than = (
            f"over five figures {100 * abs(1 - best.score):.0f} % "
            f"{'better' if best.score < 1 else 'worse'} than {candidates[REFERENCE].name} "
            f"({low:.0f} to {high:.0f} %)"
        )
    told = f"{named}: {than}."
    if best is not first and worse_at_both(first.figures, plain.figures):
        told += (
            f" {before} comes before it, which cannot be told from chance, and both reconstructs "
            "and generates worse than N(0, I)."
        )
    elif best is not first and best.tied:
        told += (
            f" {before} comes before it, which cannot be told from chance, and what the data say "
            "of themselves speaks for it."
        )
    elif best is not first:
        told += (
            f" {before} scores better, but it is in one piece, and the data fall into clusters: "
            "what lies between them is nothing like the data."
        )
    return told


def _against(recommended: Ranked, order: Sequence[Ranked]) -> str:
    """Its figures beside those of N(0, I)."""
    ours = recommended.figures
    plain = next(each.figures for each in order if each.index == REFERENCE)
    found: dict[str, list[str]] = {"Better": [], "Worse": [], "Not told apart": []}
    how = {}
    for name in NAMES:
        how[name] = BESIDE[beside(ours, plain, name)]
        pair = f"{number(ours.values[name])} against {number(plain.values[name])}"
        found[how[name]].append(f"{TITLES[name]} {pair}")
    parts = [f"{word}: {', '.join(each)}." for word, each in found.items() if each]
    verdict = {
        (True, True): "It generates and reconstructs better than N(0, I).",
        (True, False): "It generates better than N(0, I), and does not reconstruct better.",
        (False, True): "It reconstructs better than N(0, I), and does not generate better.",
        (False, False): "It neither generates nor reconstructs better than N(0, I).",
    }[how["generation"] == "Better", how["squared_error"] == "Better"]
    return " ".join([*parts, verdict])


def _how_sure(candidates: Sequence[Candidate], order: Sequence[Ranked]) -> str:
    """In how many of the draws the first is first, and what cannot be told from it."""
    best = order[0]
    others = [candidates[each.index].name for each in order[1:] if each.tied]
    named = candidates[best.index].name
    told = f"{named} is first in {100 * best.first:.0f} % of the draws of held-out items"
    among = f"; {_listed(others)} cannot be told from it" if others else ""
    if best.first >= SURE and not others:
        return f"The order is clear: {told}."
    if best.first >= LIKELY:
        return f"The order is likely: {told}{among}."
    return f"The order is open: {told}{among}."


def _what_would_change(candidates: Sequence[Candidate], order: Sequence[Ranked]) -> str:
    """The least change of what counts how much that would bring another to the first place."""
    found = {each.index: each.figures for each in order}
    reference, best = found[REFERENCE], order[0].index
    for factor in FACTORS:
        for name in NAMES:
            first = ranked(found, reference, {name: factor})[0].index
            if first != best:
                return (
                    f"If {TITLES[name]} counted {factor:g} times as much as each other figure, "
                    f"{candidates[first].name} would be first."
                )
    return f"No single figure would change the first, if it counted {FACTORS[-1]:g} times as much."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def number(value: float) -> str:
    """A figure in sentences and tables."""
    return f"{value:.3g}" if value >= 0.001 else "0"
