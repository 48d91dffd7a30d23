"""A prior composed of blocks that together fill the latent space, each any other prior."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sculptor import data, priors
from sculptor.errors import SculptorError
from sculptor.names import shown
from sculptor.priors import ties
from sculptor.priors.known import check
from sculptor.priors.values import CATEGORICAL, CIRCULAR, MONOTONE
from sculptor.runs import library
from sculptor.ui.app import errors, state
from sculptor.ui.app.widgets import follow
from sculptor.ui.kit import controls
from sculptor.ui.prior import known, sources
from sculptor.words import latent

Spec = dict[str, Any]

MOST = 16
"""Blocks of one composition, at most."""

PERIOD = 360.0
"""Of a factor on a line that is tied as a circle, to begin with: degrees."""

FREE = ("", "")
"""What a block is tied to that follows no factor."""


def show() -> None:
    """Show the blocks, each with its dimensions and parameters."""
    blocks: list[Spec] = state.get("compose")
    start = 0
    for index, block in enumerate(blocks):
        with st.container(key=f"block-{index}", border=True, gap="small"):
            start += _block(index, block, start, len(blocks))
    st.button(
        "Add a block",
        icon=":material/add:",
        on_click=_put,
        args=([*blocks, {"kind": "gaussian", "dim": 1}],),
        disabled=len(blocks) >= MOST,
    )
    if ties.is_tied({"blocks": blocks}):
        known.show("factors")


def _block(index: int, block: Spec, start: int, count: int) -> int:
    """Show one block, and say how many dimensions it has."""
    dim = _dim(block)
    names = latent(start) if dim == 1 else f"{latent(start)} to {latent(start + dim - 1)}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{names}**", width="stretch")
        _parameters(index, block)
        _tool(index, "arrow_upward", "Move up", index > 0, _swap, index - 1)
        _tool(index, "arrow_downward", "Move down", index < count - 1, _swap, index + 1)
        _tool(index, "delete", "Remove this block", count > 1, _remove)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _choose(index, block)
        _dimensions(index, block, dim)
    _tie(index, block)
    return dim


def _tool(
    index: int, icon: str, title: str, enabled: bool, act: Callable[..., None], *args: int
) -> None:
    st.button(
        title,
        key=f"tool-{index}-{icon}",
        icon=f":material/{icon}:",
        help=title,
        type="tertiary",
        disabled=not enabled,
        on_click=act,
        args=(index, *args),
    )


def _choose(index: int, block: Spec) -> None:
    """The kind of a block: named, or a reference to what is held elsewhere."""
    saved = {f"saved {prior.id}": prior for prior in library.list_priors()}
    options = [*priors.kinds.named(), *sources.REFERENCES, *saved]
    now = f"saved {block.get('id')}" if block["kind"] == "saved" else block["kind"]
    if now not in options:  # inline, out of a saved composition
        options.append(now)

    def title(option: str) -> str:
        if option in saved:
            return f"Saved: {saved[option].name}"
        return sources.REFERENCES.get(option) or sources.title(option)

    def took(option: str) -> None:
        kind, _, identity = option.partition(" ")
        fresh: Spec = {"kind": kind, "id": identity} if identity else {"kind": kind}
        free = kind in priors.kinds.named() and priors.KINDS[kind].any_dim
        tie = ties.of(block)
        _replace(index, {**fresh, **({"dim": _dim(block)} if free else {}), **tie})

    st.selectbox("Kind", options, format_func=title, **follow(f"block-{index}-kind", now, took))


def _tie(index: int, block: Spec) -> None:
    """What a block is tied to, where the data have factors; what does not fit is said here."""
    info = data.describe(state.get("dataset"))
    if not info.factor_names and "factor" not in block:
        return
    kinds = dict(zip(info.factor_names, info.factor_kinds, strict=True))
    options = [FREE]
    for name, kind in kinds.items():
        options += [(name, ties.KINDS[kind])]
        if kind == "linear":
            options += [(name, CIRCULAR)]
        if kind != "categorical":
            options += [(name, CATEGORICAL)]
    now = (block["factor"], block.get("map", MONOTONE)) if "factor" in block else FREE
    if now not in options:  # of other data
        options.append(now)

    def title(option: tuple[str, str]) -> str:
        name = shown(str(option[0])).replace("_", " ")
        return f"{name}, {option[1]}" if option != FREE else "Free"

    def took(option: tuple[str, str]) -> None:
        fresh = ties.plain(block)
        if option != FREE:
            fresh |= {"factor": option[0], "map": option[1]}
            if option[1] == CIRCULAR and kinds.get(option[0]) == "linear":
                fresh["period"] = PERIOD
            size = ties.size(fresh)
            if size and not _fixed(block):
                fresh["dim"] = size
        _replace(index, fresh)

    st.selectbox(
        "Tied to",
        options,
        format_func=title,
        help="Free, or a factor of the data that these latents are to follow: monotone matches its "
        "quantiles to those of one latent, circular its period to the angle of two, categorical "
        "gives each value a part of the block's mass.",
        **follow(f"block-{index}-tie", now, took),
    )
    if "period" in block:
        st.number_input(
            "Period",
            1e-9,
            1e9,
            format="%g",
            help="After how much, in the factor's own units, it is the same again.",
            **follow(
                f"block-{index}-period",
                float(block["period"]),
                lambda period: _replace(index, {**block, "period": period}),
            ),
        )
    if now != FREE and (why := _unfit(block, info)):
        st.caption(f":red[{errors.escape(why)}]")


def _unfit(block: Spec, info: data.DatasetInfo) -> str:
    """Why a block cannot be tied as it says; empty where it can."""
    try:
        prior = priors.from_spec({"kind": "compose", "blocks": [sources.resolve(block)]})
        check(prior, info)
    except SculptorError as error:
        return str(error)
    return ""


def _fixed(block: Spec) -> bool:
    """Whether a block has the dimensions that it has."""
    return block["kind"] not in priors.kinds.named() or not priors.KINDS[block["kind"]].any_dim


def _dimensions(index: int, block: Spec, dim: int) -> None:
    st.number_input(
        "Dimensions",
        1,
        512,
        disabled=_fixed(block),
        width=110,
        **follow(f"block-{index}-dim", dim, lambda wide: _replace(index, {**block, "dim": wide})),
    )


def _parameters(index: int, block: Spec) -> None:
    if block["kind"] not in priors.kinds.named():
        return
    with st.popover(
        "Parameters",
        icon=":material/tune:",
        type="tertiary",
        help="Parameters",
        key=f"tool-{index}-tune",
    ):
        controls.show(
            priors.KINDS[block["kind"]].parameters,
            block,
            f"block-{index}",
            lambda changed: _replace(index, changed),
        )


def _dim(block: Spec) -> int:
    """The dimensions of a block; 1 for one that is not there, so that the rest can be shown."""
    try:
        return priors.from_spec(ties.plain(sources.resolve(block)), ties.size(block)).dim
    except SculptorError:
        return int(block.get("dim") or 1)


def _put(blocks: list[Spec]) -> None:
    state.put(compose=blocks)
    with errors.shown():
        sources.fit_latents()


def _replace(index: int, block: Spec) -> None:
    _put([block if at == index else other for at, other in enumerate(state.get("compose"))])


def _swap(index: int, other: int) -> None:
    blocks = list(state.get("compose"))
    blocks[index], blocks[other] = blocks[other], blocks[index]
    _put(blocks)


def _remove(index: int) -> None:
    _put([block for at, block in enumerate(state.get("compose")) if at != index])
