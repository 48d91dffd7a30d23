"""The rays of `scenes3d`: what a camera sees of a solid in a room, and where light falls.

Every solid is convex, so a ray is inside it between two distances; it is inside an intersection of
convex sets between the largest of the near and the smallest of the far ones:

    slab       |p.n| <= h       (-+h - o.n) / d.n
    cylinder   x^2 + z^2 <= r^2  the roots of a quadratic
    sphere     |p|^2 <= r^2      likewise
    cone       x^2 + z^2 <= k^2 (apex - y)^2, below the apex

Lengths are in units of the object at scale 1, whose half width is 1. The floor is y = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

SHAPES = ("cube", "cylinder", "sphere", "cone")
SAMPLES = 4
"""Rays a pixel and direction: 16 a pixel, on a regular grid."""

ROOM = 4.2
"""Half the width of the room."""
HEIGHT = 2.6
"""Of its walls, above which is the sky."""
EYE: Floats = np.array([0.0, 3.5, 7.8], np.float32)
TARGET = np.array([0.0, 1.1, 0.0], np.float32)
FIELD = 0.36
"""The tangent of half the field of view."""
LAMP = np.array([-3.2, 7.5, 4.6], np.float32)
LAMP_SIDE = np.float32(2.4)
"""The lamp is a square that lies level."""
REACH = 4.2
"""How far from the middle the shadow of an object of scale 1 reaches, at most."""
AMBIENT, LIT = np.float32(0.38), np.float32(0.64)
"""Light of the sky and of the lamp on what faces them."""
SKY = (0.62, 0.80, 0.95)
"""Its colour in linear light."""
FLOOR, WALL, OBJECT, NOTHING = range(4)
FAR = np.float32(1e6)
TINY = np.float32(1e-6)


@dataclass(frozen=True)
class Layers:
    """What each pixel shows, in linear light.

    Attributes:
        surfaces: How much light of floor, wall and object, ``(3, h, w)``.
        rest: What has a colour of its own, the sky and the object's highlight, ``(3, h, w)``.
    """

    surfaces: Floats
    rest: Floats


# The room -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """What the rays see of the empty room.

    Attributes:
        eye: Where they start, ``(3,)``.
        rays: Their unit directions, ``(n, 3)``.
        surface: `FLOOR`, `WALL` or, of the sky, `NOTHING`, ``(n,)``.
        lit: The rays that meet floor or wall, ``(m,)``.
        point: Where these do, ``(m, 3)``.
        normal: The surface's normal there, ``(m, 3)``.
        lamp: The point of the lamp that each is lit by, ``(m, 3)``.
    """

    eye: Floats
    rays: Floats
    surface: npt.NDArray[np.int8]
    lit: npt.NDArray[np.intp]
    point: Floats
    normal: Floats
    lamp: Floats


def empty(orientation: float, size: int) -> Room:
    """Cast the rays of the empty room.

    Args:
        orientation: Degrees by which it is turned about the vertical, with its lamp.
        size: Height and width of the image in pixels.
    """
    angle = np.float32(np.deg2rad(orientation))
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.array([[cosine, 0, -sine], [0, 1, 0], [sine, 0, cosine]], np.float32)
    eye, rays = turn @ EYE, _directions(size) @ turn.T
    surface, distance, normal = _behind(eye, rays)
    lit = np.flatnonzero(surface != NOTHING)
    point = eye + distance[lit, None] * rays[lit]
    return Room(eye, rays, surface, lit, point, normal[lit], _lamps(size)[lit])


def _directions(size: int) -> Floats:
    """Unit directions of all rays from the eye, ``(n, 3)``, row by row from the top left."""
    forward = (TARGET - EYE) / np.linalg.norm(TARGET - EYE)
    right = np.cross(forward, (0.0, 1.0, 0.0))
    right = right / np.linalg.norm(right)
    up = np.cross(right, forward)
    across = ((np.arange(size * SAMPLES) + 0.5) / (size * SAMPLES) * 2 - 1) * FIELD
    rays = forward + across[None, :, None] * right - across[:, None, None] * up
    return _unit(rays.reshape(-1, 3).astype(np.float32))


def _lamps(size: int) -> Floats:
    """A point of the lamp for every ray, ``(n, 3)``.

    The rays of a pixel have one each out of a grid, so that their mean is a soft shadow. Those that
    are neighbours in the pixel are none on the lamp.
    """
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5
    across, along = np.meshgrid(steps, steps)
    grid = LAMP + np.stack([across, 0 * across, along], 2).reshape(-1, 3) * LAMP_SIDE
    order = np.arange(SAMPLES**2) * 7 % SAMPLES**2  # 7 and 16 have no common divisor
    grid = grid[order].reshape(SAMPLES, SAMPLES, 3)
    return np.tile(grid, (size, size, 1)).reshape(-1, 3).astype(np.float32)


def _behind(eye: Floats, rays: Floats) -> tuple[npt.NDArray[np.int8], Floats, Floats]:
    """Surface, distance and normal of what each ray meets in the empty room.

    The eye is outside the room; a wall that it looks on from behind is not there, and there the
    floor goes on. Over the others there is sky.
    """
    surface = np.full(len(rays), NOTHING, np.int8)
    distance = np.full(len(rays), FAR)
    normal = np.zeros((len(rays), 3), np.float32)
    falls = rays[:, 1] < -TINY
    surface[falls], distance[falls] = FLOOR, -eye[1] / rays[falls, 1]
    normal[falls, 1] = 1
    for axis, sign in ((0, -1), (0, 1), (2, -1), (2, 1)):
        towards = sign * rays[:, axis]
        gone = (ROOM - sign * eye[axis]) / np.maximum(towards, TINY)
        at = eye + gone[:, None] * rays
        within = (np.abs(at[:, 2 - axis]) <= ROOM) & (at[:, 1] >= 0)
        hit = (towards > TINY) & (gone > 0) & (gone < distance) & within
        surface[hit] = np.where(at[hit, 1] <= HEIGHT, WALL, NOTHING)
        distance[hit] = gone[hit]
        normal[hit] = 0
        normal[hit, axis] = -sign
    return surface, distance, normal


# Light --------------------------------------------------------------------------------------------


def cast(room: Room, shape: int, scale: float) -> Layers:
    """Set an object in the middle of a room and cast the rays that it changes.

    Args:
        room: The room.
        shape: The number of one of `SHAPES`.
        scale: Of the object; it stands on the floor.
    """
    light = _under(shape, scale, room)
    surface, shine = room.surface.copy(), np.zeros_like(light)

    aimed = np.flatnonzero(_pass_near(room, scale))
    near = enter(shape, scale, room.eye, room.rays[aimed])
    seen, near = aimed[near < FAR], near[near < FAR]
    point = room.eye + near[:, None] * room.rays[seen]
    normal = normals(shape, scale, point)
    surface[seen] = OBJECT
    light[seen] = AMBIENT * _open_sky(normal) + LIT * _facing(point, normal)
    shine[seen] = _highlight(point, normal, room.rays[seen])

    surfaces = np.stack([light * (surface == kind) for kind in (FLOOR, WALL, OBJECT)])
    rest = np.stack([np.float32(tone) * (surface == NOTHING) + shine for tone in SKY])
    return Layers(_pixels(surfaces), _pixels(rest))


def _pixels(values: Floats) -> Floats:
    """The mean of the rays of each pixel."""
    size = round((values.shape[1] / SAMPLES**2) ** 0.5)
    mean: Floats = values.reshape(-1, size, SAMPLES, size, SAMPLES).mean((2, 4))
    return mean


def _under(shape: int, scale: float, room: Room) -> Floats:
    """Light on floor and walls, ``(n,)``: of the lamp and of the sky, where the object lets it."""
    shadow = np.ones(len(room.point), np.float32)
    near = np.flatnonzero(np.hypot(room.point[:, 0], room.point[:, 2]) < REACH * scale)
    rays = _unit(room.lamp[near] - room.point[near])
    shadow[near] = enter(shape, scale, room.point[near], rays) >= FAR
    sky = _open_sky(room.normal) * (1 - 0.55 * _covered(scale, room.point, room.normal))
    light = np.zeros(len(room.rays), np.float32)
    light[room.lit] = AMBIENT * sky + LIT * _facing(room.point, room.normal) * shadow
    return light


def _facing(point: Floats, normal: Floats) -> Floats:
    """Lambert's law: the cosine between the normal and the direction to the lamp."""
    cosine: Floats = _dot(normal, _unit(LAMP - point)).clip(0)
    return cosine


