"""``sculptor app``: the app in the browser, as ``streamlit run app.py`` serves it."""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import runpy
import signal
import socket
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sculptor.cli.output import Commands, Options
from sculptor.errors import SculptorError
from sculptor.home import app_file

HOST = "localhost"
"""Where the app listens by default: for browsers of this machine only."""

CONFIG = Path(".streamlit/config.toml")
"""Streamlit's settings, in the user's home, in the current folder, and beside the app."""

YOURS = ("theme.", "client.", "browser.", "server.maxUploadSize")
"""Settings of the app that the user's own files may change; the others make it work."""

VARIANT = re.compile(r"theme\.(?:light|dark)\.")


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command; it has no result that could be printed as JSON."""
    app = commands.add_parser("app", help="serve the app and open it in the browser")
    app.add_argument("--home", metavar="FOLDER", help="where the runs live (default: ./runs)")
    app.add_argument("--port", type=int, metavar="N", help="default: 8501, or the next free one")
    app.add_argument("--host", default=HOST, help=f"address to listen on (default: {HOST})")
    app.add_argument("--no-browser", action="store_true", help="open no browser")
    app.set_defaults(run=run_app)


def run_app(options: Options) -> None:
    """Serve until Ctrl-C, in this process, through Streamlit's own command."""
    script = app_file()
    check(options.host, options.port)
    arguments = ["run", str(script), f"--server.address={options.host}"]
    if options.port is not None:
        arguments.append(f"--server.port={options.port}")
    if options.no_browser:
        arguments.append("--server.headless=true")
    arguments += chosen(script.parent / CONFIG)
    sys.argv[1:] = arguments
    signal.signal(signal.SIGINT, _leave)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def check(host: str, port: int | None) -> None:
    """See whether the address can be listened on.

    Raises:
        SculptorError: It is none of this machine, or the port is taken or not allowed.
    """
    if port is not None and not 0 < port < 65536:
        raise SculptorError(f"Expected --port to be from 1 to 65535; received {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":  # as Streamlit does: there it would share a port that is taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port or 0))
        except (OSError, UnicodeError) as error:
            raise SculptorError(_refused(host, port, error)) from error


def _refused(host: str, port: int | None, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken. Name another one with --port, or none."
    if number == errno.EACCES:
        return f"Port {port} is not for everyone. Name one above 1023 with --port, or none."
    return (
        "Expected --host to be an address of this machine, such as localhost, or 0.0.0.0 for "
        f"browsers of other machines too; received {host!r:.80}."
    )


def chosen(ours: Path) -> list[str]:
    """What the user's own files set otherwise than the app's, as flags of Streamlit.

    Without them the file beside the app would win. The file of the current folder goes before that
    of the user's home, and variables of the environment go before both.
    """
    user = {
        **_settings(Path.home() / CONFIG),
        **_settings(Path.cwd() / CONFIG),
    }
    flags = []
    for name, default in _settings(ours).items():
        value = user.get(name, user.get(VARIANT.sub("theme.", name), default))
        if value == default or not name.startswith(YOURS) or _variable(name) in os.environ:
            continue
        flags.append(
            f"--{name}={value if isinstance(value, str) else json.dumps(value, default=str)}"
        )
    return flags


def _settings(path: Path) -> dict[str, Any]:
    """The settings of a file by their whole names; none where it cannot be read."""
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, RecursionError):
        return {}  # Streamlit reads it too, and says what is wrong with it


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values of nested tables.

    >>> dict(_flat({"theme": {"font": "serif", "dark": {"baseRadius": "none"}}}))
    {'theme.font': 'serif', 'theme.dark.baseRadius': 'none'}
    """
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _variable(name: str) -> str:
    """The environment's variable of a setting.

    >>> _variable("theme.light.primaryColor")
    'STREAMLIT_THEME_LIGHT_PRIMARY_COLOR'
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return f"STREAMLIT_{words.replace('.', '_').upper()}"


def _leave(number: int, frame: object) -> None:
    """End as asked: Streamlit's command would call it a failure."""
    sys.exit(0)
