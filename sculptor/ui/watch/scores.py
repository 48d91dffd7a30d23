"""What a run that has trained is measured by: dependence of its latents, and all other scores."""

from __future__ import annotations

import streamlit as st

from sculptor.jobs import Run
from sculptor.runs import Progress
from sculptor.studies import scores
from sculptor.studies.report.comparison import estimates, rows
from sculptor.studies.scores import Scores
from sculptor.ui.app import errors
from sculptor.ui.kit import actions
from sculptor.ui.plots import reader
from sculptor.views import score_table
from sculptor.views.score_table import Column, Score
from sculptor.words import about

DEPENDENCE = (
    *("lps", "lps_limit", "lps_distributional", "joint_accuracy", "total_correlation"),
    *("gaussian_total_correlation", "copula_total_correlation"),
    *("distance_correlation", "distance_correlation_max", "dhsic"),
)
"""Figures of how much latents tell of one another, in the order in which they are shown."""

ASKED = "watch-scores-asked"
"""The runs whose scores were asked for."""


def show(run: Run, progress: Progress) -> None:
    """Show the scores of a run that has ended, or offer to compute them."""
    if progress.status != "finished":
        return
    computed = scores.read(run)
    if computed is not None and computed.error:
        st.caption(errors.escape(computed.error))
    if computed is None or computed.error:
        _button(run)
        return
    column = estimates(computed)
    of_rows = reader.layout(run) is not None
    table = rows([column], one_dataset=True, one_prior=True, of_rows=of_rows)
    chosen = {name: score for score in table for name in DEPENDENCE if _of(score, name)}
    with st.expander("Dependence of the latents", icon=":material/hub:", expanded=bool(chosen)):
        _table(run, [*chosen.values()], column)
        st.caption(about(words(computed), rows=of_rows, split="test"))
    with st.expander("All scores", icon=":material/table_chart:"):
        _table(run, table, column)


def awaiting(run: Run) -> bool:
    """Whether scores were asked for and have not come."""
    return run.id in st.session_state.get(ASKED, ()) and scores.read(run) is None


def words(computed: Scores) -> str:
    """What the figures of dependence are taken of, and how they are to be read."""
    lps, joint = computed.figure("lps", "mean"), computed.figure("joint_accuracy", "mean")
    fitted, p = (computed.values.get(f"{name}.mean") for name in ("lps_fitted", "joint_p_value"))
    said = []
    if lps is not None:
        on = "" if fitted is None else f" by predictors fitted on {fitted:,.0f} codes"
        said.append(f"LPS scores {lps.n:,} held-out images{on}; with more it may be higher.")
    if joint is not None:
        test = "" if p is None else f" (independent latents give as much with p = {p:.2g})"
        said.append(
            f"{100 * joint.value:.0f} % of {joint.n:,} held-out codes and permuted ones are told "
            f"apart{test}: 50 % is independence."
        )
    return " ".join([*said, "z = mean unless samples are said."])


def _of(score: Score, name: str) -> bool:
    return score.name.split(",")[0] == name


def _table(run: Run, table: list[Score], column: Column) -> None:
    st.html(score_table.table(table, [run.name], [""], [column]))


def _button(run: Run) -> None:
    waits = awaiting(run)

    def ask() -> None:
        st.session_state[ASKED] = [*st.session_state.get(ASKED, ()), run.id]
        actions.attempt(lambda: scores.request(run))

    st.button(
        "Computing …" if waits else "Compute all scores",
        icon=":material/calculate:",
        disabled=waits,
        on_click=ask,
        help="How much the latents depend on one another, how near they are to the target, and "
        "what the decoder makes of samples; a minute or so, in the background.",
    )