def _open_sky(normal: Floats) -> Floats:
    """How much of the sky a surface is turned to."""
    share: Floats = np.float32(0.65) + np.float32(0.35) * normal[:, 1]
    return share


def _covered(scale: float, point: Floats, normal: Floats) -> Floats:
    """How much of the sky over a point a ball in place of the object covers, (r / d)^2 cos."""
    to_ball = np.array([0, scale, 0], np.float32) - point
    square = np.maximum(_dot(to_ball, to_ball), np.float32(scale) ** 2)
    cosine = _dot(normal, to_ball) / np.sqrt(square)
    share: Floats = np.float32(scale) ** 2 / square * (0.5 + 0.5 * cosine.clip(0))
    return share


def _highlight(point: Floats, normal: Floats, rays: Floats) -> Floats:
    """Blinn's highlight: (n.h)^m, h halfway between the eye and the lamp."""
    half = _unit(_unit(LAMP - point) - rays)
    shine: Floats = np.float32(0.28) * _dot(normal, half).clip(0) ** 40
    return shine


def _dot(one: Floats, other: Floats) -> Floats:
    product: Floats = np.einsum("ni,ni->n", one, other)
    return product


def _unit(vectors: Floats) -> Floats:
    return vectors / np.sqrt(_dot(vectors, vectors))[:, None]


