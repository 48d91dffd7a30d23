"""The Streamlit server, which is killed now and then, and shows every run when it is back."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.error import URLError
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from sculptor.home import app_file
from sculptor.runs.folder import folders
from soaking.forks import Forked, kill
from soaking.scene import Scene, Waiting
from soaking.tally import SERVER, WRONG

PATIENCE = 60.0
"""Seconds in which a server must have begun, and have shown a page."""


def lane(scene: Scene, rng: random.Random) -> Waiting:
    """One server after another, as long as anything is to be killed."""
    log = scene.home.parent / "server.log"
    while scene.tally.left():
        port = _free_port()
        with log.open("ab") as output:
            server = subprocess.Popen(_command(port), stdout=output, stderr=output)
        yield from _until_up(scene, server, port)
        if server.poll() is None:
            yield from _see_runs(scene, server, port)
        wait = time.monotonic() + rng.uniform(0, 3)
        while server.poll() is None and scene.tally.left():
            if time.monotonic() > wait and scene.tally.due(SERVER):
                kill(server)
                server.wait()
            yield
        if server.poll() is not None:
            scene.landed(SERVER, server)
    kill(server)
    server.wait()


def _command(port: int) -> list[str]:
    options = {"headless": "true", "port": str(port), "fileWatcherType": "none"}
    flags = [part for name, value in options.items() for part in (f"--server.{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(app_file()), *flags]


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _until_up(scene: Scene, server: subprocess.Popen[bytes], port: int) -> Waiting:
    """Wait until a server answers, unless it is killed before."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None:
        try:
            with urlopen(f"http://localhost:{port}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            if time.monotonic() > end:
                scene.tally.fault(WRONG, "a server does not answer")
                return
        yield


def _see_runs(scene: Scene, server: subprocess.Popen[bytes], port: int) -> Waiting:
    """A session opens the Runs page, which must show every run that is there all the while."""
    before = {folder.name for folder in folders(scene.home)}
    shown = scene.home.parent / "shown"
    shown.unlink(missing_ok=True)
    session = Forked(
        lambda: shown.write_bytes(b"".join(_messages(port))), scene.home.parent / "session.log"
    )
    while session.poll() is None:
        yield
    after = {folder.name for folder in folders(scene.home)}
    if -9 in (session.poll(), server.poll()):
        return  # a storm
    page = shown.read_bytes() if shown.exists() else b""
    there = (before & after) - scene.deleted  # of those some were in the trash meanwhile
    for missing in sorted(run for run in there if run.encode() not in page):
        scene.tally.fault(WRONG, f"the Runs page does not show {missing}")
    scene.tally.seen["pages"] += 1


def _messages(port: int) -> Iterator[bytes]:
    """All that a server sends to a browser that opens the Runs page."""
    ask = BackMsg()
    ask.rerun_script.page_name = "runs"
    with connect(
        f"ws://localhost:{port}/_stcore/stream",
        max_size=None,
        origin=Origin(f"http://localhost:{port}"),
        subprotocols=[Subprotocol("streamlit")],
    ) as stream:
        stream.send(ask.SerializeToString())
        while True:
            received = stream.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            yield received
            message = ForwardMsg()
            message.ParseFromString(received)
            if message.WhichOneof("type") == "script_finished":
                return
