"""A comparison in plain words, computed from its figures and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sculptor.views.score_table import Estimate

MANY = 6
"""Configurations beyond which only the ends of their figures are told, and not each by name."""

NEAR = 2.0
"""Noise floors up to which a prior is nearly matched: other samples of it may give 1 or less."""

VERDICTS = MATCHED, NEARLY, MISSED = "matched", "nearly matched", "missed"

SAME = 0.01
"""Squared errors that differ by less than this part are called equal."""


@dataclass(frozen=True)
class Account:
    """What one configuration has come to.

    Attributes:
        name: What it is called: ``MMD``.
        prior: What it was aimed at, to follow "the": ``ring prior``.
        match: MMD² in units of its floor.
        lps: Of the encoder's means.
        lps_floor: What independent latents score by chance.
        error: Squared error.
        generation: Fréchet distance of decoded samples of the prior from held-out images.
        generation_floor: That of as many training images; None where it is not known.
        beyond: A prior of the others that it cannot be aimed at; empty if there is none.
        data: What it was trained on: errors and distances on other data are not comparable.
        live: Whether it still trains.
        lps_fitted: Codes that the predictors of LPS were fitted on, 0 where it is not known: with
            more, it is higher.
        lps_target: LPS of its target itself, where the target's coordinates depend on one another;
            the LPS nearest to it is best.
        apart: Accuracy that tells the joint of the latents from the product of its marginals.
    """

    name: str
    prior: str
    match: Estimate | None = None
    lps: Estimate | None = None
    lps_floor: float = 0.0
    error: Estimate | None = None
    generation: Estimate | None = None
    generation_floor: float | None = None
    beyond: str = ""
    data: str = ""
    live: bool = False
    lps_fitted: int = 0
    lps_target: float | None = None
    apart: Estimate | None = None

    @property
    def seeds(self) -> int:
        """Runs that its figures are taken over."""
        figures = (self.match, self.lps, self.error, self.generation, self.apart)
        return max((figure.seeds for figure in figures if figure), default=0)


Ranked = list[tuple[Account, Estimate]]
"""Configurations with one of their figures."""


def sentence(accounts: Sequence[Account]) -> str:
    """What matched, what did not, by how much, and how sure that is.

    >>> print(sentence([
    ...     Account("MMD", "ring prior", Estimate(0.4), Estimate(0.03), 0.01, Estimate(36.0)),
    ...     Account("VAE", "ring prior", Estimate(12.0), Estimate(0.41), 0.01, Estimate(37.1)),
    ... ]))
    MMD matched the ring prior to within sampling noise; VAE missed it, at 12 times the noise \
