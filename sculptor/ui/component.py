"""Our own browser components, whose files lie in ``frontend``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st


@cache
def component(name: str) -> Callable[..., Any]:
    """The mounting command of a component: ``NAME.js``, ``NAME.css`` and one empty element.

    It is registered on its first use and not at import: what Streamlit knows of the package's files
    is known to its runtime only.
    """
    registered = st.components.v2.component(
        f"sculptor.{name}",
        html=f'<div class="sculptor-{name}" style="opacity:0"></div>',
        css=f"{name}.css",
        js=f"{name}.js",
    )

    def mount(*, data: dict[str, Any], **more: Any) -> Any:
        # In a list, since Streamlit looks for data frames in a dict, and imports pandas to do so.
        return registered(data=[data], **more)

    return mount
