"""A prior composed of blocks that together fill the latent space, each any other prior."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.runs import library
from sculptor.ui.app import errors, state
from sculptor.ui.app.widgets import follow
from sculptor.ui.kit import controls
from sculptor.ui.prior import sources
from sculptor.words import latent

Spec = dict[str, Any]

MOST = 16
"""Blocks of one composition, at most."""


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
        _replace(index, {**fresh, "dim": _dim(block)} if free else fresh)

    st.selectbox("Kind", options, format_func=title, **follow(f"block-{index}-kind", now, took))


def _dimensions(index: int, block: Spec, dim: int) -> None:
    fixed = block["kind"] not in priors.kinds.named() or not priors.KINDS[block["kind"]].any_dim
    st.number_input(
        "Dimensions",
        1,
        512,
        disabled=fixed,
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
        return priors.from_spec(sources.resolve(block)).dim
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
