"""Priors that are a set of points: uploaded ones, or the codes of an earlier run."""

from __future__ import annotations

import functools
import hashlib
import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError, brief, trying
from sculptor.files import read_array, sha256, write_atomic
from sculptor.home import home, samples_dir
from sculptor.parameter import is_number
from sculptor.priors.prior import MAX_DIM, Samples, Spec, as_generator, check_count
from sculptor.priors.shown import Shown
from sculptor.tables import MAX_ROWS
from sculptor.tables.limits import Unlike
from sculptor.tables.numbers import check_numbers

LATENTS = "latents.npy"
"""The file of a run that holds its aggregate posterior."""

ORIGIN = "origin"
"""Where the points' 0 lies, in the numbers that came; in the specification of points that moved."""

FAR = 1_000.0
"""Deviations from 0 beyond which points are moved to it. Single precision keeps a seventh digit of
the number itself: a point that is 1,000 deviations away is rounded to 1/17,000 of one."""

_HASH = re.compile(r"[0-9a-f]{64}")
_RUN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class SamplesPrior(Shown):
    """Points drawn with replacement, each with a little Gaussian noise if wanted.

    Args:
        spec: Its specification.
        points: ``(n, dim)``.
        jitter: Standard deviation of the noise, in latent units.
    """

    def __init__(self, spec: Spec, points: Samples, jitter: float = 0.0) -> None:
        self.spec = spec
        self.dim = points.shape[1]
        self._points = points
        self._jitter = jitter

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        generator, n = as_generator(generator), check_count(n)
        drawn = self._points[generator.integers(len(self._points), size=n)]
        if self._jitter:
            drawn = drawn + self._jitter * generator.standard_normal(drawn.shape, np.float32)
        return np.asarray(drawn, np.float32)


def from_samples(points: npt.ArrayLike) -> SamplesPrior:
    """The prior of a set of points; they are kept in the home, under the hash of their content.

    A dimension whose points lie more than `FAR` deviations from 0 is moved to 0, before it is
    rounded to single precision: the specification then has an ``origin``, by which they moved, and
    `moved` says so in words.

    >>> prior = from_samples([[1e7 + 0.25, 0.0], [1e7 + 0.75, 1.0]])
    >>> prior.spec["origin"], sorted({*map(float, prior.sample(50, 0)[:, 0])})
    ([10000000.5, 0.0], [-0.25, 0.25])

    Args:
        points: ``(n, dim)``, 2 to 1,000,000 rows of up to 512 numbers from -1e12 to 1e12;
            ``(n,)`` is one dimension.

    Raises:
        SculptorError: They are not such points.
    """
    array = check_points(points)
    given = np.asarray(points).reshape(array.shape)
    origin = [_origin(column) for column in given.T]
    if any(origin):
        moves = zip(given.T, origin, strict=True)
        near = [(column.astype(np.float64) - start).astype(np.float32) for column, start in moves]
        array = np.stack(near, axis=1)
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    name = sha256(buffer.getvalue())
    path = samples_dir() / f"{name}.npy"
    if not path.exists():
        mend = "Make it writable, or choose another home by SCULPTOR_HOME."
        with trying(f"make the folder {path.parent}", mend):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, buffer.getvalue())
    spec: Spec = {"kind": "samples", "sha256": name, "shape": list(array.shape)}
    if any(origin):
        spec[ORIGIN] = origin
    return SamplesPrior(spec, array)


def _origin(column: npt.NDArray[Any]) -> float:
    """What a dimension is moved by; its mean to about a deviation, or 0 where that is near."""
    exact = column.astype(np.float64)
    if exact.min() == exact.max():
        return 0.0
    mean, deviation = float(exact.mean()), float(exact.std())
    if abs(mean) <= FAR * deviation:
        return 0.0
    return round(mean, -round(math.log10(deviation)))


def moved(spec: Spec) -> str:
    """What was done to points that lay far from 0, in a sentence; empty where nothing was.

    >>> moved({"kind": "samples", "origin": [10_000_000.5, 0.0]})
    'Moved by (-10000000.5, 0) to lie about 0: single precision would have rounded them there.'
    """
    if not spec.get(ORIGIN):
        return ""
    parts = [f"{-part:.15g}" if part else "0" for part in spec[ORIGIN]]
    shown = ", ".join(parts[:8]) + (", …" if len(parts) > 8 else "")
    return f"Moved by ({shown}) to lie about 0: single precision would have rounded them there."


