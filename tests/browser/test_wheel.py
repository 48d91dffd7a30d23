"""What `pip install` brings: a wheel that holds the whole app, and serves it from any folder."""

import os
import signal
import subprocess
import sys
import tarfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.serving import free_port

ROOT = Path(__file__).parents[2]


def build(target: str, source: Path, into: Path) -> Path:
    """A wheel or a source distribution, made with what is installed."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (found,) = into.iterdir()
    return found


def run(*command: object, **options: Any) -> str:
    """Run a command to its end; what it prints."""
    words = [str(word) for word in command]
    result = subprocess.run(words, check=True, capture_output=True, text=True, **options)
    return result.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment: the wheel, and of this one what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = folder / "bin" / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    others = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "others.pth").write_text("\n".join(others))
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", wheel)
    return python.parent


@pytest.fixture
def somewhere(tmp_path: Path) -> Path:
    """An empty folder."""
    (tmp_path / "somewhere").mkdir()
    return tmp_path / "somewhere"


@pytest.fixture
def served(installed: Path, somewhere: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``sculptor app`` in an empty folder, and its address."""
    port = free_port()
    environment = {**os.environ, "HOME": str(somewhere.parent), "SCULPTOR_HOME": ""}
    process = subprocess.Popen(
        [installed / "sculptor", "app", "--no-browser", "--port", str(port)],
        cwd=somewhere,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://localhost:{port}"
    try:
        wait_for(f"{url}/_stcore/health", process)
        yield process, url
    finally:
        process.kill()
        process.communicate()


def wait_for(url: str, process: subprocess.Popen[str], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(process.communicate()[0])


def test_a_wheel_has_all_of_the_package_and_what_the_app_needs_beside_it(wheel: Path) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sculptor").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    beside = {"app.py", ".streamlit/config.toml"}
    beside |= {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    files |= {f"sculptor/_app/{name}" for name in beside}
    files |= {
        f"sculptor/_pretrained/{path.relative_to(ROOT / 'pretrained').as_posix()}"
        for path in (ROOT / "pretrained").rglob("*")
        if path.is_file()
    }
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == files


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


def test_the_app_is_served_from_any_folder(served: Any, open_page: Any) -> None:
    process, url = served
    if sys.platform == "linux":
        loaded = {Path(part.path).name for part in psutil.Process(process.pid).memory_maps()}
        assert not any("torch" in name for name in loaded)
    page = open_page(url)
    page.wait_for_url("**/explore")
    for model in ("vae", "mmd"):
        cloud = page.locator(f".st-key-cloud-mnist-{model} .sculptor-scatter[data-ready]")
        expect(cloud).to_be_visible(timeout=30_000)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=20)
    assert process.returncode == 0, text
    assert (
        text.split() == f"You can now view your Streamlit app in your browser. URL: {url}".split()
    )


def test_it_is_the_wheels_package_that_is_run(installed: Path, somewhere: Path) -> None:
    code = (
        "import sculptor; from sculptor import home;"
        "print(sculptor.__file__, home.app_file(), home.pretrained_dir(), sep='\\n')"
    )
    found = run(installed / "python", "-c", code, cwd=somewhere).splitlines()
    assert all(path.startswith(f"{installed.parent}{os.sep}") for path in found)
    listed = run(installed / "sculptor", "pretrain", "--json", cwd=somewhere)
    assert "sprites-ring-mmd" in listed
