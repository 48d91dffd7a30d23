"""Our own browser components, whose files lie in ``frontend``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from sculptor.ui.frontend.encoding import packed


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
