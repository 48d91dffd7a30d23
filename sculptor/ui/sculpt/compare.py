"""Compare KL and MMD, on the Sculpt page: one click, and all is equal but the objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sculptor import studies
from sculptor.objectives import kinds as objectives
from sculptor.studies import Cell, Study
from sculptor.training.config import RunConfig
from sculptor.ui.app import errors, state
from sculptor.ui.app.fields import MOST_COMPARED
from sculptor.ui.kit import describe, where

Spec = dict[str, Any]

STANDARD = {"N(0, I)": {"kind": "gaussian"}}
"""The prior of the objectives that cannot target the drawn one."""


def show(config: RunConfig) -> None:
    """Show the button, what stands in the way of some objectives, and what can be chosen.

    Args:
        config: What the page says; its objective is one of those that are compared.
    """
    chosen = _chosen(config)
    stuck = [spec for spec in chosen if objectives.obstacle(spec, config.prior)]
    with st.container(horizontal=True, gap="small", key="compare-launch"):
        clicked = st.button(
            "Compare KL and MMD",
            icon=":material/compare:",
            width="stretch",
            disabled=len(chosen) < 2,
            help="Trains each objective on the same data, networks, start, batches and seed, and "
            "shows them side by side.",
        )
        choice = st.popover(
            "",
            icon=":material/tune:",
            help="What is compared",
            key="fold-compare",
            on_change="rerun",
        )
        if choice.open:
            with choice:
                _settings()
    seeds = state.get("compare_seeds")
    many = [f"{seeds} seeds"] if seeds > 1 else []
    st.caption(" · ".join([*map(describe.objective, chosen), *many]))
    if stuck:
        names = ", ".join(map(describe.objective, stuck))
        st.caption(
            f":orange[:material/info:] {names}: cannot target this prior, since "
            f"{errors.escape(objectives.obstacle(stuck[0], config.prior))}. In the comparison they "
            "train towards **N(0, I)** instead, and are labelled so."
        )
    if clicked:
        with errors.shown("The comparison could not be started; this"):
            study = launch(config, chosen, seeds)
            state.put(study=study.id, runs=[], place=None)
            state.turn("compare")


def launch(config: RunConfig, chosen: Sequence[Spec], seeds: int) -> Study:
    """Make a study of some objectives and train it in the background.

    Those that cannot target the prior of the configuration are aimed at N(0, I).

    Raises:
        SculptorError: There is nothing to train, the home cannot be written, or a cluster was
            chosen without an address.
    """
    where.chosen()  # refused before anything is made
    study = studies.create(cells(config, chosen, seeds), "KL and MMD")
    where.launch(study)
    return study


def cells(config: RunConfig, chosen: Sequence[Spec], seeds: int) -> list[Cell]:
    """The cells of the study, the first seed of all objectives first."""
    base = replace(config, name="", objective={"kind": "mmd"})
    numbers = [config.seed + i for i in range(seeds)]
    reach = [spec for spec in chosen if not objectives.obstacle(spec, config.prior)]
    stuck = [spec for spec in chosen if objectives.obstacle(spec, config.prior)]
    planned: list[Cell] = []
    if stuck:
        planned += studies.grid(base, objectives=stuck, priors=STANDARD, seeds=numbers)
    if reach:
        planned += studies.grid(base, objectives=reach, seeds=numbers)
    order = {number: place for place, number in enumerate(numbers)}
    return sorted(planned, key=lambda cell: order[cell.coordinates["seed"]])


def _chosen(config: RunConfig) -> list[Spec]:
    """The objectives to compare; that of the page as it is set there."""
    own = config.objective
    return [own if own["kind"] == kind else {"kind": kind} for kind in state.get("compare_kinds")]


def _settings() -> None:
    """Which objectives, how many seeds, and where."""
    st.multiselect(
        "Objectives",
        list(objectives.KINDS),
        format_func=lambda kind: objectives.KINDS[kind].title,
        max_selections=MOST_COMPARED,
        width=320,
        **state.bind("compare_kinds"),
    )
    st.number_input(
        "Seeds",
        1,
        10,
        help="Runs of each objective that differ in nothing but their random numbers: with several "
        "the curves become bands, and differences can be told from chance.",
        **state.bind("compare_seeds"),
    )
    where.choose()
