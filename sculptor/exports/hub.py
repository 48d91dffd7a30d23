"""The Hugging Face Hub, by its own package: models are fetched from it and put there."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.exports.space import Space
from sculptor.exports.writing import export


def fetch(repository: str, files: Sequence[str]) -> Path:
    """The folder of a repository's files, downloaded unless they are here.

    Args:
        repository: ``OWNER/NAME``.
        files: Those that are wanted; nothing else is fetched.

    Raises:
        SculptorError: The package is not installed, there is no such repository, or the network
            does not answer.
    """
    package = _package()
    try:
        return Path(package.snapshot_download(repository, allow_patterns=list(files)))
    except (package.errors.HfHubHTTPError, OSError, ValueError) as error:
        raise SculptorError(
            f"Expected the repository {repository} from the Hub, but: {error!s:.300}. Look at its "
            "name, your network and, if it is private, your login: hf auth login"
        ) from error


def push(space: Space, repository: str, *, private: bool = False) -> str:
    """Put a model on the Hub, and return its address.

    Args:
        space: What to put there.
        repository: ``OWNER/NAME``, made if it is not there.
        private: Whether others may not see it.

    Raises:
        SculptorError: The package is not installed, or the Hub refuses.
    """
    package = _package()
    with tempfile.TemporaryDirectory() as folder:
        made = export(space, Path(folder) / "model", "huggingface")
        try:
            package.create_repo(repository, private=private, exist_ok=True)
            package.upload_folder(repo_id=repository, folder_path=str(made))
        except (package.errors.HfHubHTTPError, OSError, ValueError) as error:
            raise SculptorError(
                f"Expected to put {space.name} on the Hub as {repository}, but: {error!s:.300}. "
                "Log in first: hf auth login"
            ) from error
    return f"https://huggingface.co/{repository}"


def _package() -> Any:
    try:
        return importlib.import_module("huggingface_hub")
    except ImportError as error:
        raise SculptorError(
            "Expected huggingface_hub for the Hub, but it is not installed. Install it: "
            'pip install "sculptor[hub]"'
        ) from error
