"""The sample files of a run's priors: copied into the run, so that it depends on nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np

from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.files import read_array, read_bytes, sha256, write_atomic
from sculptor.runs.folder import LATENTS, find, is_inside, make_dir

Spec = dict[str, Any]

MOST = 2**30
"""Bytes of a sample file, at most: a million samples of 64 dimensions have a quarter of that."""

_HASH = re.compile(r"[0-9a-f]{64}")


def gather(spec: Spec, into: Path, sources: list[Path] | None = None) -> Spec:
    """Copy what a prior needs into a folder, and return the prior that needs nothing else.

    The aggregate posterior of another run (kind ``run``) is frozen: it becomes samples, as it is
    now. All else stays as it is.

    Args:
        spec: The prior.
        into: The folder for sample files of the run.
        sources: Where sample files may lie besides the home's.

    Raises:
        SculptorError: A sample file or a run is not there.
    """
    match spec:
        case {"kind": "run", "run": str(run)}:
            return _freeze(spec, run, into)
        case {"kind": "samples", "sha256": str(name)}:
            _copy(name, into, [places.samples_dir(), *(sources or [])])
        case {"kind": "compose", "blocks": list(blocks)}:
            return {**spec, "blocks": [gather(block, into, sources) for block in blocks]}
        case {"kind": "by-label", "parts": dict(parts)}:
            each = {name: gather(part, into, sources) for name, part in parts.items()}
            rest = {"rest": gather(spec["rest"], into, sources)} if "rest" in spec else {}
            return {**spec, "parts": each, **rest}
    return spec


def give_back(within: Path) -> None:
    """Copy the sample files of a run to the home's, for a clone or to train it again."""
    for path in files_in(within):
        _copy(path.stem, places.samples_dir(), [within])


def files_in(within: Path) -> list[Path]:
    """The sample files in a folder of a run, which bear the names that sample files have."""
    if not is_inside(within):
        return []
    return sorted(path for path in within.glob("*.npy") if _HASH.fullmatch(path.stem))


def _freeze(spec: Spec, run: str, into: Path) -> Spec:
    try:
        latents = read_array(find(run) / LATENTS, follow_links=False).astype(np.float32)
        if latents.ndim != 2 or not np.isfinite(latents).all():
            raise SculptorError(f"finite latents (n, d), received some of shape {latents.shape}.")
    except SculptorError as error:
        raise SculptorError(f"Expected a run to copy the latents of: {error}") from error
    buffer = io.BytesIO()
    np.save(buffer, latents, allow_pickle=False)
    name = sha256(buffer.getvalue())
    for folder in (into, places.samples_dir()):
        if not (folder / f"{name}.npy").exists():
            write_atomic(make_dir(folder) / f"{name}.npy", buffer.getvalue())
    rest = {key: value for key, value in spec.items() if key not in ("run", "dim")}
    return {**rest, "kind": "samples", "sha256": name, "shape": list(latents.shape)}


def _copy(name: str, into: Path, sources: list[Path]) -> None:
    if not _HASH.fullmatch(name):
        raise SculptorError(
            f"Expected a SHA-256 of 64 hexadecimal digits, received {name!r:.80}. "
            "Upload the samples again."
        )
    target = into / f"{name}.npy"
    if target.exists():
        return
    for source in sources:
        path = source / f"{name}.npy"
        if path.is_file():
            content = read_bytes(path, MOST, follow_links=False)
            return write_atomic(make_dir(into) / f"{name}.npy", content)
    raise SculptorError(
        f"Expected the sample file {name[:12]}….npy in {sources[0]}, but it is not there. "
        "Upload the samples again."
    )
