"""Single precision that is what it says."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import torch


@contextmanager
def single_precision() -> Iterator[None]:
    """Products and convolutions of float32 in float32; around calls, or on a function.

    By default torch lets cuDNN convolve in TF32, with 10 bits of the significand in place of 23,
    and others may have allowed it for matrix products too: three digits, where what is trained and
    measured is said to have seven. The settings are the process's own; they are back as they were
    at the end, and nothing is set at import.

    >>> with single_precision():
    ...     torch.backends.cudnn.allow_tf32
    False
    """
    before = [setting.read() for setting in _settings()]
    if all(value == setting.strict for setting, value in zip(_settings(), before, strict=True)):
        yield
        return
    try:
        for setting in _settings():
            setting.write(setting.strict)
        yield
    finally:
        for setting, value in zip(_settings(), before, strict=True):
            setting.write(value)


class _Setting(NamedTuple):
    get: Callable[[], Any]
    write: Callable[[Any], None]
    strict: Any
    default: Any = None

    def read(self) -> Any:
        """Its value; where a newer one contradicts it, torch refuses to say: then its default."""
        try:
            return self.get()
        except RuntimeError:
            return self.default


def _attribute(place: Any, name: str, strict: Any, default: Any = None) -> _Setting:
    return _Setting(partial(getattr, place, name), partial(setattr, place, name), strict, default)


@functools.cache
def _settings() -> tuple[_Setting, ...]:
    """What is set; the older settings, which torch before 2.9 has alone, change the newer ones."""
    backends: Any = torch.backends
    older = (
        _Setting(
            torch.get_float32_matmul_precision,
            torch.set_float32_matmul_precision,
            "highest",
            "highest",
        ),
        _attribute(backends.cudnn, "allow_tf32", False, True),
    )
    if not hasattr(backends, "fp32_precision"):
        return older
    matmul = (backends.cuda.matmul, backends.mkldnn.matmul)
    places = (*matmul, backends.cudnn.conv, backends.cudnn.rnn, backends.mkldnn.conv)
    return (*older, *(_attribute(place, "fp32_precision", "ieee") for place in places))
