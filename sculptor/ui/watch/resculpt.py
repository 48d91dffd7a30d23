"""Re-sculpt: the target, the MMD weight and the learning rate of a run, changed while it trains.

A change is sent at once; the worker takes it up before its next update and writes it into the
history of the run with the step.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any, TypeVar

import streamlit as st

from sculptor import priors
from sculptor.jobs import Run, commands
from sculptor.objectives import kinds as objectives
from sculptor.runs import Progress
from sculptor.ui.app import errors
from sculptor.ui.kit import actions, controls, describe
from sculptor.ui.plots import reader
from sculptor.ui.prior import sources
from sculptor.ui.watch import pad

Spec = dict[str, Any]

WAYS = {"sketch": ":material/draw: Sketch", "named": ":material/category: Named"}

ABOUT = (
    "Change the target, the weight or the learning rate. The worker takes a change up within a "
    "second, and the cloud follows. Each change is kept in the history of the run, with its step."
)

SHOWN = 8
"""Changes of the history that are shown without asking."""

Value = TypeVar("Value", float, str)

MANUAL_WEIGHT = 100.0
"""The weight to begin with where the run has not told of its own."""


def wanted(run: Run, progress: Progress) -> bool:
    """Show the switch of the panel, and tell whether it is on; at first it is for a live run."""
    key = f"resculpt-{run.id}"
    first = _first(key, "on" if progress.live else "")
    return st.toggle("Re-sculpt", value=bool(first), key=key, help=ABOUT)


def show(run: Run) -> None:
    """Show the panel: the prior and the settings of the objective."""
    actions.show_problem()
    _prior(run)
    _settings(run)
    if not run.progress().live:
        st.caption("Changes are taken up when the run is resumed.")
        history(run)


def current(run: Run, name: str, otherwise: Any) -> Any:
    """What a setting of a run was last changed to, changes on their way included."""
    # The worker records a change before it removes the command, so commands are read first.
    sent = [command.changes for command in _sent(run)]
    changed = [*(event.changes for event in reader.events(run)), *sent]
    values = [changes[name] for changes in changed if name in changes]
    return values[-1] if values else otherwise


def _sent(run: Run) -> list[commands.Command]:
    """Changes that the worker has not taken up yet."""
    return [command for command in commands.waiting(run.folder) if command.kind == "set"]


def _send(run: Run, name: str, value: Any, otherwise: Any) -> None:
    """Change a setting, unless it is so already: widgets also report what nobody has changed.

    Args:
        run: Whose.
        name: Of the setting.
        value: What it is to be.
        otherwise: What it is where it was never changed.
    """
    if current(run, name, otherwise) != value:
        actions.attempt(lambda: run.set(**{name: value}))


# The prior ----------------------------------------------------------------------------------------


def _prior(run: Run) -> None:
    spec = _target(run)
    ways = list(WAYS) if reader.config(run).latent_dim == 2 else ["named"]
    way: str | None = ways[0]
    if len(ways) > 1:
        key = f"resculpt-way-{run.id}"
        way = st.segmented_control(
            "How the target is given",
            ways,
            default=_first(key, "named" if spec["kind"] in priors.kinds.named() else "sketch"),
            format_func=WAYS.__getitem__,
            required=True,
            label_visibility="collapsed",
            width="stretch",
            key=key,
        )
    if way == "sketch":
        pad.show(run, spec, lambda changed: _aim(run, changed))
    else:
        _named(run, spec)


def _named(run: Run, spec: Spec) -> None:
    """One of the named priors and its parameters."""
    dim = reader.config(run).latent_dim
    kinds = [kind for kind in priors.kinds.named() if _dim_of(kind, dim) == dim]
    key = f"resculpt-kind-{run.id}"
    first = _first(key, spec["kind"])
    kind = st.selectbox(
        "Target",
        kinds,
        index=kinds.index(first) if first in kinds else None,
        format_func=sources.title,
        placeholder=f"As it is: {describe.prior(spec)}",
        key=key,
        on_change=lambda: _aim_at(run, st.session_state[key]),
    )
    if kind is not None and kind == spec["kind"]:
        controls.show(
            priors.KINDS[kind].parameters,
            spec,
            f"resculpt-{run.id}",
            lambda changed: _tune(run, changed),
        )


def _target(run: Run) -> Spec:
    spec: Spec = current(run, "prior", reader.config(run).prior)
    return spec


def _aim(run: Run, spec: Spec) -> None:
    _send(run, "prior", spec, reader.config(run).prior)


def _tune(run: Run, spec: Spec) -> None:
    """Change a parameter of the target; what a slider says of a kind that was left is no change."""
    if _target(run)["kind"] == spec["kind"]:
        _aim(run, spec)


def _aim_at(run: Run, kind: str | None) -> None:
    """Aim at another kind of prior; one that is chosen already keeps its parameters."""
    if kind not in (None, _target(run)["kind"]):
        _aim(run, {"kind": kind})


@st.cache_data(show_spinner=False)
def _dim_of(kind: str, latent_dim: int) -> int | None:
    """The dimensions of a kind in a latent space; None if it does not exist in so many."""
    try:
        return int(priors.from_spec({"kind": kind}, dim=latent_dim).dim)
    except ValueError:
        return None


# The settings -------------------------------------------------------------------------------------


def _settings(run: Run) -> None:
    objective = reader.config(run).objective
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if objective["kind"] == "mmd":
            _weight(run, current(run, "weight", objective.get("weight", "auto")))
        else:
            _strengths(run, objective)
        rate = reader.config(run).learning_rate
        _number(run, "learning_rate", "Learning rate", rate, "%.1e", (1e-6, 1.0, 1e-4))


def _strengths(run: Run, objective: Spec) -> None:
    for item in objectives.KINDS[objective["kind"]].adjustable:
        value = objective.get(item.name, item.default)
        if not isinstance(value, str):
            _number(run, item.name, item.title, value, "%g", (item.low, item.high, item.step))


def _weight(run: Run, weight: float | str) -> None:
    """The MMD weight: automatic, or a number."""
    choice, number = f"resculpt-auto-{run.id}", f"resculpt-weight-{run.id}"
    first = _first(number, _own_weight(run) if weight == "auto" else float(weight))

    def changed() -> None:
        auto = st.session_state[choice] == "auto"
        if auto:
            st.session_state.pop(f"first-{number}", None)
        wanted = "auto" if auto else st.session_state.get(number, first)
        _send(run, "weight", wanted, reader.config(run).objective.get("weight", "auto"))

    auto = st.segmented_control(
        "MMD weight",
        ["auto", "fixed"],
        default=_first(choice, "auto" if weight == "auto" else "fixed"),
        format_func=str.capitalize,
        required=True,
        key=choice,
        on_change=changed,
        help="The factor on MMD² in the loss. Automatic raises it until MMD² is at its floor.",
    )
    if auto == "fixed":
        st.number_input(
            "Weight",
            value=first,
            min_value=0.0,
            max_value=1e9,
            step=10.0,
            format="%g",
            key=number,
            on_change=changed,
            width=130,
        )


def _own_weight(run: Run) -> float:
    """The weight that the run has reached by itself, to two figures."""
    weights = [row["train_weight"] for row in reader.rows(run) if row.get("train_weight")]
    return float(f"{weights[-1]:.2g}") if weights else MANUAL_WEIGHT


def _number(
    run: Run, name: str, label: str, otherwise: float, form: str, limits: tuple[float, float, float]
) -> None:
    key = f"resculpt-{name}-{run.id}"
    low, high, step = limits
    st.number_input(
        label,
        value=_first(key, float(current(run, name, otherwise))),
        min_value=low,
        max_value=high,
        step=step,
        format=form,
        key=key,
        on_change=lambda: _send(run, name, st.session_state[key], otherwise),
        width=150,
    )


def _first(key: str, value: Value) -> Value:
    """What a widget began with: widgets whose arguments change lose what was typed into them.

    One that was away for a while begins anew.
    """
    if key not in st.session_state or f"first-{key}" not in st.session_state:
        st.session_state[f"first-{key}"] = value
    first: Value = st.session_state[f"first-{key}"]
    return first


# The history --------------------------------------------------------------------------------------


def history(run: Run) -> None:
    """List what was changed, the newest first, with the step at which it was taken up."""
    sent = [(describe.changes(command.changes), None) for command in _sent(run)]
    applied = [(describe.change(event), event.step) for event in reader.events(run)]
    listed = told([*applied, *sent])
    if not listed:
        return
    lines = [f"- {errors.escape(what)} · :gray[{when}]" for what, when in reversed(listed)]
    with st.container(key="watch-history", gap="small"):
        st.markdown("**Changes**")
        st.markdown("\n".join(lines[:SHOWN]))
        if len(lines) > SHOWN:
            with st.expander(f"{len(lines) - SHOWN} earlier"):
                st.markdown("\n".join(lines[SHOWN:]))


def told(changes: list[tuple[str, int | None]]) -> list[tuple[str, str]]:
    """Changes and when they were applied, in words; the same thing in a row is told once.

    >>> told([("weight", 3), ("sketch", 5), ("sketch", 7), ("sketch", None)])[1:]
    [('sketch, 2 times', 'applied at steps 5 to 7'), ('sketch', 'sent, not taken up yet')]
    """
    lines = []
    for (what, waits), group in groupby(changes, key=lambda change: (change[0], change[1] is None)):
        steps = [step for _, step in group]
        if waits:
            lines.append((what, "sent, not taken up yet"))
        elif len(steps) == 1:
            lines.append((what, f"applied at step {steps[0]:,}"))
        else:
            when = f"applied at steps {steps[0]:,} to {steps[-1]:,}"
            lines.append((f"{what}, {len(steps)} times", when))
    return lines
