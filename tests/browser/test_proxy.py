"""The app below a path of another server, as institutions and notebooks' hubs have it."""

import re
import socket
from collections.abc import Iterator
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PREFIX = "/tools/sculptor"


class Proxy(ThreadingTCPServer):
    """Hands on what is asked for below a path, and says no to all else."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, app: int, strip: bool) -> None:
        super().__init__(("localhost", 0), Handler)
        self.app, self.strip = app, strip
        self.refused: list[str] = []
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}{PREFIX}"


class Handler(StreamRequestHandler):
    """One request, or one WebSocket: bytes go both ways until a side has no more."""

    server: Proxy
    rbufsize = 0

    def handle(self) -> None:
        method, path, version = self.rfile.readline().decode("latin-1").split(" ")
        lines = [line for line in iter(self.rfile.readline, b"\r\n") if not is_lasting(line)]
        if not path.startswith(PREFIX):
            self.server.refused.append(path)
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        if self.server.strip:
            path = path.removeprefix(PREFIX) or "/"
        head = f"{method} {path} {version}".encode("latin-1") + b"".join(lines)
        upgraded = any(line.lower().startswith(b"upgrade:") for line in lines)
        head += b"Connection: Upgrade\r\n\r\n" if upgraded else b"Connection: close\r\n\r\n"
        with socket.create_connection(("localhost", self.server.app)) as app:
            app.sendall(head)
            Thread(target=pump, args=(self.connection, app), daemon=True).start()
            pump(app, self.connection)


def is_lasting(line: bytes) -> bool:
    """Whether a header asks to keep the connection for further requests, or to upgrade it."""
    return line.lower().startswith((b"connection:", b"keep-alive:"))


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while content := source.recv(65_536):
            sink.sendall(content)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture(scope="module", params=[False, True], ids=["as it is", "stripped"])
def proxy(serve: Any, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    """A proxy that hands the path on as it is, or without what is its own."""
    env = {} if request.param else {"STREAMLIT_SERVER_BASE_URL_PATH": PREFIX.strip("/")}
    with Proxy(serve("app.py", env=env).port, strip=request.param) as found:
        yield found
        found.shutdown()


def cloud_is_drawn(page: Page) -> None:
    """All is there: a picture that is on its way when a page is left would be an error."""
    cloud = page.locator(".st-key-cloud-sprites-ring-mmd .sculptor-scatter[data-ready]")
    expect(cloud).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")


def test_pages_components_and_links_work_below_the_path(proxy: Proxy, open_page: Any) -> None:
    page = open_page(f"{proxy.url}/")  # nginx, too, brings to the folder who leaves the slash out
    page.wait_for_url(f"{proxy.url}/explore")
    page.get_by_role("radio", name="A ring").click()
    page.wait_for_url(re.compile(r"pair=ring"))
    cloud_is_drawn(page)
    page.reload()
    cloud_is_drawn(page)
    page.get_by_role("link", name="Runs").click()
    page.wait_for_url(f"{proxy.url}/runs")
    expect(page.get_by_text("No runs yet")).to_be_visible()
    assert not proxy.refused
