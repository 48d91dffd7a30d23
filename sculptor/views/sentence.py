"""A comparison in plain words, computed from its figures and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
        beyond: A prior of the others that it cannot be aimed at; empty if there is none.
        data: What it was trained on: squared errors on other data are not comparable.
        live: Whether it still trains.
    """

    name: str
    prior: str
    match: Estimate | None = None
    lps: Estimate | None = None
    lps_floor: float = 0.0
    error: Estimate | None = None
    beyond: str = ""
    data: str = ""
    live: bool = False

    @property
    def seeds(self) -> int:
        """Runs that its figures are taken over."""
        return max(
            (figure.seeds for figure in (self.match, self.lps, self.error) if figure), default=0
        )


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
    return [*_matches(accounts), *_beyond(accounts), *_predictability(accounts), *_errors(accounts)]


def _ends(accounts: Sequence[Account]) -> list[str]:
    """How many matched, and who is at the ends of the other figures."""
    held = [account for account in accounts if account.match]
    matched = sum(_verdict(account) == MATCHED for account in held)
    parts = [f"{matched} of {len(held)} matched their prior to within sampling noise"]
    if beyond := sum(bool(account.beyond) for account in accounts):
        parts.append(f"{beyond} cannot target the prior of others")
    parts += _range("LPS", [(account, account.lps) for account in accounts])
    if len({account.data for account in accounts}) == 1:
        parts += _range("squared error", [(account, account.error) for account in accounts])
    return parts


def _range(name: str, figures: Sequence[tuple[Account, Estimate | None]]) -> list[str]:
    ranked = sorted(
        ((figure.value, account.name) for account, figure in figures if figure),
        key=lambda pair: pair[0],
    )
    ranked = [pair for pair in ranked if math.isfinite(pair[0])]
    if len(ranked) < 2:
        return []
    (low, first), (high, last) = ranked[0], ranked[-1]
    return [f"{name} from {low:.3g} for {first} to {high:.3g} for {last}"]


def _matches(accounts: Sequence[Account]) -> list[str]:
    """Which of them matched their priors; those of one prior together."""
    parts = []
    for prior in dict.fromkeys(account.prior for account in accounts):
        here = [account for account in accounts if account.prior == prior and account.match]
        what = f"the {prior}"
        for verdict in VERDICTS:
            those = [account for account in here if _verdict(account) == verdict]
            if those:
                by = _and([_ratio(account) for account in those])
                close = verdict == MATCHED
                how = " to within sampling noise" if close else f", at {by} times the noise floor"
                parts.append(f"{_and(those)} {verdict} {what}{how}")
                what = "it"
    return parts


def _verdict(account: Account) -> str:
    assert account.match is not None
    ratio = account.match.value
    return MATCHED if ratio <= 1 else NEARLY if ratio <= NEAR else MISSED


def _ratio(account: Account) -> str:
    assert account.match is not None
    value = account.match.value
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
    """The lowest LPS against the others'."""
    ranked = sorted(
        (account for account in accounts if account.lps and math.isfinite(account.lps.value)),
        key=lambda account: account.lps.value if account.lps else math.inf,
    )
    if len(ranked) < 2:
        whose = f" for {ranked[0].name}" if ranked and len(accounts) > 1 else ""
        return [f"LPS {_lps(ranked[0])}{whose}"] if ranked else []
    if all(_independent(account) for account in ranked):
        return [f"LPS within chance for {'both' if len(ranked) == 2 else 'all'}"]
    first, *others = [f"{_lps(account)} for {account.name}" for account in ranked]
    tied = [account for account in ranked if _overlap(ranked[0].lps, account.lps)]
    words = f"LPS {first} against {_and(others)}"
    if len(tied) < 2:
        return [words]
    whose = "their intervals" if len(tied) == len(ranked) else f"the intervals of {_and(tied)}"
    return [f"{words}, {whose} overlapping"]


def _independent(account: Account) -> bool:
    return account.lps is not None and account.lps.value <= account.lps_floor


def _lps(account: Account) -> str:
    assert account.lps is not None
    return f"{account.lps.value:.2f}"


def _errors(accounts: Sequence[Account]) -> list[str]:
    """By how much the lowest squared error is lower than the others'."""
    ranked = sorted(
        (account for account in accounts if account.error),
        key=lambda account: account.error.value if account.error else math.inf,
    )
    if len(ranked) < 2 or len({account.data for account in ranked}) > 1:
        return []
    first, *others = ranked
    lower = [(account, _lower(first, account)) for account in others]
    if all(share < SAME for _, share in lower):
        return [f"squared error the same to within {100 * SAME:.0f} %"]
    if len(lower) == 1:
        return [f"squared error of {first.name} {_percent(lower[0][1])} lower"]
    by = _and([f"{_percent(share)} below {account.name}" for account, share in lower])
    return [f"squared error of {first.name} {by}"]


def _lower(first: Account, other: Account) -> float:
    assert first.error is not None
    assert other.error is not None
    return 1 - first.error.value / other.error.value if other.error.value > 0 else 0.0


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


def _overlap(one: Estimate | None, other: Estimate | None) -> bool:
    """Whether two intervals overlap; without intervals nothing is said."""
    if one is None or other is None:
        return False
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
