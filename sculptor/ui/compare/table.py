"""What the comparison has come to: a sentence, a table of scores, and what the runs differ in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.studies import scores
from sculptor.studies.report.comparison import (
    GENERATION,
    HOLES,
    MATCH,
    SHOWN,
    account,
    estimates,
    pooled,
    rows,
    stated,
)
from sculptor.training.config import Spec
from sculptor.ui.app import errors
from sculptor.ui.kit import actions, describe
from sculptor.ui.plots import reader
from sculptor.ui.plots.holes import empty_share
from sculptor.ui.plots.sides import Group, Side
from sculptor.views import differences, score_table
from sculptor.views.key_figures import Rows, newest
from sculptor.views.score_table import Column, Estimate
from sculptor.views.sentence import Account, sentence
from sculptor.words import about

Place = float | None


def say(groups: Sequence[Group], place: Place, align: str) -> None:
    """Say in a sentence what the figures tell."""
    whole = _measured(groups, place)
    words = sentence([_account(group, groups, place, align, whole) for group in groups])
    words = about(words, rows=_of_rows(groups))
    if words:
        st.info(errors.escape(words), icon=":material/balance:")


def show(groups: Sequence[Group], place: Place, align: str) -> None:
    """Show the score table, and offer the figures that take longer."""
    whole = _measured(groups, place)
    columns = [_column(group, place, align, whole=whole, holes=True) for group in groups]
    if not any(columns):
        st.caption("The first scores come with the first update.")
        return
    st.markdown("**Scores**", help="Rest the pointer on a name for its definition.")
    with st.container(key="compare-scores"):
        titles, notes = [group.title for group in groups], [group.note for group in groups]
        shown = rows(
            columns,
            one_dataset=len({side.config.dataset for side in _all(groups) if side.config}) < 2,
            one_prior=all(group.sides[0].aim == groups[0].sides[0].aim for group in groups),
            of_rows=_of_rows(groups),
        )
        st.html(score_table.table(shown, titles, notes, columns))
        _offer([side.run for side in _all(groups) if side.run], place, whole)


def _of_rows(groups: Sequence[Group]) -> bool:
    """Whether all data are rows of tables."""
    return all(reader.layout(side.run) is not None for side in _all(groups) if side.run)


def _all(groups: Sequence[Group]) -> list[Side]:
    return [side for group in groups for side in group.sides]


def differ(sides: Sequence[Side]) -> None:
    """Show the configuration difference, and warn where it is more than the objective."""
    opened = [side for side in sides if side.config is not None and side.run is not None]
    if len(opened) < 2:
        return
    differing = differences.differences([_configuration(side) for side in opened])
    warning = differences.warning(differing)
    if warning:
        st.warning(warning, icon=":material/difference:")
    seeds = any(difference.name == "seed" for difference in differing)
    only = "The objective is the only difference" if not seeds else "Objective and seed differ only"
    title = "What differs" if warning else only if differing else "These runs are configured alike"
    with st.expander(title, icon=":material/difference:"):
        if differing:
            titles = [" ".join(filter(None, (side.title, side.note))) for side in opened]
            st.html(differences.table(differing, titles))
        st.caption("All else is the same, names and devices aside.")


def _configuration(side: Side) -> dict[str, Any]:
    """A configuration with all defaults stated, and what was changed while it trained."""
    assert side.config is not None
    assert side.run is not None
    changed = [f"step {event.step}: {describe.change(event)}" for event in reader.events(side.run)]
    return {**stated(side.config), "changed while training": "; ".join(changed) or "nothing"}


# Figures ------------------------------------------------------------------------------------------


def _column(group: Group, place: Place, align: str, *, whole: bool, holes: bool = False) -> Column:
    """The figures of a configuration over its seeds.

    Args:
        group: The configuration.
        place: Of the scrubber.
        align: The unit of the place.
        whole: Those that were computed once training had ended, and not those of a snapshot.
        holes: Also the holes, which take longer.
    """
    return pooled([_figures(side, place, align, whole, holes) for side in group.sides])


def _measured(groups: Sequence[Group], place: Place) -> bool:
    """Whether all were measured once they had trained: one kind of figures serves all alike.

    Those that have failed have none and stand in nobody's way.
    """
    sides = [side for side in _all(groups) if side.progress.status != "failed"]
    computed = [scores.read(side.run) if side.run else None for side in sides]
    measured = [score is not None and bool(score.figures) for score in computed]
    return place is None and bool(measured) and all(measured)


def _figures(side: Side, place: Place, align: str, whole: bool, holes: bool) -> dict[str, Estimate]:
    """The figures of a run: those computed once it has trained, or the newest of its snapshots."""
    step = side.at(place, align)
    if step is None:
        return {}
    history = reader.rows(side.opened)
    of_holes = _holes(side, history, step) if holes else {}
    if whole:
        computed = scores.read(side.opened)
        return {**of_holes, **(estimates(computed) if computed else {})}
    return {**of_holes, **_live(history, step)}


def _live(history: Rows, step: int) -> dict[str, Estimate]:
    """Figures out of the snapshots up to a step, under the same names."""
    names = (
        *("squared_error", "reconstruction", "lps", "lps_floor", "lps_fitted", "lps_target"),
        *(GENERATION, f"{GENERATION}_floor"),
    )
    newest_rows = {name: newest(history, name, step) for name in names}
    by_name = {name: Estimate(row[name]) for name, row in newest_rows.items() if row}
    matched = newest(history, "mmd2", step)
    if matched and matched.get("mmd2_floor", 0) > 0:
        by_name[f"{MATCH}, {SHOWN}"] = Estimate(matched["mmd2"] / matched["mmd2_floor"])
    return by_name


def _holes(side: Side, history: Rows, step: int) -> dict[str, Estimate]:
    row = newest(history, "mmd2", step)
    if not row or row["step"] not in side.steps:
        return {}
    try:
        share = empty_share(side.opened, row["step"], SHOWN)
    except SculptorError:
        return {}
    return {HOLES: Estimate(share)}


def _account(
    group: Group, groups: Sequence[Group], place: Place, align: str, whole: bool
) -> Account:
    config = group.sides[0].config
    assert config is not None
    return account(
        group.title,
        _aim(group),
        config,
        _column(group, place, align, whole=whole),
        [_aim(other) for other in groups],
        live=any(side.live for side in group.sides),
    )


def _aim(group: Group) -> tuple[str, Spec]:
    aim = group.sides[0].aim
    assert aim is not None
    return describe.prior(aim), aim


# Figures that take longer -------------------------------------------------------------------------

ASKED = "compare-scores-asked"
"""Runs whose figures were asked for and have not come, with when they were begun, 0 if not yet."""

PATIENCE = 300.0
"""Seconds after which figures that have not come will not come: their process has been killed."""


def _offer(runs: Sequence[Run], place: Place, whole: bool) -> None:
    """Say which figures these are, and offer to compute those of runs that have trained."""
    if place is not None:
        told = "The newest figures up to the place of the scrubber, from held-out images."
        st.caption(reader.about(told, *runs))
        return
    ended = [run for run in runs if run.status == "finished"]
    missing = [run for run in ended if not _has_figures(run)]
    for run in ended:
        computed = scores.read(run)
        if computed is not None and computed.error:
            st.caption(errors.escape(f"{run.name}: {computed.error}"))
    if whole:
        rows = all(reader.layout(run) is not None for run in runs)
        told = "Figures of held-out images, computed once training had ended."
        st.caption(about(told, rows=rows, split="test"))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        told = "The newest figures of the snapshots, from held-out images."
        st.caption(reader.about(told, *runs), width="content")
        if missing:
            _button(missing)


def _button(missing: Sequence[Run]) -> None:
    """A button that computes the figures of runs that have trained."""
    waits = bool(st.session_state.get(ASKED))
    asked = [(0.0, run.id) for run in missing]
    st.button(
        "Computing …" if waits else "Compute all scores",
        icon=":material/calculate:",
        disabled=waits,
        on_click=lambda: st.session_state.update({ASKED: asked}),
        help="Every figure with its interval, from more images; some seconds a run, in the "
        "background.",
    )


def _has_figures(run: Run) -> bool:
    computed = scores.read(run)
    return computed is not None and not computed.error


def awaiting(sides: Sequence[Side]) -> bool:
    """Whether scores were asked for and have not come yet; they are computed one after another."""
    runs = {side.id: side.run for side in sides if side.run is not None}
    asked: list[tuple[float, str]] = st.session_state.get(ASKED) or []
    asked = [(begun, id) for begun, id in asked if id in runs and _to_come(runs[id], begun)]
    if asked and not asked[0][0]:
        identity = asked.pop(0)[1]

        def begin() -> None:
            scores.request(runs[identity])
            asked.insert(0, (time.time(), identity))

        actions.attempt(begin)
    st.session_state[ASKED] = asked
    return bool(asked)


def _to_come(run: Run, begun: float) -> bool:
    """Whether figures that were asked for may still come; those not begun yet may."""
    if not begun:
        return not _has_figures(run)
    return scores.read(run) is None and time.time() - begun < PATIENCE
