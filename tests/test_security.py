"""What SECURITY.md promises of the code as a whole: what it never calls, and whom it listens to."""

import ast
import re
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

from sculptor.cli import app

ROOT = Path(__file__).parents[1]

FILES = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "sculptor").rglob("*.py")]

MODULES = {
    *("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"),
    *("yaml", "code", "codeop", "pty", "xmlrpc", "telnetlib", "ftplib", "smtplib"),
}
"""Modules that make code of data, or send it away."""

CALLS = {
    *("eval", "exec", "compile", "__import__", "input", "breakpoint"),
    *("torch.load", "torch.jit.load", "torch.hub.load", "pd.read_pickle", "pandas.read_pickle"),
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *("tempfile.mktemp", "st.html.unsafe_allow_javascript"),
}
"""Calls that make code of text or data."""

METHODS = {"extractall", "extract", "to_pickle", "read_pickle", "unsafe_load"}
"""The same as methods of anything: archives are unpacked member by member."""

REACHES = {"urllib.request", "http.client", "requests", "pooch", "httpx", "aiohttp", "socket"}
"""Modules that reach other machines, or let them reach this one."""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, with the name that is called: ``np.load``, or ``?.read`` of a value."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "?"


def imports(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def keyword(call: ast.Call, name: str) -> object:
    """The value of an argument that is a constant; None where it is not given."""
    for given in call.keywords:
        if given.arg == name:
            return given.value.value if isinstance(given.value, ast.Constant) else "computed"
    return None


def unsafe(path: Path) -> list[str]:
    """What a file does that makes code of data."""
    found = [name for name in imports(path) if name.split(".")[0] in MODULES]
    for name, call in calls(path):
        last = name.rpartition(".")[2]
        if name in CALLS or ("." in name and last in METHODS):
            found.append(name)
        if keyword(call, "allow_pickle") not in (None, False):
            found.append(f"{name}(allow_pickle=…)")
        if name in ("np.load", "numpy.load") and keyword(call, "allow_pickle") is not False:
            found.append(f"{name} without allow_pickle=False")
        if keyword(call, "shell") not in (None, False):
            found.append(f"{name}(shell=…)")
        if keyword(call, "unsafe_allow_javascript") not in (None, False):
            found.append(f"{name}(unsafe_allow_javascript=…)")
    return [f"{path.relative_to(path.anchor)}: {what}" for what in found]


def test_no_file_makes_code_of_data() -> None:
    assert [what for path in FILES for what in unsafe(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib.externals",
        "import torch; torch.load('a')",
        "import numpy as np; np.load('a')",
        "import numpy as np; np.load('a', allow_pickle=True)",
        "import numpy as np; np.load('a', allow_pickle=given)",
        "eval('1')",
        "import subprocess; subprocess.run('ls', shell=True)",
        "archive.extractall('folder')",
        "frame.to_pickle('a')",
    ],
)
def test_what_would_be_found(tmp_path: Path, line: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(line)
    assert unsafe(path)


def test_only_what_fetches_data_sets_and_what_serves_the_app_reaches_the_network() -> None:
    reaching = {
        path.relative_to(ROOT).as_posix(): names
        for path in FILES
        if (names := imports(path) & REACHES)
    }
    assert reaching == {
        "sculptor/data/fetch.py": {"pooch", "requests"},
        "sculptor/cli/app.py": {"socket"},  # to see whether a port is free
        "sculptor/jobs/warm.py": {"socket"},  # a pair of them, to a process of its own
    }


def test_the_only_processes_are_our_own_modules_in_this_python() -> None:
    started = [
        (path.relative_to(ROOT).as_posix(), ast.unparse(call.args[0]))
        for path in FILES
        for name, call in calls(path)
        if re.match(r"subprocess\.|os\.(spawn|exec|posix_spawn)", name)
    ]
    assert {*started} == {
        ("sculptor/jobs/launcher.py", "[sys.executable, '-m', module, str(folder)]"),
        ("sculptor/jobs/followers.py", "[*command, str(rank), str(size)]"),
        (
            "sculptor/jobs/warm.py",
            "[sys.executable, '-m', 'sculptor.jobs.warm', str(theirs.fileno())]",
        ),
        ("sculptor/jobs/warm.py", "sys.executable"),
    }


def test_the_app_listens_for_this_machine_and_minds_where_requests_come_from() -> None:
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    server = settings["server"]
    assert server["address"] == app.HOST == "localhost"
    assert server["maxUploadSize"] == 1024
    assert not settings["browser"]["gatherUsageStats"]
    assert settings["client"]["showErrorDetails"] == "none"
    # They are left as Streamlit has them, which is on.
    for name in ("enableXsrfProtection", "enableCORS"):
        assert name not in server
        assert config.get_config_options()[f"server.{name}"].default_val is True
    assert {address[4][0] for address in socket.getaddrinfo(app.HOST, 80)} <= {"127.0.0.1", "::1"}


def test_the_container_is_no_root_and_its_port_is_for_the_host_alone() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER sculptor" in lines
    published = [line for line in lines if "docker run" in line]
    assert published
    assert all("-p 127.0.0.1:" in line for line in published)


def test_every_promise_names_a_test_that_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    rows = re.search(r"## What is promised\n(.*?)\n## ", text, re.DOTALL)
    assert rows
    promises = [line for line in rows[1].splitlines() if line.startswith("| ")][2:]
    assert len(promises) >= 8
    for promise in promises:
        named = re.findall(r"`(tests/[^`]+)`", promise)
        assert named, promise
        assert all((ROOT / test).exists() for test in named), promise
