"""What a page shows of a pretrained model before torch is there: latents, targets and images.

Coordinates are kept as 16-bit codes over the box of their array, in each dimension
v = low + (high - low) code / 65535, so that they are off by 1/131070 of the box at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sculptor.training.snapshot import Floats, Images

CODES = 65_535


@dataclass(frozen=True)
class View:
    """A model over the held-out images that every snapshot looks at.

    Attributes:
        latents: The aggregate posterior, ``(n, latent_dim)`` by representation.
        target: ``(n, latent_dim)`` samples of the prior that the figures are held to.
        traversal: Decoded images, as in `sculptor.training.snapshot.Snapshot`.
        projections: Views of more than two dimensions: name to (latents, target), ``(n, 2)`` each.
        images: The held-out images ``(n, c, h, w)``.
        colours: Factors and labels ``(n,)`` of the same images, by name.
        label_names: A name a label.
    """

    latents: dict[str, Floats]
    target: Floats
    traversal: Images
    projections: dict[str, tuple[Floats, Floats]]
    images: Images
    colours: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    label_names: tuple[str, ...] = ()


def pack(
    latents: dict[str, Floats], target: Floats, traversal: Images, plane: Floats | None
) -> dict[str, Any]:
    """The arrays of a model's file.

    Args:
        latents: As in `View`.
        target: As in `View`.
        traversal: As in `View`.
        plane: ``(latent_dim, 2)``, the directions of the projection; None up to two dimensions.
    """
    arrays: dict[str, Any] = {"traversal": traversal}
    clouds = {"target": target, **{f"latents.{name}": value for name, value in latents.items()}}
    for name, points in clouds.items():
        arrays |= {f"{name}.{part}": value for part, value in encode(points).items()}
    if plane is not None:
        arrays["plane"] = plane
    return arrays


def unpack(arrays: dict[str, Any], data: dict[str, Any]) -> View:
    """The view out of a model's file and the file of its data set.

    Raises:
        KeyError: An array is missing.
    """
    clouds = {
        name.removesuffix(".codes"): decode(arrays, name.removesuffix(".codes"))
        for name in arrays
        if name.endswith(".codes")
    }
    target = clouds.pop("target")
    latents = {name.removeprefix("latents."): points for name, points in clouds.items()}
    projections = {}
    if "plane" in arrays:
        plane = arrays["plane"]
        projections["pca"] = (latents["mean"] @ plane, target @ plane)
    colours: dict[str, npt.NDArray[Any]] = {}
    if "factors" in data:
        colours |= zip(map(str, data["factor_names"]), data["factors"].T, strict=True)
    if "labels" in data:
        colours["label"] = data["labels"].astype(np.int64)
    return View(
        latents=latents,
        target=target,
        traversal=arrays["traversal"],
        projections=projections,
        images=data["images"],
        colours=colours,
        label_names=tuple(map(str, data.get("label_names", ()))),
    )


def encode(points: Floats) -> dict[str, Any]:
    """Points ``(n, d)`` as codes and the box that they lie in.

    >>> encoded = encode(np.array([[0.0], [0.25], [1.0]], np.float32))
    >>> encoded["codes"].ravel().tolist(), encoded["low"].tolist(), encoded["high"].tolist()
    ([0, 16384, 65535], [0.0], [1.0])
    """
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    codes = np.rint((points - low) / span * CODES).astype(np.uint16)
    return {"codes": codes, "low": low.astype(np.float32), "high": high.astype(np.float32)}


def decode(arrays: dict[str, Any], name: str) -> Floats:
    """The points that `encode` has packed under a name."""
    codes, low, high = (arrays[f"{name}.{part}"] for part in ("codes", "low", "high"))
    values: Floats = (low + codes.astype(np.float32) / CODES * (high - low)).astype(np.float32)
    return values
