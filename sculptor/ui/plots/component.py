"""Our own browser components, whose files lie in ``frontend``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st


@cache
def component(name: str, folder: str = "plots") -> Callable[..., Any]:
    """The mounting command of a component: ``NAME.js`` and ``.css`` of a folder, and one element.

    It is registered on its first use and not at import: what Streamlit knows of the package's files
    is known to its runtime only.
    """
    registered = st.components.v2.component(
        f"sculptor.{name}",
        html=f'<div class="sculptor-{name}" style="opacity:0"></div>',
        css=f"{folder}/{name}.css",
        js=f"{folder}/{name}.js",
    )

    def mount(*, data: dict[str, Any], **more: Any) -> Any:
        return registered(data=packed(data), **more)

    return mount


def packed(data: dict[str, Any]) -> bytes:
    """Data for a component, as ``unpacked`` of ``bytes.js`` reads it.

    Megabytes of points are written and read as bytes several times as fast as inside of JSON. And
    in a dict Streamlit looks for data frames, and imports pandas to do so.

    >>> packed({"n": 2, "points": b"abcd"})[4:]
    b'{"n": 2, "points": {"bytes": [0, 4]}}abcd'

    Args:
        data: What JSON can tell, and bytes, at any depth.

    Returns:
        The length of a header as little-endian uint32; the header, JSON in which bytes are where
        they begin and end in what follows; and that.
    """
    parts: list[bytes] = []
    size = 0

    def put(part: bytes) -> dict[str, list[int]]:
        nonlocal size
        begin, size = size, size + len(part)
        parts.append(part)
        return {"bytes": [begin, size]}

    header = json.dumps(data, default=put).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *parts])