# Solids -------------------------------------------------------------------------------------------

OUTER = 1.6
"""No point of a solid of scale 1 is further from (0, 1, 0)."""
CONE_HEIGHT = 2.2
CONE_BASE = 1.15
HALF_CUBE = 0.85
CYLINDER = 0.92
CYLINDER_HEIGHT = 1.9


def _pass_near(room: Room, scale: float) -> npt.NDArray[np.bool_]:
    """The rays that pass the middle of the object so near that they may meet it."""
    to_middle = np.array([0, scale, 0], np.float32) - room.eye
    along = room.rays @ to_middle
    passed: npt.NDArray[np.bool_] = to_middle @ to_middle - along**2 < (OUTER * scale) ** 2
    return passed


def enter(shape: int, scale: float, origin: Floats, rays: Floats) -> Floats:
    """The distance at which rays enter a solid, `FAR` where they miss it.

    Args:
        shape: The number of one of `SHAPES`.
        scale: Its size.
        origin: Where the rays begin, outside the solid, ``(3,)`` or ``(n, 3)``.
        rays: Unit directions, ``(n, 3)``.
    """
    start = np.broadcast_to(origin, rays.shape) / np.float32(scale)
    if shape == 0:
        ends = [_slab(start, rays, axis, HALF_CUBE, HALF_CUBE * (axis == 1)) for axis in range(3)]
    elif shape == 1:
        ends = [
            _slab(start, rays, 1, CYLINDER_HEIGHT / 2, CYLINDER_HEIGHT / 2),
            _tube(start, rays, CYLINDER),
        ]
    elif shape == 2:
        ends = [_ball(start, rays)]
    else:
        ends = [_slab(start, rays, 1, CONE_HEIGHT / 2, CONE_HEIGHT / 2), _cone(start, rays)]
    near = np.maximum.reduce([end[0] for end in ends])
    far = np.minimum.reduce([end[1] for end in ends])
    hit = (near < far) & (near > 1e-3)
    entered: Floats = np.where(hit, near * np.float32(scale), FAR)
    return entered


