"""Paths from one code to another: a line, an arc, or along where mass is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

KINDS = {"line": "Line", "arc": "Arc", "density": "Along the density"}
"""The kinds of paths, and what they are called."""

STEPS = 12
"""Codes of a path, both ends among them."""

NEIGHBOURS = 12
"""Of each point, that a path may step to next."""

CLOUD = 3_000
"""Points that a path may go through, at most."""

ROUNDS = 4
"""In which a path through points is smoothed."""


def line(origin: npt.ArrayLike, end: npt.ArrayLike, steps: int = STEPS) -> Floats:
    """z_t = (1 - t) a + t b, ``(steps, latent_dim)``.

    >>> line([0, 0], [2, 4], 3).tolist()
    [[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]
    """
    a, b = (np.asarray(each, np.float32) for each in (origin, end))
    t = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    path: Floats = (1 - t) * a + t * b
    return path


def arc(
    origin: npt.ArrayLike, end: npt.ArrayLike, centre: npt.ArrayLike, steps: int = STEPS
) -> Floats:
    """An arc about a centre: directions turn evenly, and so does the distance from it.

    z_t = c + ((1 - t) |a - c| + t |b - c|) slerp(a - c, b - c; t), where slerp turns a direction
    into the other at constant speed (Shoemake 1985). In many dimensions a Gaussian has its mass in
    a shell, which a line leaves and an arc does not (White, "Sampling generative networks", 2016).
    A line where the two directions are the same, or opposite, or one end is the centre.

    >>> np.square(arc([1, 0], [0, 1], [0, 0], 3)).round(3).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    c = np.asarray(centre, np.float64)
    a, b = (np.asarray(each, np.float64) - c for each in (origin, end))
    far = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    if min(far) < 1e-9:
        return line(origin, end, steps)
    u, v = a / far[0], b / far[1]
    angle = float(np.arccos(np.clip(u @ v, -1, 1)))
    if np.sin(angle) < 1e-6:
        return line(origin, end, steps)
    t = np.linspace(0, 1, steps)[:, None]
    turned = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    path: Floats = (c + ((1 - t) * far[0] + t * far[1]) * turned).astype(np.float32)
    return path


def along(origin: npt.ArrayLike, end: npt.ArrayLike, cloud: Floats, steps: int = STEPS) -> Floats:
    """A path that stays where mass is: through points of a cloud, in short steps.

    The path of least sum of squared steps in the graph of each point's nearest neighbours
    (Dijkstra): squares make two short steps through a dense part cheaper than a long one across a
    gap. Such sums converge to a distance that is short where the density is high (Hwang, Damelin &
    Hero, "Shortest path through random points", 2016). It is then smoothed, and cut into steps of
    one length. A line where the cloud has no way from one to the other.

    Args:
        origin: ``(latent_dim,)``.
        end: ``(latent_dim,)``.
        cloud: Samples of the prior, or codes, ``(n, latent_dim)``.
        steps: Codes of the path.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    ends = np.stack([np.asarray(origin, np.float64), np.asarray(end, np.float64)])
    points = np.concatenate([ends, cloud[:CLOUD].astype(np.float64)])
    k = min(NEIGHBOURS + 1, len(points))
    away, near = cKDTree(points).query(points, k=[*range(1, k + 1)])
    rows = np.repeat(np.arange(len(points)), k)
    # A step of no length is no edge in a sparse matrix.
    costs = np.maximum(np.square(away), 1e-12).ravel()
    graph = coo_matrix((costs, (rows, near.ravel())), shape=(len(points), len(points)))
    _, before = dijkstra(graph.tocsr(), directed=False, indices=0, return_predecessors=True)
    if before[1] < 0:
        return line(origin, end, steps)
    way = [1]
    while way[-1] != 0:
        way.append(int(before[way[-1]]))
    return evenly(_smoothed(points[way[::-1]]), steps)


def _smoothed(path: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each inner point a quarter of both neighbours and half of itself, some rounds; ends stay."""
    for _ in range(ROUNDS):
        path = path.copy()
        path[1:-1] = 0.25 * path[:-2] + 0.5 * path[1:-1] + 0.25 * path[2:]
    return path


def evenly(path: npt.NDArray[np.floating], steps: int = STEPS) -> Floats:
    """Codes along a path of points ``(n, latent_dim)``, each as far from the last one.

    >>> evenly(np.array([[0.0], [1.0], [4.0]]), 5).ravel().tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    gone = np.concatenate([[0], np.cumsum(lengths)])
    at = np.linspace(0, gone[-1], steps)
    found: Floats = np.stack([np.interp(at, gone, x) for x in path.T], 1).astype(np.float32)
    return found


def between(kind: str, origin: npt.ArrayLike, end: npt.ArrayLike, cloud: Floats) -> Floats:
    """A path out of `KINDS`; the centre of an arc is the mean of the cloud."""
    if kind == "arc":
        return arc(origin, end, cloud.mean(axis=0))
    return along(origin, end, cloud) if kind == "density" else line(origin, end)
