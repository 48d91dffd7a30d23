"""A latent space as one interactive page that loads nothing: hover decodes, offline."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from sculptor import data
from sculptor.data import Dataset
from sculptor.errors import SculptorError
from sculptor.exports.space import Space, prior
from sculptor.files import write_atomic
from sculptor.measure.pictures import principal_plane
from sculptor.models import Autoencoder
from sculptor.models.pixels import to_bytes
from sculptor.names import legible
from sculptor.views.palette import DARK, LIGHT
from sculptor.views.space.atlas import atlas
from sculptor.words import slug

ITEMS = 2_000
"""Held-out images on the page, at most."""

GRID = 24
"""Decoded pictures along each side of the plane; between them the page blends the nearest four."""

HERE = Path(__file__).parent

Floats = npt.NDArray[np.float32]
Pictures = npt.NDArray[np.uint8]


def write(space: Space, to: Path) -> None:
    """Write one HTML file into a folder, named after what it shows."""
    write_atomic(to / f"{slug(space.name) or 'latents'}.html", page(space).encode())


def page(space: Space) -> str:
    """The page as text.

    It has held-out images at the means of their posteriors, in the plane of two latents, or in the
    principal plane of codes and prior where there are more; samples of the prior; and a grid of
    pictures decoded from that plane.
    """
    model, config = space.model(), space.config
    if model.layout is not None:
        raise SculptorError(
            f"Expected a model of images for a page of pictures, received {space.name}, one of a "
            "table. Choose the format parquet, which opens in other programs."
        )
    dataset = data.load(config.dataset).split("test")
    codes = space.latents("test", "mean")
    rows = np.sort(np.random.default_rng(0).permutation(len(codes))[:ITEMS])
    shown, codes = dataset.take(rows), codes[rows]
    target = prior(space).sample(len(codes), np.random.default_rng(0))
    origin, axes = _plane(codes, target)
    points, wanted = (codes - origin) @ axes, (target - origin) @ axes
    extent = _extent(np.concatenate([points, wanted]))
    content = {
        "title": legible(space.name),
        "axes": ["z1", "z2"] if codes.shape[1] == 2 else ["first component", "second component"],
        "points": _packed(points),
        "target": _packed(wanted),
        "extent": extent,
        "items": asdict(atlas(shown.images)),
        "decoded": asdict(atlas(_decoded(model, origin, axes, extent))),
        "grid": GRID,
        "columns": _columns(shown),
        "light": _colours(LIGHT),
        "dark": _colours(DARK),
    }
    return _document(content, f"{len(codes):,} held-out images of {config.dataset}")


def _plane(codes: Floats, target: Floats) -> tuple[Floats, Floats]:
    """A point ``(dim,)`` of the plane that is shown, and its two directions ``(dim, 2)``."""
    dim = codes.shape[1]
    if dim <= 2:
        return np.zeros(dim, np.float32), np.eye(dim, 2, dtype=np.float32)
    pooled = np.concatenate([codes, target])
    return pooled.mean(0), principal_plane(codes, target, None)


def _extent(points: Floats) -> list[float]:
    """Left, right, bottom and top of a square with all points but a thousandth, and a margin."""
    low, high = np.quantile(points, [0.0005, 0.9995], axis=0)
    (x, y), half = (low + high) / 2, max(0.55 * float((high - low).max()), 1e-3)
    return [float(edge) for edge in (x - half, x + half, y - half, y + half)]


def _decoded(model: Autoencoder, origin: Floats, axes: Floats, extent: list[float]) -> Pictures:
    """Images of the plane's grid, row by row from the top left."""
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(top, bottom, GRID))
    codes = origin + np.stack([x, y], -1).reshape(-1, 2) @ axes.T
    return to_bytes(model.decode(torch.from_numpy(codes.astype(np.float32))))


def _columns(shown: Dataset) -> list[dict[str, Any]]:
    """What the items can be coloured by: labels with their names, and factors with their kinds."""
    columns: list[dict[str, Any]] = []
    if shown.labels is not None:
        names = [legible(name) for name in shown.label_names]
        columns.append({"name": "label", "kind": "categorical", "names": names})
        columns[-1]["values"] = _packed(shown.labels)
    if shown.factors is not None:
        for name, kind, values in zip(
            shown.factor_names, shown.factor_kinds, shown.factors.T, strict=True
        ):
            columns.append({"name": legible(name), "kind": kind, "values": _packed(values)})
    return columns


def _packed(values: npt.NDArray[Any]) -> str:
    """Numbers as base64 of little-endian single precision."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def _colours(palette: Any) -> dict[str, Any]:
    names = ("target", "posterior", "muted", "categories", "ramp", "wheel")
    return {name: getattr(palette, name) for name in names}


def _document(content: dict[str, Any], about: str) -> str:
    """The template with its style, its script and its data; nothing else may run or be loaded."""
    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'"
    )
    template = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=html.escape(str(content["title"])),
        about=html.escape(about),
        policy=policy,
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        script=script,
        data=json.dumps(content).replace("<", "\\u003c"),
    )