def from_spec(spec: Spec, jitter: float, samples: Path | None) -> SamplesPrior:
    """The prior of a specification with ``sha256``, found in a folder or in the home."""
    name = check_file(spec)
    places = [samples_dir()] if samples is None else [samples, samples_dir()]
    for place in places:
        path = place / f"{name}.npy"
        if path.is_file():
            about = path.stat()
            points = _read(path, about.st_mtime_ns, about.st_size)
            if spec["shape"] != list(points.shape):
                raise SculptorError(
                    f"Expected the shape {list(points.shape)} of the sample file {name[:12]}….npy, "
                    f"received {brief(spec['shape'])}. Upload the samples again."
                )
            return SamplesPrior(spec, points, jitter)
    raise SculptorError(
        f"Expected the sample file {name[:12]}….npy in {places[0]}, but it is not there. "
        "Upload the samples again."
    )


def check_file(spec: Mapping[str, Any]) -> str:
    """The SHA-256 of the sample file of a specification, if all that is said of it makes sense.

    Raises:
        SculptorError: Its name, its shape or its origin is none that there could be.
    """
    name, shape = spec["sha256"], spec["shape"]
    if not isinstance(name, str) or not _HASH.fullmatch(name):
        raise SculptorError(
            f"Expected a SHA-256 of 64 hexadecimal digits, received {brief(name)}. "
            "Upload the samples again."
        )
    match shape:
        case [int(rows), int(dim)] if 2 <= rows <= MAX_ROWS and 1 <= dim <= MAX_DIM:
            _check_origin(spec, dim)
            return name
    raise SculptorError(
        f"Expected the shape of samples as 2 to {MAX_ROWS:,} rows of 1 to {MAX_DIM} numbers, "
        f"received {brief(shape)}. Upload the samples again."
    )


def _check_origin(spec: Mapping[str, Any], dim: int) -> None:
    origin = spec.get(ORIGIN, [0] * dim)
    if not (isinstance(origin, list) and len(origin) == dim and all(map(is_number, origin))):
        raise SculptorError(
            f"Expected {ORIGIN} as a list of {dim} numbers, by which the samples were moved; "
            f"received {brief(origin)}. Upload the samples again."
        )


@functools.lru_cache(maxsize=2)
def _read(path: Path, modified: int, size: int) -> Samples:
    """The points in a sample file, if its content still has the hash that is its name.

    A page makes the same prior many times; what is kept is told from a changed file by its time
    and size.
    """
    points = check_points(read_array(path))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != path.stem:
        raise SculptorError(
            f"Expected the sample file {path.name} as it was written, but its content has changed "
            f"(SHA-256 {digest[:12]}…). Delete it and upload the samples again."
        )
    points.flags.writeable = False
    return points


def of_run(spec: Spec, jitter: float) -> SamplesPrior:
    """The aggregate posterior of a run of this home, as it is now."""
    run = check_run(spec["run"])
    path = home() / run / LATENTS
    if not path.is_file():
        raise SculptorError(
            f"Expected the latents of the run {run}, but there are none in {home()}. "
            "Choose a run that has trained."
        )
    return SamplesPrior(spec, check_points(read_array(path, follow_links=False)), jitter)


def check_run(run: Any) -> str:
    """The id of a run, if it could be one.

    Raises:
        SculptorError: It is something else, such as a path.
    """
    if not isinstance(run, str) or not _RUN.fullmatch(run):
        raise SculptorError(
            f"Expected the id of a run, such as 20261124-153012-a1b2; received {brief(run)}."
        )
    return run


def check_points(points: npt.ArrayLike) -> Samples:
    """Points as ``(n, dim)`` float32.

    Raises:
        SculptorError: They are not 2 to 1,000,000 rows of 1 to 512 numbers within ±`LARGEST`, of
            which some differ, in each dimension by `LEAST` or not at all.
    """
    try:
        array = np.asarray(points)
        if array.dtype.kind not in "fiub":
            raise TypeError(array.dtype)
    except (TypeError, ValueError) as error:
        raise SculptorError(
            "Expected samples as numbers of shape (n, dim), received something else. "
            "Leave out text, complex numbers and ragged rows."
        ) from error
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or not 2 <= len(array) <= MAX_ROWS or not 1 <= array.shape[1] <= MAX_DIM:
        raise SculptorError(
            f"Expected samples as 2 to {MAX_ROWS:,} rows of 1 to {MAX_DIM} numbers, "
            f"received the shape {array.shape}."
        )
    try:
        check_numbers(array)
    except Unlike as error:
        raise SculptorError(
            "Expected {} as samples, received {}. {}.".format(*error.args)
        ) from error
    return np.ascontiguousarray(array, np.float32)
