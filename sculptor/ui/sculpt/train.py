"""Step 3 of the Sculpt page, how: the few settings that matter, the estimate, the Train button."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import Any

import streamlit as st

from sculptor import jobs, words
from sculptor.errors import SculptorError
from sculptor.jobs import devices, estimate, starts
from sculptor.models import kinds as networks
from sculptor.names import LONGEST
from sculptor.objectives import kinds as objectives
from sculptor.parameter import Parameter
from sculptor.training.config import LIMITS, PRECISIONS, STARTS, RunConfig
from sculptor.ui.app import errors, state
from sculptor.ui.app.widgets import follow
from sculptor.ui.kit import controls
from sculptor.ui.prior import sources
from sculptor.ui.sculpt import compare, start, told

Spec = dict[str, Any]

TITLES = {
    "auto": "Automatic",
    "cpu": "CPU",
    "mps": "Apple GPU",
    "cuda": "CUDA GPU",
}
"""What choices are called on the page; others go by their own name."""


WEIGHT = 100.0
"""The weight to begin with once it is no longer automatic."""


def show(spec: Spec | None, available: bool) -> None:
    """Show the settings, and launch what they say.

    Args:
        spec: The prior, None while there is none.
        available: Whether the data set is on this machine.
    """
    with st.container(key="settings"):
        _whole("latent_dim", "Latent dimensions")
        with st.container(key="objective"):
            _choice("objective", "Objective", objectives.KINDS, st.selectbox)
            st.caption(objectives.KINDS[state.get("objective")["kind"]].description)
            _strength()
        look = {"required": True, "width": "stretch"}
        _choice("network", "Network", networks.KINDS, st.segmented_control, **look)
        _whole("steps", "Steps", step=100)
    advanced = st.expander("Advanced", key="fold-advanced", on_change="rerun")
    if advanced.open:
        with advanced, st.container(key="advanced"):
            _advanced()
    if spec is None or not available:
        missing = "a prior" if spec is None else "the data"
        _button(disabled=True)
        st.caption(f"Train needs {missing} first.")
        return
    with errors.shown("The settings"):
        _launch(spec)


def _launch(spec: Spec) -> None:
    """The button, with the time that it will take; or what stands in its way, with a remedy."""
    try:
        config = _config(spec)
    except SculptorError as error:
        st.warning(errors.escape(str(error)))
        with contextlib.suppress(SculptorError):  # what is wrong has just been said
            _remedies(spec)
        _button(disabled=True)
        return
    clicked = _button(disabled=False)
    st.caption(f"{words.estimate(estimate.estimate_seconds(config))} on this machine")
    compare.show(config)
    if clicked:
        with errors.shown("Training could not be started; this"):
            run = jobs.launch(config)
            state.put(run=run.id, step=None)
            state.turn("watch")


def _config(spec: Spec) -> RunConfig:
    """What the page says, as a configuration.

    Raises:
        SculptorError: The parts do not fit together.
    """
    latent_dim = state.get("latent_dim")
    dimensions = sources.dimensions(spec, latent_dim)
    if dimensions != latent_dim:
        raise SculptorError(
            f"The prior has {dimensions} dimensions and the latent space {latent_dim}."
        )
    told.check(spec, latent_dim, state.get("dataset"), state.get("seed"))
    ours = {"prior", "fingerprint"}  # the rest has a field of the page's state
    names = [field.name for field in fields(RunConfig) if field.name not in ours]
    config = RunConfig(prior=spec, **{name: state.get(name) for name in names})
    starts.check(config)
    return config


def _remedies(spec: Spec) -> None:
    """Buttons that mend the ways in which the parts do not fit together."""

    def remedy(label: str, act: Callable[..., None], *args: Any, **fields: Any) -> None:
        st.button(label, on_click=act, args=args, kwargs=fields, width="stretch")

    latent_dim = state.get("latent_dim")
    dimensions = sources.dimensions(spec, latent_dim)
    left = latent_dim - dimensions
    if left:
        remedy(f"Use {dimensions} latent dimensions", state.put, latent_dim=dimensions)
    if left > 0:
        rest = {"kind": "gaussian", "dim": left}
        remedy(f"Fill the other {left} with a Gaussian", sources.extend, spec, rest)
    if state.get("start") not in STARTS:
        remedy("Use the spectral start", state.put, start="spectral")
    if networks.KINDS.find(state.get("network")).images_only:
        remedy("Use the fully connected network", state.put, network={"kind": "mlp"})
    if not left and told.more_would_do(spec, latent_dim, state.get("dataset"), state.get("seed")):
        remedy("Use all labels", state.put, labels=1.0)
    if not left and not _objective_fits(spec):
        remedy("Use MMD, which takes any prior", state.put, objective={"kind": "mmd"})
        remedy("Use a Gaussian prior", sources.hold, {"kind": "gaussian"})


def _objective_fits(spec: Spec) -> bool:
    try:
        objectives.check(state.get("objective"), spec)
    except SculptorError:
        return False
    return True


def _button(disabled: bool) -> bool:
    return st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=disabled,
        key="train",
    )


# Settings -----------------------------------------------------------------------------------------


def _whole(name: str, title: str, **more: Any) -> None:
    low, high = LIMITS[name]
    st.number_input(title, low, high, **more, **state.bind(name))


def _choice(
    name: str, title: str, table: Mapping[str, Any], widget: Callable[..., Any], **look: Any
) -> None:
    """A kind out of a table; its parameters follow where they matter, or under Advanced."""
    widget(
        title,
        list(table),
        format_func=lambda kind: table[kind].title,
        **look,
        **follow(
            f"choose-{name}",
            state.get(name)["kind"],
            lambda kind: state.put(**{name: {"kind": kind}}),
        ),
    )


def _strength() -> None:
    """How strongly the objective pulls onto the prior: what may also be changed while it trains."""
    spec: Spec = state.get("objective")
    if spec["kind"] == "mmd":
        auto = spec.get("weight", "auto") == "auto"
        st.toggle(
            "Automatic weight",
            help="Raises the weight of MMD² until MMD² is at its noise floor.",
            **follow(
                "weight-auto", auto, lambda on: _set_strength("weight", "auto" if on else WEIGHT)
            ),
        )
        if auto:
            return
    for parameter in objectives.KINDS[spec["kind"]].adjustable:
        if parameter.words and spec["kind"] != "mmd":  # whose word is the switch above
            controls.show([parameter], spec, "strength", partial(_set_spec, "objective"))
        else:
            _strength_number(parameter, spec.get(parameter.name, parameter.default))


def _strength_number(parameter: Parameter, value: float) -> None:
    st.number_input(
        parameter.title,
        parameter.low,
        parameter.high,
        step=parameter.step,
        format="%g",
        help=parameter.description,
        **follow(
            f"strength-{parameter.name}", float(value), partial(_set_strength, parameter.name)
        ),
    )


def _set_strength(name: str, value: float | str) -> None:
    rest = {key: part for key, part in state.get("objective").items() if key != name}
    state.put(objective=rest if value == "auto" else {**rest, name: value})


def _advanced() -> None:
    for name, table in (("objective", objectives.KINDS), ("network", networks.KINDS)):
        spec = state.get(name)
        parameters = [item for item in table[spec["kind"]].parameters if not item.adjustable]
        controls.show(parameters, spec, name, partial(_set_spec, name))
    _whole("batch_size", "Batch size", step=32)
    st.number_input(
        "Learning rate", 1e-6, 1.0, step=1e-4, format="%g", **state.bind("learning_rate")
    )
    start.show()
    st.selectbox("Device", _devices(), format_func=called, **state.bind("device"))
    st.selectbox(
        "Precision",
        PRECISIONS,
        format_func=lambda name: TITLES.get(name, name),
        **state.bind("precision"),
        help="Of the hidden layers in training. bfloat16 is faster where the device computes in "
        "it; automatic takes it on such CPUs. Codes, distances and losses stay float32, and so "
        "does all that is measured.",
    )
    _whole(
        "levels",
        "Levels of a latent",
        help="Rounds each latent to so many values before it is decoded, so that a code takes "
        "latents · log₂(levels) bits at most. They lie where the target has its mass: of a uniform "
        "prior evenly, of a grid on its points. 0 rounds nothing.",
    )
    _whole("seed", "Seed")
    st.text_input(
        "Name of the run", max_chars=LONGEST, placeholder="Optional", **state.bind("name")
    )


def _set_spec(name: str, spec: Spec) -> None:
    state.put(**{name: spec})


def _devices() -> list[str]:
    """``auto`` and the devices of this machine, and the one asked for even if it is not here."""
    kinds = ["auto", *(kind for kind in ("cuda", "mps", "cpu") if devices.slots(kind))]
    asked = state.get("device")
    return kinds if asked in kinds else [*kinds, asked]


def called(choice: str) -> str:
    """What a choice is called on the page."""
    return TITLES.get(choice, choice.replace("-", " ").capitalize())
