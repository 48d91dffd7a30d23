"""Our own browser components, whose files lie in ``frontend``."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st


@cache
def component(name: str) -> Any:
    """The mounting command of a component: ``NAME.js``, ``NAME.css`` and one empty element.

    It is registered on its first use and not at import: what Streamlit knows of the package's files
    is known to its runtime only.
    """
    return st.components.v2.component(
        f"sculptor.{name}",
        html=f'<div class="sculptor-{name}" style="opacity:0"></div>',
        css=f"{name}.css",
        js=f"{name}.js",
    )
