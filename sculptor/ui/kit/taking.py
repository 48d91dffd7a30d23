"""Taking a model out of the app: a format is chosen, its files are made, and downloaded."""

from __future__ import annotations

from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

import streamlit as st

from sculptor import home as places
from sculptor.errors import SculptorError, trying
from sculptor.exports import asked
from sculptor.exports.formats import FORMATS, Format
from sculptor.files import write_json
from sculptor.jobs import devices, launcher
from sculptor.ui.app import errors
from sculptor.words import slug

PATIENCE = 600
"""Seconds after which an export is given up."""

MADE = "taking:made"
"""The files that were made last: what of, and the archive."""


def show(identity: str, name: str, formats: list[str]) -> None:
    """Offer a run or a shipped model in the formats that others read.

    Args:
        identity: The run's id, or the model's name.
        name: Of the file that is downloaded, for people.
        formats: Out of `sculptor.exports.FORMATS`.
    """
    with st.popover("Take along", icon=":material/download:", help="Export it for other programs."):
        chosen = st.selectbox(
            "Format",
            formats,
            format_func=lambda each: FORMATS[each].title,
            key=f"taking-{identity}",
        )
        form = FORMATS[chosen]
        st.caption(errors.escape(form.help[0].upper() + form.help[1:]))
        missing = form.missing()
        if missing:
            st.info(
                f'It needs {", ".join(missing)}: `pip install "sculptor[{form.extra}]"`, then '
                "start the app anew.",
                icon=":material/extension:",
            )
        make = st.button(
            "Make the files", key=f"taking-make-{identity}", type="primary", disabled=bool(missing)
        )
        if make:
            with errors.shown("The export"), st.spinner("Making them; some seconds."):
                st.session_state[MADE] = (identity, chosen, _archive(identity, form))
        match st.session_state.get(MADE):
            case (of, as_, bytes() as archive) if (of, as_) == (identity, chosen):
                st.download_button(
                    f"Download, {len(archive) / 1e6:.1f} MB",
                    data=archive,
                    file_name=f"{slug(name)}-{chosen}.zip",
                    mime="application/zip",
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"taking-download-{identity}",
                )


def _archive(identity: str, form: Format) -> bytes:
    """The files as a ZIP, made in a process of its own: a page loads no torch for it.

    Raises:
        SculptorError: That process says why not, ends without a word, or takes too long.
    """
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_json(folder / asked.ASKED, {"identity": identity, "format": form.name})
        child = launcher.spawn(
            "sculptor.exports.asked", folder, devices.cpu_threads(), places.home()
        )
        try:
            child.wait(PATIENCE)
        except TimeoutExpired as error:
            child.kill()
            raise SculptorError(
                f"Expected the export within {PATIENCE // 60} minutes, but it is still at work. "
                f"Run it by hand: sculptor export {identity} --format {form.name} --to FOLDER"
            ) from error
        if (folder / asked.PROBLEM).exists():
            raise SculptorError((folder / asked.PROBLEM).read_text())
        with trying("make the files", "The log of the app's terminal says more."):
            return (folder / asked.MADE).read_bytes()
