"""Taking a model out of the app: a format is chosen, its files are made, and downloaded."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.exports.formats import FORMATS, Format
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
    """The files as a ZIP, made by the command line: a page loads no torch for it.

    Raises:
        SculptorError: The command line says why not, or takes too long.
    """
    buffer = io.BytesIO()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / (slug(identity) or "export")
        command = [sys.executable, "-m", "sculptor", "export", identity]
        command += ["--format", form.name, "--to", str(folder), "--home", str(places.home())]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                check=False,
                env=_environment(),
                text=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise SculptorError(
                f"Expected the export within {PATIENCE // 60} minutes, but it is still at work. "
                f"Run it by hand: sculptor export {identity} --format {form.name} --to FOLDER"
            ) from error
        if done.returncode:
            raise SculptorError(_reason(done.stderr))
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(folder.rglob("*")):
                file.write(path, path.relative_to(folder.parent))
    return buffer.getvalue()


def _reason(said: str) -> str:
    """The last line of what the command line said, without its name."""
    lines = said.strip().splitlines() or ["The export ended without a reason given."]
    return lines[-1].removeprefix("sculptor: ")


def _environment() -> dict[str, str]:
    """That of this process, in which the command line finds the same package and plug-ins."""
    from sculptor import plugins

    package = str(Path(__file__).parents[3])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **plugins.environment(), "PYTHONPATH": os.pathsep.join(paths)}