floor; LPS 0.03 for MMD against 0.41 for VAE; squared error of MMD 3 % lower; one seed each, so \
that differences may be chance.

    Returns:
        One sentence; empty if no configuration has figures yet.
    """
    measured = [account for account in accounts if account.seeds]
    parts = _ends(measured) if len(measured) > MANY else _each(measured)
    parts += _certainty(measured)
    if not parts:
        return ""
    text = "; ".join(parts)
    first = text[0].upper() if text[0].isascii() else text[0]  # β-VAE keeps its β
    return f"{first}{text[1:]}."


def _each(accounts: Sequence[Account]) -> list[str]:
    """What each of a few came to."""
    return [
        *_matches(accounts),
        *_beyond(accounts),
        *_predictability(accounts),
        *_dependence(accounts),
        *_errors(accounts),
        *_generations(accounts),
    ]


def _ends(accounts: Sequence[Account]) -> list[str]:
    """How many matched, and who is at the ends of the other figures."""
    held = [account.match for account in accounts if account.match]
    matched = sum(_verdict(match) == MATCHED for match in held)
    parts = [f"{matched} of {len(held)} matched their prior to within sampling noise"]
    if beyond := sum(bool(account.beyond) for account in accounts):
        parts.append(f"{beyond} cannot target the prior of others")
    ranked = _by_independence(accounts)
    parts += [_incomparable(ranked)] if _incomparable(ranked) else _range("LPS", ranked, _own)
    apart = _ranked((account, account.apart) for account in accounts)
    parts += _range("joint told from the product of its marginals", apart)
    if len({account.data for account in accounts}) == 1:
        errors = _ranked((account, account.error) for account in accounts)
        parts += _range("squared error", errors)
        generations = _ranked((account, account.generation) for account in accounts)
        parts += _range("Fréchet distance of samples", generations)
    return parts


def _range(name: str, ranked: Ranked, note: Callable[[Account], str] = lambda _: "") -> list[str]:
    if len(ranked) < 2:
        return []
    (first, low), (last, high) = ranked[0], ranked[-1]
    ends = ((first, low), (last, high))
    told = [f"{figure.value:.3g} for {account.name}{note(account)}" for account, figure in ends]
    return [f"{name} from {told[0]} to {told[1]}"]


def _ranked(figures: Iterable[tuple[Account, Estimate | None]]) -> Ranked:
    """Those that have a figure, the lowest first."""
    held = [(account, each) for account, each in figures if each and math.isfinite(each.value)]
    return sorted(held, key=lambda pair: pair[1].value)


def _matches(accounts: Sequence[Account]) -> list[str]:
    """Which of them matched their priors; those of one prior together."""
    parts = []
    for prior in dict.fromkeys(account.prior for account in accounts):
        here = [(each, each.match) for each in accounts if each.prior == prior and each.match]
        what = f"the {prior}"
        for verdict in VERDICTS:
            those = [account for account, match in here if _verdict(match) == verdict]
            if those:
                by = _and([_ratio(match) for _, match in here if _verdict(match) == verdict])
                close = verdict == MATCHED
                how = " to within sampling noise" if close else f", at {by} times the noise floor"
                parts.append(f"{_and(those)} {verdict} {what}{how}")
                what = "it"
    return parts


def _verdict(match: Estimate) -> str:
    return MATCHED if match.value <= 1 else NEARLY if match.value <= NEAR else MISSED


def _ratio(match: Estimate) -> str:
    value = match.value
    digits = 0 if value >= 9.95 else 1 if value >= 1.05 else 2  # "missed it, at 1.0" would puzzle
    return f"{value:.{digits}f}"


def _beyond(accounts: Sequence[Account]) -> list[str]:
    """Who cannot be aimed at the prior of others."""
    priors = dict.fromkeys(account.beyond for account in accounts if account.beyond)
    return [
        f"{_and([account for account in accounts if account.beyond == prior])} cannot target the "
        f"{prior}"
        for prior in priors
    ]


def _predictability(accounts: Sequence[Account]) -> list[str]:
    """The LPS nearest to that of its target, 0 of an independent one, against the others'."""
    ranked = _by_independence(accounts)
    if incomparable := _incomparable(ranked):
        return [incomparable]
    fitted = {account.lps_fitted for account, _ in ranked if account.lps_fitted}
    on = "".join(f" (fitted on {n:,} codes)" for n in fitted)
    own = {None if each.lps_target is None else f"{each.lps_target:.2f}" for each, _ in ranked}
    if len(own) == 1 and None not in own:
        on += f", where the target's own is {own.pop()}"
        own.add(None)  # which is said of all
    if len(accounts) == 1:
        return [f"LPS {lps.value:.2f}{on}" for _, lps in ranked]
    told = [
        f"{lps.value:.2f} for {account.name}{_own(account) if len(own) > 1 else ''}"
        for account, lps in ranked
    ]
    if len(told) < 2:
        return [f"LPS {words}{on}" for words in told]
    if all(each.lps_target is None and lps.value <= each.lps_floor for each, lps in ranked):
        return [f"LPS within chance for {'both' if len(ranked) == 2 else 'all'}{on}"]
    first, *others = told
    return [f"LPS {first} against {_and(others)}{_tied(ranked)}{on}"]


def _by_independence(accounts: Sequence[Account]) -> Ranked:
    """Those with an LPS, the nearest to that of its target first."""
    ranked = _ranked((account, account.lps) for account in accounts)
    return sorted(ranked, key=lambda pair: abs(pair[1].value - (pair[0].lps_target or 0.0)))


