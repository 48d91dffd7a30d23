"""The priors that the Sculpt page can hold at once, one of each way, as specifications."""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache
from typing import Any

import streamlit as st

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.files import sha256
from sculptor.priors import ties, transform
from sculptor.priors.picture import read_picture
from sculptor.runs import library
from sculptor.ui.app import state
from sculptor.ui.frontend import sketch
from sculptor.ui.kit import actions
from sculptor.ui.plots import presets
from sculptor.ui.prior import painted

Spec = dict[str, Any]

_REV, _BEFORE, _OWN = "sketch:rev", "sketch:before", "sketch:own"

REFERENCES = {"sketch": "My sketch", "upload": "My upload"}
"""Kinds of blocks that stand for what another way holds; they exist on the page only."""


def held(source: str) -> Spec | None:
    """What one of the ways holds; None if it is nothing yet, as what is suggested until it is used.

    Raises:
        SculptorError: A block of a composition stands for something that is not there.
    """
    match source:
        case "sketch":
            return drawing()
        case "paint":
            return painted.held()
        case "upload":
            return _uploaded(state.get("upload"))
        case "compose":
            spec = {"kind": "compose", "blocks": [resolve(block) for block in state.get("compose")]}
            known = state.get("labels")
            return {**spec, "labels": known} if known != 1 and ties.is_tied(spec) else spec
        case "copy":
            return {"kind": "run", "run": state.get("copy")} if state.get("copy") else None
        case "suggest":
            return None
    named: Spec = state.get("named")
    return named


def drawing() -> Spec | None:
    """The drawing of the page as a density; None while nothing is drawn."""
    png = sketch_png()
    return None if png is None else sketch.as_prior(png)


def keep_picture(picture: Any) -> Spec:
    """Keep a picture on disk, as a drawing is, and say of it what the address can carry.

    Raises:
        SculptorError: It is not a picture, or it cannot be kept.
    """
    png = base64.b64decode(priors.from_image(picture, sketch.EXTENT).spec["png"])
    key = f"picture-{sha256(png)[:16]}"
    library.save_sketch(key, png)
    return {"kind": "picture", "id": key}


def _uploaded(upload: Spec | None) -> Spec | None:
    if upload is None or upload["kind"] != "picture":
        return upload
    png = library.load_sketch(str(upload.get("id")))
    if png is None:
        raise SculptorError(
            "Expected the picture of this address in the library, but it is not there. "
            "Upload it again."
        )
    return sketch.as_prior(png)


def sketch_png() -> bytes | None:
    """The drawing of the page as it is kept on disk; None while nothing is drawn.

    A file that is no picture any more is as one that is not there: what is drawn next gets another.
    """
    key = state.get("sketch")
    png = library.load_sketch(key) if key else None
    return png if png and any(_pixels(png)) else None


def sketch_problem() -> str:
    """Why the drawing that the address asks for is not on the pad; empty if it is."""
    key = state.get("sketch")
    if not key:
        return ""
    png = library.load_sketch(key)
    if png is not None and _pixels(png):
        return ""
    what = "is not on this machine" if png is None else "is damaged"
    return f"The drawing that this address asks for {what}, so that the pad is empty. Draw another."


@lru_cache(maxsize=8)
def _pixels(png: bytes) -> bytes:
    try:
        return read_picture(png).tobytes()
    except SculptorError:
        return b""


def resolve(block: Spec) -> Spec:
    """A block of a composition as a prior that stands by itself.

    Raises:
        SculptorError: It stands for a sketch, an upload or a saved prior that is not there.
    """
    kind = block["kind"]
    tie = ties.of(block)
    if kind == "saved":
        return {**library.load_prior(str(block.get("id"))).spec, **tie}
    if kind not in REFERENCES:
        return block
    spec = held(kind)
    if spec is None:
        what = "a drawing" if kind == "sketch" else "uploaded samples"
        raise SculptorError(
            f"Expected {what} for the block “{REFERENCES[kind]}”, but there is none yet. "
            f"Make one under {kind.capitalize()}, or choose another block."
        )
    return {**spec, **tie}


