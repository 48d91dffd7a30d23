"""A real Chromium, and real servers of Streamlit with a home of their own.

An error on the console or in a page fails the test that saw it.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from sculptor import jobs, studies
from tests.browser.serving import free_port

ROOT = Path(__file__).parents[2]
collect_ignore = ["pages"]  # scripts for Streamlit, no tests
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WITHOUT_SERVER = (
    "Failed to load resource",  # also while Streamlit looks for its health below a page's address
    "Cannot send rerun backMessage when disconnected",
)
"""What an open page complains of while its server starts anew."""

expect.set_options(timeout=30_000)  # in milliseconds: on a busy machine pages come late


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home that the server and the test look at; nothing in it works on after the test."""
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path / "app"))
    yield tmp_path / "app"
    for study in studies.list_studies():
        if study.status == "running":
            study.pause()
            study.wait(60)
    for run in jobs.list_runs():
        if run.progress().live:
            run.stop()
            run.wait(60)


PAGES = pytest.StashKey[list[Page]]()
"""The pages that a test has opened."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say what the pages of a failed test showed."""
    report = yield
    if report.failed and call.when == "call":
        for page in item.stash.get(PAGES, []):
            with contextlib.suppress(PlaywrightError):
                report.sections.append((page.url, page.inner_text("body")))
    return report


@dataclass
class Server:
    """One ``streamlit run``, which can be stopped and started again on the same home and port."""

    script: Path
    home: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        path = self.environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        return f"http://localhost:{self.port}/{path}".rstrip("/")

    @property
    def log(self) -> Path:
        return self.home.parent / f"streamlit-{self.port}.log"

    def start(self) -> "Server":
        command = [sys.executable, "-m", "streamlit", "run", str(self.script)]
        command += ["--server.headless=true", f"--server.port={self.port}"]
        environment = {**os.environ, **self.environment, "SCULPTOR_HOME": str(self.home)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait()
        return self

    def _wait(self, seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"Streamlit did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers: ``serve("app.py")``, with a fresh home or with ``home=`` and ``env=``."""
    servers = []

    def start(script: str, home: Path | None = None, env: dict[str, str] | None = None) -> Server:
        home = home or tmp_path_factory.mktemp("server") / "home"
        port = free_port()
        servers.append(Server(ROOT / script, home, port, env or {}).start())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none the test is skipped; in CI it fails."""
    if not Path(CHROMIUM).exists():
        message = "Chromium is not installed: apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Open a page: ``open_page(url, width=1400, dark=True)``; errors in it fail the test."""
    complaints: list[str] = []
    contexts = []
    pages = request.node.stash.setdefault(PAGES, [])

    def listen(page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith(WITHOUT_SERVER):
                complaints.append(message.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def start(
        url: str, *, width: int = 1400, height: int = 1000, dark: bool = False, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(15_000)
        listen(page)
        page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not complaints, complaints