def _own(account: Account) -> str:
    """The LPS of its target, to follow its own."""
    return "" if account.lps_target is None else f" (target {account.lps_target:.2f})"


def _incomparable(ranked: Ranked) -> str:
    """Why scores are not held against each other; empty if they may be."""
    fitted = sorted({account.lps_fitted for account, _ in ranked if account.lps_fitted})
    if len(fitted) < 2:
        return ""
    return f"LPS not compared, as it grows with the codes fitted on ({_listed(fitted)})"


def _listed(numbers: Iterable[int]) -> str:
    *others, last = (f"{number:,}" for number in numbers)
    return f"{', '.join(others)} and {last}"


def _dependence(accounts: Sequence[Account]) -> list[str]:
    """How well the joint of the latents is told from independent ones, the least first."""
    ranked = _ranked((account, account.apart) for account in accounts)
    if not ranked:
        return []
    told = [
        f"{100 * apart.value:.0f} %" + (f" for {account.name}" if len(accounts) > 1 else "")
        for account, apart in ranked
    ]
    first, *others = told
    against = f" against {_and(others)}" if others else ""
    return [f"codes told from codes of independent latents {first}{against} of the time"]


def _errors(accounts: Sequence[Account]) -> list[str]:
    """By how much the lowest squared error is lower than the others'."""
    ranked = _ranked((account, account.error) for account in accounts)
    if len(ranked) < 2 or len({account.data for account, _ in ranked}) > 1:
        return []
    (first, least), *others = ranked
    lower = [
        (account, 1 - least.value / error.value if error.value > 0 else 0.0)
        for account, error in others
    ]
    if all(share < SAME for _, share in lower):
        return [f"squared error the same to within {100 * SAME:.0f} %"]
    if len(lower) == 1:
        return [f"squared error of {first.name} {_percent(lower[0][1])} lower"]
    by = _and([f"{_percent(share)} below {account.name}" for account, share in lower])
    return [f"squared error of {first.name} {by}"]


def _generations(accounts: Sequence[Account]) -> list[str]:
    """How far what each generates is from real images, the nearest first."""
    ranked = _ranked((account, account.generation) for account in accounts)
    if not ranked or len({account.data for account, _ in ranked}) > 1:
        return []
    told = [f"{distance.value:.3g} for {account.name}" for account, distance in ranked]
    if len(accounts) == 1:
        told = [f"{distance.value:.3g}" for _, distance in ranked]
    first, *others = told
    against = f" against {_and(others)}{_tied(ranked)}" if others else ""
    floors = [each.generation_floor for each, _ in ranked if each.generation_floor is not None]
    real = f" (real images {max(floors):.2g})" if floors else ""
    return [f"Fréchet distance of samples {first}{against}{real}"]


def _tied(ranked: Ranked) -> str:
    """Whose intervals overlap that of the first."""
    tied = [account for account, figure in ranked if _overlap(ranked[0][1], figure)]
    if len(tied) < 2:
        return ""
    whose = "their intervals" if len(tied) == len(ranked) else f"the intervals of {_and(tied)}"
    return f", {whose} overlapping"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1g} %"


def _certainty(accounts: Sequence[Account]) -> list[str]:
    """How many seeds there are, and whether training goes on."""
    if not accounts:
        return []
    counts = {account.seeds for account in accounts}
    each = " each" if len(accounts) > 1 else ""
    if counts == {1}:
        doubt = ", so that differences may be chance" if each else ""
        words = f"one seed{each}{doubt}"
    elif len(counts) == 1:
        words = f"{counts.pop()} seeds{each}"
    else:
        words = f"{min(counts)} to {max(counts)} seeds each"
    live = ["still training"] if any(account.live for account in accounts) else []
    return [words, *live]


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Whether two intervals overlap; without intervals nothing is said."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high


def _and(items: Sequence[Account] | Sequence[str]) -> str:
    """Names one after another.

    >>> _and(["MMD", "VAE", "β-VAE"])
    'MMD, VAE and β-VAE'
    """
    names = [item.name if isinstance(item, Account) else item for item in items]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
