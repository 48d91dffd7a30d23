"""A prior out of a file: samples in a table or an array, or a picture read as a density."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.ui import errors, prior_preview, prior_sources, state

Spec = dict[str, Any]

PICTURES = ("png", "jpg", "jpeg")
TABLES = ("csv", "tsv", "npy", "npz", "parquet")
FAR = 4.0
"""Samples whose mean or deviation is so many units off are not of about unit scale."""

_TABLE, _DONE, _NAME = "upload:table", "upload:done", "upload:name"


def show() -> None:
    """Take a file, let columns be chosen, and say what was read."""
    file = st.file_uploader("Samples, or a picture", [*TABLES, *PICTURES], key="upload-file")
    with errors.shown("The file"):
        if file is not None:
            _read(file)
    spec: Spec | None = state.get("upload")
    if spec is None:
        st.caption(
            "A table with one sample a row (CSV, TSV, NPY, NPZ, Parquet; up to 64 columns and a "
            "million rows), or a PNG or JPEG that is read as a density."
        )
    elif file is None or st.session_state.get(_DONE, ("",))[0] == file.file_id:
        _describe(spec)


def _read(file: UploadedFile) -> None:
    """Read a file that is new, or whose columns were chosen anew."""
    if file.name.rpartition(".")[2].lower() in PICTURES:
        _hold(file, (), lambda: priors.from_image(file.getvalue()).spec)
        return
    names, columns = _columns(file)
    _hold(file, columns, lambda: priors.from_samples(_table(file).take(columns)).spec)
