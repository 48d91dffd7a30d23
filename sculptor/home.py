"""Where things live on disk: the home of the runs, shipped models, data sets and their cache."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

LIBRARY = ".library"
SAMPLES = ".samples"
LOCKS = ".locks"
TRASH = ".trash"
STUDIES = ".studies"
DATASETS = ".datasets"


def home() -> Path:
    """The folder that holds the runs, one folder each: ``$SCULPTOR_HOME``, or ``./runs``.

    Folders in it whose names start with a dot are not runs: saved priors, sample files, studies,
    data sets that were added, locks and the deleted runs that can still be restored.
    """
    return expanded(os.environ.get("SCULPTOR_HOME") or "runs").absolute()


def expanded(name: str) -> Path:
    """A path that a person has named, in which ``~`` stands for their own folder.

    >>> expanded("~nobody-of-this-name/runs").parts
    ('~nobody-of-this-name', 'runs')
    """
    try:
        return Path(name).expanduser()
    except RuntimeError:  # there is no such user, whose folder it would be
        return Path(name)


def library_dir() -> Path:
    """Saved priors and sketches, one JSON file each."""
    return home() / LIBRARY


def samples_dir() -> Path:
    """Sample files of priors, named by the SHA-256 of their content."""
    return home() / SAMPLES


def trash_dir() -> Path:
    """Deleted runs, kept until the trash is emptied."""
    return home() / TRASH


def studies_dir() -> Path:
    """Studies, one folder each, which name the runs that belong to them."""
    return home() / STUDIES


def datasets_dir() -> Path:
    """Data sets that a person added, one folder each; see `sculptor.data.own`."""
    return home() / DATASETS


def cache_dir() -> Path:
    """Decoded and downloaded data sets: ``$SCULPTOR_CACHE``, or where the platform keeps caches.

    A ``~/.cache/sculptor`` that is there already goes on being used.
    """
    named = os.environ.get("SCULPTOR_CACHE")
    if named:
        return expanded(named)
    earlier = Path("~/.cache/sculptor").expanduser()
    return earlier if earlier.is_dir() else user_cache_path("sculptor", appauthor=False)


def pretrained_dir() -> Path:
    """The shipped models: in an installed package, or beside it in the repository."""
    return _shipped("_pretrained", "pretrained")


def features_dir() -> Path:
    """The network in whose features generated images are held to real ones, and its card."""
    return pretrained_dir() / "features"


def app_file() -> Path:
    """The script that Streamlit runs: in an installed package, or beside it in the repository."""
    return _shipped("_app/app.py", "app.py")


def _shipped(inside: str, beside: str) -> Path:
    """What the build puts into the package from the top of the repository."""
    package = Path(__file__).parent
    installed = package / inside
    return installed if installed.exists() else package.parent / beside


def data_dirs() -> list[Path]:
    """Folders named by ``$SCULPTOR_DATA`` in which data files are looked for before a download."""
    names = os.environ.get("SCULPTOR_DATA", "").split(os.pathsep)
    return [expanded(name) for name in names if name]
