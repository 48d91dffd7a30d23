"""The sketch pad of the Watch page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sculptor.runs import Run

Spec = dict[str, Any]


def show(run: Run, spec: Spec, changed: Callable[[Spec], None]) -> None:
    st.html('<div style="aspect-ratio:1;background:#8882;border-radius:8px">sketch</div>')
