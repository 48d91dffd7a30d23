"""Curved: pictures whose latents are samples of a prior, by a decoder with an exact inverse.

Whether an autoencoder gives back the latents that its data were made of can be measured only where
these, and their distribution, are known. Here latents z of any prior become a picture x in three
steps. Each is injective, so their composition is:

1. *Shears* v = h(z): each even coordinate moves by ``a sin(b z_j)`` of an odd neighbour, then each
   odd one by ``a sin(b v_j)`` of an even one. Subtracting the same terms undoes it, the last first,
   since what they were computed from has not changed: h is a diffeomorphism, as additive coupling
   layers are (Dinh, Krueger and Bengio, "NICE", 2015, section 3.2).
2. *A curved surface* f(v) = g (sum_j v_j F_j + c sum_k sin(w_k.v + o_k) G_k) of fields over the
   picture. F_j and G_k are cosine waves in opponent colours, all orthogonal to one another, so that
   v_j is ``<f, F_j> / (g <F_j, F_j>)`` whatever the second sum is.
3. *The logistic function* of each pixel, x = 1 / (1 + exp(-f)), which is strictly increasing.

So `recover` has z back from x in closed form, but for what rounding to bytes takes. All three steps
are smooth. The first principal components are not the latents, however they are turned: an encoder
has to undo the curvature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, Images
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError

Floats = npt.NDArray[np.floating[Any]]

SIDE = 32
MAX_DIM = 24
"""The most latents: there are 72 waves, three for each of them."""
SHEAR, RATE = 0.6, 1.5
"""The a and b of the shears: by how much, and how quickly they turn."""
GAIN, CURVATURE = 1.0, 0.7
"""The g of two latents, and c."""
FREQUENCIES = 5
BLOCK = 1024

N_TRAIN, N_TEST = 20_000, 4_000
DIM = 2
EDGE = 2.0
"""The latents of the set ``curved`` are uniform between ``-EDGE`` and ``EDGE``: `PRIOR`."""
PRIOR = {"kind": "uniform", "dim": DIM}
SEED = 0


@dataclass(frozen=True)
class Decoder:
    """The waves and turns of pictures of one size, from latents of one number.

    Attributes:
        linear: The F_j, ``(d, c h w)``.
        curved: The G_k, ``(k, c h w)``.
        turns: The w_k, ``(k, d)``.
        offsets: The o_k, ``(k,)``.
        gain: The g.
    """

    linear: Floats
    curved: Floats
    turns: Floats
    offsets: Floats
    gain: float

    @classmethod
    def of(cls, dim: int, size: int, seed: int) -> Decoder:
        """Draw one.

        Args:
            dim: The number of latents.
            size: Height and width of a picture.
            seed: Of the turns.
        """
        waves = _waves(size)[: 3 * dim]
        generator = np.random.default_rng(seed)
        turns = generator.normal(size=(2 * dim, dim))
        turns *= 2 / np.linalg.norm(turns, axis=1, keepdims=True)
        offsets = generator.uniform(0, 2 * np.pi, 2 * dim)
        return cls(waves[:dim], waves[dim:], turns, offsets, GAIN * (2 / dim) ** 0.5)

    def fields(self, latents: Floats) -> Floats:
        """The fields f ``(n, c h w)`` of latents ``(n, d)``."""
        v = shear(latents)
        bends = CURVATURE * np.sin(v @ self.turns.T + self.offsets)
        fields: Floats = self.gain * (v @ self.linear + bends @ self.curved)
        return fields

    def latents(self, fields: Floats) -> Floats:
        """The inverse of `fields` on its image."""
        v = fields @ self.linear.T / (self.gain * (self.linear**2).sum(1))
        return unshear(v)


def render(latents: npt.ArrayLike, size: int = SIDE, seed: int = SEED) -> Images:
    """Draw pictures from latents.

    Args:
        latents: ``(n, d)``, in the units of the prior; most of them within 3 of 0.
        size: Height and width of a picture in pixels, 8 or more.
        seed: Of the decoder: another seed bends another way.

    Returns:
        ``(n, 3, size, size)`` uint8.

    Raises:
        SculptorError: The latents have another shape or are not finite, or the size is too small.

    >>> from sculptor import priors
    >>> z = priors.from_spec({"kind": "moons"}).sample(100, 0)
    >>> bool(np.abs(recover(render(z), dim=2) - z).max() < 0.01)
    True
    """
    z = _checked(latents, size)
    decoder = Decoder.of(z.shape[1], size, seed)
    images = np.empty((len(z), 3, size, size), np.uint8)
    for start in range(0, len(z), BLOCK):
        fields = decoder.fields(z[start : start + BLOCK])
        pixels = np.rint(255 / (1 + np.exp(-fields)))
        images[start : start + BLOCK] = pixels.reshape(-1, 3, size, size)
    return images


def recover(images: Images, dim: int, seed: int = SEED) -> Floats:
    """The latents that pictures were drawn from: the inverse of `render`.

    Where pixels are all but black or white, as of latents far from 0, rounding to bytes makes it
    inexact.

    Args:
        images: ``(n, 3, size, size)`` uint8.
        dim: The number of latents.
        seed: Of the decoder.

    Returns:
        ``(n, dim)``.
    """
    flat = images.reshape(len(images), -1)
    decoder = Decoder.of(dim, images.shape[-1], seed)
    share = np.clip(flat / 255, 1 / 1020, 1 - 1 / 1020)  # the middle of what rounds to 0 and to 255
    return decoder.latents(np.log(share) - np.log1p(-share))


def generate(
    latents: npt.ArrayLike,
    train: int | None = None,
    *,
    size: int = SIDE,
    seed: int = SEED,
    name: str = "curved",
) -> Dataset:
    """Pictures whose factors are the latents that they were drawn from.

    Args:
        latents: ``(n, d)``: as many samples of a prior.
        train: How many of them, from the first, are the training split; by default five sixths.
        size: Height and width of a picture in pixels.
        seed: Of the decoder.
        name: Of the data set.

    Returns:
        Images ``(n, 3, size, size)``; factors ``(n, d)``, all linear, called ``z1``, ``z2``, …

    Raises:
        SculptorError: As `render` does.

    >>> from sculptor import priors
    >>> moons = generate(priors.from_spec({"kind": "moons"}).sample(600, 0))
    >>> moons.images.shape, moons.train, moons.factor_names
    ((600, 3, 32, 32), 500, ('z1', 'z2'))
    """
    z = _checked(latents, size)
    return Dataset(
        name=name,
        images=render(z, size, seed),
        train=len(z) * 5 // 6 if train is None else train,
        factors=z.astype(np.float32),
        **_known(z.shape[1]),
    )


def shear(z: Floats) -> Floats:
    """The diffeomorphism h of ``(n, d)``; the same where d is 1."""
    v = z.copy()
    for steps in _steps(z.shape[1]):
        for moved, by in steps:
            v[:, moved] += SHEAR * np.sin(RATE * v[:, by])
    return v


def unshear(v: Floats) -> Floats:
    """The inverse of `shear`."""
    z = v.copy()
    for steps in reversed(_steps(v.shape[1])):
        for moved, by in steps:
            z[:, moved] -= SHEAR * np.sin(RATE * z[:, by])
    return z


def _steps(dim: int) -> tuple[list[tuple[int, int]], ...]:
    """First the even coordinates, each by an odd one, then the odd ones, each by an even one."""
    if dim == 1:
        return ()
    even = [(i, i + 1 if i + 1 < dim else i - 1) for i in range(0, dim, 2)]
    return even, [(i, (i + 1) % dim if (i + 1) % dim % 2 == 0 else 0) for i in range(1, dim, 2)]


def _waves(size: int) -> Floats:
    """Orthogonal fields ``(72, 3 size size)``, the slowest first; none is constant.

    The waves ``cos(pi p (x + 1/2) / size) cos(pi q (y + 1/2) / size)`` are orthogonal over the
    pixels, and so are the opponent colours: light, red against green, yellow against blue.
    """
    places = (np.arange(size) + 0.5) / size
    cosines = np.cos(np.pi * np.arange(FREQUENCIES)[:, None] * places)
    pairs = [(p, q) for p in range(FREQUENCIES) for q in range(FREQUENCIES) if p or q]
    pairs.sort(key=lambda pair: (pair[0] ** 2 + pair[1] ** 2, pair))
    colours = np.array([[1.0, 1, 1], [1, -1, 0], [0.5, 0.5, -1]])
    planes = np.stack([np.outer(cosines[p], cosines[q]) for p, q in pairs])
    waves: Floats = np.einsum("kc,phw->pkchw", colours, planes).reshape(-1, 3 * size * size)
    return waves


def _checked(latents: npt.ArrayLike, size: int) -> npt.NDArray[np.float64]:
    z = np.asarray(latents, np.float64)
    if z.ndim != 2 or not 1 <= z.shape[1] <= MAX_DIM:
        raise SculptorError(
            f"Expected latents of shape (n, d) with d from 1 to {MAX_DIM}, received the shape "
            f"{z.shape}."
        )
    if not np.isfinite(z).all():
        row = int(np.argmin(np.isfinite(z).all(1)))
        raise SculptorError(f"Expected finite latents, received {z[row].tolist()} in row {row}.")
    if size < 8:
        raise SculptorError(f"Expected a size of 8 pixels or more, received {size}.")
    return z


def _known(dim: int) -> dict[str, Any]:
    """Names and kinds of the latents as factors."""
    return {
        "factor_names": tuple(f"z{i + 1}" for i in range(dim)),
        "factor_kinds": ("linear",) * dim,
    }


def _sample(n: int) -> npt.NDArray[np.float64]:
    """Samples of `PRIOR`, drawn without the room of priors, which stands beside this one."""
    return np.random.default_rng(SEED).uniform(-EDGE, EDGE, (n, DIM))


def _build(files: Files) -> Dataset:
    return generate(_sample(N_TRAIN + N_TEST), N_TRAIN)


def _preview(files: Files, n: int) -> Images:
    return render(_sample(n))


SOURCES = (
    Source(
        name="curved",
        title="Waves drawn from two uniform latents",
        shape=(3, SIDE, SIDE),
        n_train=N_TRAIN,
        n_test=N_TEST,
        licence="MIT",
        source="Generated; the true prior is known: uniform, with independent latents",
        **_known(DIM),
        version=1,
        make=_build,
        preview=_preview,
    ),
)
