"""Planes through a latent space: where a code lies in one, and which code lies at a place of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.words import SUBSCRIPTS, latent

Floats = npt.NDArray[np.float32]

NEIGHBOURS = 5
"""Of a code, from which its place in a plane without directions is taken."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane of two orthonormal directions, in latent units.

    Attributes:
        names: Of its two axes; an empty one means nothing.
        axes: ``(latent_dim, 2)``, orthonormal columns; of one latent the second is zero.
    """

    names: tuple[str, str]
    axes: Floats

    def place(self, codes: npt.ArrayLike) -> Floats:
        """Where codes ``(n, latent_dim)`` lie, ``(n, 2)``: z·a₁ and z·a₂."""
        placed: Floats = np.asarray(codes, np.float32) @ self.axes
        return placed

    def lift(self, x: float, y: float, through: npt.ArrayLike) -> Floats:
        """The code at a place of the plane that goes through a code.

        z = t + (x - t·a₁) a₁ + (y - t·a₂) a₂, so that what the plane does not show stays as in t.

        >>> plane = along([0, 2], 3)
        >>> plane.lift(5, 7, [1, 2, 3]).tolist()
        [5.0, 2.0, 7.0]

        Args:
            x: Along the first direction.
            y: Along the second.
            through: t, ``(latent_dim,)``.
        """
        code = np.asarray(through, np.float32)
        moved: Floats = code + self.axes @ (np.array([x, y], np.float32) - code @ self.axes)
        return moved


@dataclass(frozen=True, eq=False)
class Map:
    """A plane without directions, such as UMAP's: known where the items are, and between them.

    Attributes:
        names: Of its two axes.
        codes: ``(n, latent_dim)`` of the items.
        places: Theirs, ``(n, 2)``.
    """

    names: tuple[str, str]
    codes: Floats
    places: Floats

    def place(self, codes: npt.ArrayLike) -> Floats:
        """Where codes lie: the mean of the places of the nearest items, weighed by 1 / distance.

        An item lies at its own place, and the same code always at the same one.
        """
        from scipy.spatial import cKDTree

        points = np.asarray(codes, np.float32)
        n = len(points)
        if np.array_equal(points, self.codes[:n]):
            return self.places[:n].copy()  # they are the very items
        count = min(NEIGHBOURS, len(self.codes))
        away, nearest = cKDTree(self.codes).query(points, k=[*range(1, count + 1)])
        weights = 1 / np.maximum(away, 1e-9)
        weights /= weights.sum(axis=1, keepdims=True)
        placed: Floats = np.einsum("nk,nkd->nd", weights, self.places[nearest]).astype(np.float32)
        return placed

    def lift(self, x: float, y: float, through: npt.ArrayLike) -> Floats:
        """The code of the item nearest to a place; such a plane has no inverse."""
        away = np.square(self.places - np.array([x, y], np.float32)).sum(axis=1)
        code: Floats = self.codes[int(away.argmin())]
        return code


def along(pair: tuple[int, int] | list[int], dim: int) -> Plane:
    """The plane of two latents, counted from 0; of one latent its line.

    Raises:
        SculptorError: They are not two of the latents.
    """
    axes = np.zeros((dim, 2), np.float32)
    if dim == 1:
        axes[0, 0] = 1
        return Plane((latent(0), ""), axes)
    first, second = pair
    if first == second or not 0 <= min(pair) <= max(pair) < dim:
        raise SculptorError(
            f"Expected two different latents out of {dim}, counted from 0, received {pair!r:.80}."
        )
    axes[first, 0] = axes[second, 1] = 1
    return Plane((latent(first), latent(second)), axes)


def principal(pair: tuple[int, int] | list[int], directions: Floats) -> Plane:
    """The plane of two principal directions, counted from 0, out of `principal_directions`."""
    first, second = pair
    names = (_component(first), _component(second))
    return Plane(names, np.ascontiguousarray(directions[:, [first, second]]))


def principal_directions(codes: Floats, target: Floats) -> Floats:
    """The directions ``(latent_dim, latent_dim)`` in which q(z) and p(z) together vary, most first.

    Eigenvectors of the covariance of both; each with its largest entry positive, since their sign
    is free.
    """
    pooled = np.concatenate([codes, target]).astype(np.float64)
    _, directions = np.linalg.eigh(np.atleast_2d(np.cov(pooled, rowvar=False)))
    directions = directions[:, ::-1]
    largest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[largest, np.arange(directions.shape[1])])
    turned: Floats = (directions * signs).astype(np.float32)
    return turned


def _component(index: int) -> str:
    """The name of a principal component: PC₁."""
    return f"PC{index + 1}".translate(SUBSCRIPTS)