def _slab(
    start: Floats, rays: Floats, axis: int, half: float, centre: float
) -> tuple[Floats, Floats]:
    towards = rays[:, axis]
    towards = np.where(np.abs(towards) < TINY, TINY, towards)
    middle = (np.float32(centre) - start[:, axis]) / towards
    reach = np.abs(np.float32(half) / towards)
    return middle - reach, middle + reach


def _ball(start: Floats, rays: Floats) -> tuple[Floats, Floats]:
    """The unit ball that rests on the floor."""
    x, y, z = start.T
    dx, dy, dz = rays.T
    half = x * dx + (y - 1) * dy + z * dz
    return _roots(np.ones_like(half), half, x**2 + (y - 1) ** 2 + z**2 - 1)


def _tube(start: Floats, rays: Floats, radius: float) -> tuple[Floats, Floats]:
    x, _, z = start.T
    dx, _, dz = rays.T
    return _roots(dx**2 + dz**2, x * dx + z * dz, x**2 + z**2 - np.float32(radius**2))


def _cone(start: Floats, rays: Floats) -> tuple[Floats, Floats]:
    """The cone and its mirror image above the apex, of which the slab keeps the cone.

    A ray that is steeper than the side goes through both: it leaves the one at the smaller root and
    enters the other at the larger.
    """
    k = np.float32(CONE_BASE / CONE_HEIGHT)
    x, y, z = start.T
    dx, dy, dz = rays.T
    down = np.float32(CONE_HEIGHT) - y
    a = dx**2 + dz**2 - (k * dy) ** 2
    half = x * dx + z * dz + k**2 * down * dy
    one, other = _roots(a, half, x**2 + z**2 - (k * down) ** 2)
    near = np.where(a > 0, one, np.where(dy > 0, -FAR, other))
    far = np.where(a > 0, other, np.where(dy > 0, one, FAR))
    return near, far


def _roots(a: Floats, half: Floats, c: Floats) -> tuple[Floats, Floats]:
    """The roots of a t^2 + 2 half t + c, the smaller and the larger; apart if there are none."""
    a = np.where(np.abs(a) < TINY, TINY, a)
    square = half**2 - a * c
    root = np.sqrt(square.clip(0))
    one, other = (-half - root) / a, (-half + root) / a
    none = square < 0
    near = np.where(none, FAR, np.minimum(one, other))
    far = np.where(none, -FAR, np.maximum(one, other))
    return near, far


def normals(shape: int, scale: float, point: Floats) -> Floats:
    """Unit normals ``(n, 3)`` at points of a solid's surface, but for its base, on the floor.

    Args:
        shape: The number of one of `SHAPES`.
        scale: Its size.
        point: Points ``(n, 3)``.
    """
    p = point / np.float32(scale)
    if shape == 0:
        return _cube_normals(p - np.array([0, HALF_CUBE, 0], np.float32))
    if shape == 2:
        return p - np.array([0, 1, 0], np.float32)
    outwards = p * np.array([1, 0, 1], np.float32)
    outwards /= np.maximum(np.hypot(p[:, 0], p[:, 2]), TINY)[:, None]
    if shape == 1:
        on_top = (p[:, 1] > CYLINDER_HEIGHT - 1e-3)[:, None]
        return np.where(on_top, np.array([0, 1, 0], np.float32), outwards)
    slope = CONE_BASE / CONE_HEIGHT
    return _unit(outwards + np.array([0, slope, 0], np.float32))


def _cube_normals(p: Floats) -> Floats:
    """Along the axis that is nearest to the point."""
    rows, axis = np.arange(len(p)), np.abs(p).argmax(1)
    normal = np.zeros_like(p)
    normal[rows, axis] = np.sign(p[rows, axis])
    return normal
