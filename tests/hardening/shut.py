"""Files without rights, also for root, whom the rights of a file do not stop."""

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def shut(paths: set[Path]) -> Iterator[None]:
    """Let nobody open or list these files and folders, nor what is in them."""
    closed = tuple(map(str, paths))

    def guard(opened: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: Any = ".", *more: Any, **options: Any) -> Any:
            if not isinstance(path, int):
                name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - links are not followed
                for one in closed:
                    if name == one or name.startswith(f"{one}{os.sep}"):
                        raise PermissionError(13, "Permission denied", name)
            return opened(path, *more, **options)

        return guarded

    if not closed:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (io, "open"),
            (builtins, "open"),
            (os, "open"),
            (os, "scandir"),
            (os, "listdir"),
        ):
            patch.setattr(module, name, guard(getattr(module, name)))
        yield