def dimensions(spec: Spec, latent_dim: int) -> int:
    """How many dimensions a prior has, or takes in a latent space of ``latent_dim``."""
    return priors.from_spec(spec, dim=latent_dim).dim


def hold(spec: Spec) -> None:
    """Show a prior that was made elsewhere, in the way that fits its kind, and fit the latents."""
    spec, moved = transform.split(spec)
    match spec["kind"]:
        case "image":
            if sketch_png() is not None:
                st.session_state[_BEFORE] = state.get("sketch")
                state.put(sketch="")  # a file of its own, so that the drawing before is kept
            put_sketch(sketch.to_png(presets.picture(spec)))
            state.put(source="sketch")
        case "by-label":
            painted.hold(spec)
            state.put(source="paint")
        case "samples":
            state.put(source="upload", upload=spec)
        case "compose":
            state.put(source="compose", compose=spec["blocks"])
            if ties.is_tied(spec):
                state.put(labels=float(spec.get("labels", 1.0)))
        case "run":
            state.put(source="copy", copy=spec["run"])
        case _:
            state.put(source="named", named=spec)
    state.put(move=moved)
    fit_latents()


def take() -> None:
    """Hold the prior that another page has handed over, once.

    Raises:
        SculptorError: It cannot be made or kept here.
    """
    spec = st.session_state.pop(actions.HANDED, None)
    if spec is not None:
        hold(spec)


def extend(spec: Spec, block: Spec) -> None:
    """Compose a block with the prior that is shown, of which each part can still be changed.

    Args:
        spec: The prior that is shown.
        block: What comes after it.
    """
    source, blocks = state.get("source"), [spec]
    if not state.get("move"):
        if source == "compose":
            blocks = state.get("compose")
        elif source in REFERENCES:
            blocks = [{"kind": source}]
    known = {"labels": spec["labels"]} if source == "compose" and "labels" in spec else {}
    hold({"kind": "compose", "blocks": [*blocks, block], **known})


def keep_sketch(png: bytes) -> None:
    """Keep a drawing on disk, under the id that the address carries.

    One that came with the address stays as it is, since another tab may show it.
    """
    own = st.session_state.setdefault(_OWN, set())
    if state.get("sketch") not in own:
        state.put(sketch=f"sketch-{secrets.token_hex(6)}")
        own.add(state.get("sketch"))
    library.save_sketch(state.get("sketch"), png)


def put_sketch(png: bytes) -> None:
    """Put another drawing on the pad; there it is a change that can be undone."""
    keep_sketch(png)
    st.session_state[_REV] = sketch_rev() + 1


def sketch_before() -> str | None:
    """The id of the drawing that another prior has taken the place of in this session."""
    before: str | None = st.session_state.get(_BEFORE)
    return before if before != state.get("sketch") else None


def bring_back() -> None:
    """Exchange the drawing for the one before."""
    st.session_state[_BEFORE], before = state.get("sketch"), st.session_state[_BEFORE]
    state.put(sketch=before)
    st.session_state[_REV] = sketch_rev() + 1


def sketch_rev() -> int:
    """How often a drawing was put on the pad in this session; see `sculptor.ui.plots.sketch`."""
    return int(st.session_state.get(_REV, 0))


def fit_latents() -> None:
    """Give the latent space as many dimensions as the prior that is shown."""
    spec = held(state.get("source"))
    if spec is not None:
        state.put(latent_dim=dimensions(spec, state.get("latent_dim")))


def title(kind: str) -> str:
    """What a kind of prior is called on the page.

    >>> title("gaussian-mixture"), title("s-curve")
    ('Gaussian mixture', 'S-curve')
    """
    return priors.KINDS[kind].title if kind in priors.KINDS else kind
