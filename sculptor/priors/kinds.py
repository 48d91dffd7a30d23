"""The kinds of priors and their parameters: one table for validation and for a page's controls."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sculptor.errors import SculptorError

Value: TypeAlias = int | float | str | tuple[float, ...]


@dataclass(frozen=True)
class Parameter:
    """One thing about a prior that can be set.

    The type of the default is the type of the parameter: a whole number, a number, one of some
    words, or a list of numbers (as a tuple).

    Attributes:
        name: Its name in the JSON.
        default: What it is where the JSON does not say.
        low: The least that it (or each number of a list) may be.
        high: The most.
        step: A sensible change of it.
        description: What it is, with its unit.
        choices: The words that it may be; empty for numbers.
    """

    name: str
    default: Value
    low: float
    high: float
    step: float
    description: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A family of priors.

    Attributes:
        name: Its ``kind`` in the JSON.
        title: Its name for people.
        description: What it is, in one line.
        dim: Its number of dimensions; None where it exists in any (or has that of its content).
        parameters: What can be set.
        content: What else its JSON carries and must have, such as the picture of a density. Kinds
            without it need nothing but their parameters.
    """

    name: str
    title: str
    description: str
    dim: int | None
    parameters: tuple[Parameter, ...] = ()
    content: tuple[str, ...] = ()

    @property
    def any_dim(self) -> bool:
        """Whether it exists in any number of dimensions, so that ``dim`` says which."""
        return self.dim is None and not self.content


def _number(
    name: str, default: float, low: float, high: float, step: float, description: str
) -> Parameter:
    return Parameter(name, default, low, high, step, description)


_STD = _number("std", 1.0, 0.01, 10.0, 0.05, "Standard deviation of each coordinate")
_JITTER = _number(
    "jitter", 0.0, 0.0, 10.0, 0.01, "Standard deviation of Gaussian noise added to each point"
)
_HEIGHT = _number("height", 3.5, 0.1, 20.0, 0.1, "Length of the sheet along its straight axis")


def _radius(default: float, description: str) -> Parameter:
    return _number("radius", default, 0.1, 20.0, 0.05, description)


def _width(default: float, description: str = "Standard deviation of the line's thickness") -> Any:
    return _number("width", default, 0.0, 2.0, 0.01, description)


def _side(default: float) -> Parameter:
    return _number("side", default, 0.2, 40.0, 0.1, "Length of the whole along each axis")


def _count(name: str, default: int, low: int, high: int, description: str) -> Parameter:
    return Parameter(name, default, low, high, 1, description)


_SMOOTH = (
    Kind("gaussian", "Gaussian", "Independent normal coordinates", None, (_STD,)),
    Kind(
        "uniform",
        "Uniform",
        "Evenly filled square or disc; cube or ball in more dimensions",
        None,
        (
            Parameter("shape", "square", 0, 0, 0, "What is filled", ("square", "disc")),
            _radius(2.0, "Half the side of the square, or the radius of the disc"),
        ),
    ),
    Kind("laplace", "Laplace", "Independent coordinates with a sharp peak", None, (_STD,)),
    Kind(
        "student-t",
        "Student-t",
        "Independent coordinates with heavy tails",
        None,
        (
            # With 2 and fewer it has no variance, by which bandwidths and starts are scaled.
            _number("df", 5.0, 2.5, 100.0, 0.5, "Degrees of freedom: fewer, heavier tails"),
            _width(0.75, "Scale of the density; it has standard deviation √(df / (df - 2)) times"),
        ),
    ),
    Kind(
        "gaussian-mixture",
        "Gaussian mixture",
        "Round clusters, their means on a circle; well apart on a sphere in more dimensions",
        None,
        (
            _count("k", 5, 1, 64, "Number of clusters"),
            _number("spread", 1.5, 0.0, 20.0, 0.05, "Distance of the means from the origin"),
            _number("std", 0.25, 0.01, 10.0, 0.01, "Standard deviation of a cluster"),
            Parameter("weights", (), 0.0, 1e6, 0.1, "Relative size of each cluster; empty: equal"),
        ),
    ),
)

_PLANAR = (
    Kind(
        "ring",
        "Ring",
        "A circle",
        2,
        (_radius(1.5, "Radius of the circle"), _width(0.1)),
    ),
    Kind(
        "rings",
        "Concentric rings",
        "Circles in one another, evenly dense along their lines",
        2,
        (
            _count("count", 2, 1, 12, "Number of circles"),
            _radius(1.8, "Radius of the outermost circle"),
            _width(0.08),
        ),
    ),
    Kind(
        "moons",
        "Two moons",
        "Two interlocked half circles",
        2,
        (_radius(1.4, "Radius of a half circle"), _width(0.08)),
    ),
    Kind(
        "spiral",
        "Spiral",
        "Arms that wind out of the origin",
        2,
        (
            _count("arms", 2, 1, 8, "Number of arms"),
            _number("turns", 1.0, 0.1, 5.0, 0.1, "Turns that an arm makes"),
            _radius(2.2, "Radius at which an arm ends"),
            _width(0.06),
        ),
    ),
    Kind(
        "pinwheel",
        "Pinwheel",
        "Curved blades around the origin",
        2,
        (
            _count("arms", 5, 1, 16, "Number of blades"),
            _radius(1.5, "Radius at which a blade has its middle"),
            _number("radial", 0.3, 0.0, 1.0, 0.01, "Length of a blade, as a share of the radius"),
            _number(
                "tangential", 0.08, 0.0, 1.0, 0.01, "Thickness of a blade, as a share of the radius"
            ),
            _number("rate", 0.25, -2.0, 2.0, 0.05, "How much a blade is curved"),
        ),
    ),
    Kind(
        "checkerboard",
        "Checkerboard",
        "The dark fields of a chessboard, each evenly filled",
        2,
        (_count("cells", 4, 2, 16, "Fields along a side"), _side(4.0)),
    ),
)

_LATTICE = Kind(
    "grid",
    "Grid of points",
    "Dots on a lattice; each coordinate takes one of a few values",
    None,
    (
        _count("count", 4, 2, 32, "Dots along each axis"),
        _side(3.2),
        _width(0.08, "Standard deviation of a dot"),
    ),
)

_SPATIAL = (
    Kind(
        "swiss-roll",
        "Swiss roll",
        "A sheet rolled up",
        3,
        (
            _number("turns", 1.5, 0.1, 5.0, 0.1, "Turns of the roll"),
            _radius(2.2, "Radius of the roll"),
            _HEIGHT,
            _width(0.0, "Standard deviation of the sheet's thickness"),
        ),
    ),
    Kind(
        "s-curve",
        "S-curve",
        "A sheet bent to the letter S",
        3,
        (
            _radius(1.0, "Radius of a bend"),
            _HEIGHT,
            _width(0.0, "Standard deviation of the sheet's thickness"),
        ),
    ),
    Kind(
        "torus",
        "Torus",
        "The surface of a doughnut, evenly covered",
        3,
        (
            _radius(1.4, "Radius of the circle in the middle of the tube"),
            _number("tube", 0.6, 0.05, 20.0, 0.05, "Radius of the tube, at most the other radius"),
        ),
    ),
    Kind(
        "sphere",
        "Hypersphere",
        "The surface of a ball, evenly covered; a circle in 2 dimensions",
        None,
        (_radius(2.0, "Radius of the sphere"),),
    ),
)

_CONTENT = (
    Kind("image", "Drawing", "A picture read as a density", 2, (), ("png", "extent")),
    Kind("samples", "Samples", "Points from a file", None, (_JITTER,), ("sha256", "shape")),
    Kind(
        "compose", "Composition", "Blocks that together fill the dimensions", None, (), ("blocks",)
    ),
    Kind(
        "run",
        "Copy of a run",
        "The aggregate posterior of an earlier run",
        None,
        (_JITTER,),
        ("run",),
    ),
)

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*_SMOOTH, *_PLANAR, _LATTICE, *_SPATIAL, *_CONTENT)
}
"""Every kind of prior, by its name in the JSON."""


def find(spec: Any) -> Kind:
    """The kind that a specification names.

    Raises:
        SculptorError: The specification is no JSON object, or names no kind that there is.
    """
    if not isinstance(spec, Mapping):
        raise SculptorError(
            f'Expected a prior as a JSON object such as {{"kind": "ring"}}, received {spec!r:.80}.'
        )
    name = spec.get("kind")
    if isinstance(name, str) and name in KINDS:
        return KINDS[name]
    raise SculptorError(
        f"Expected a prior of kind {', '.join(KINDS)}; received {name!r:.80}."
        f"{_closest(str(name), KINDS)}"
    )


def check_names(kind: Kind, spec: Mapping[str, Any], always: tuple[str, ...]) -> None:
    """Refuse names that a kind does not take, and miss none that it must have.

    Args:
        kind: The kind.
        spec: The specification.
        always: Names that every kind takes.

    Raises:
        SculptorError: A name is unknown or missing.
    """
    parameters = [parameter.name for parameter in kind.parameters]
    known = [*parameters, *kind.content, *always]
    for name in spec:
        if name not in known:
            raise SculptorError(
                f"Expected a prior of kind {kind.name} with {', '.join(known)}; "
                f"received also {str(name)!r:.80}.{_closest(str(name), known)} Rename or remove it."
            )
    for name in kind.content:
        if name not in spec:
            raise SculptorError(
                f"Expected a prior of kind {kind.name} with {' and '.join(kind.content)}, "
                f"received one without {name}."
            )


def values(kind: Kind, spec: Mapping[str, Any]) -> dict[str, Value]:
    """Every parameter of a kind: as the specification says, or its default.

    >>> values(KINDS["ring"], {"kind": "ring", "width": 0})
    {'radius': 1.5, 'width': 0.0}

    Raises:
        SculptorError: A value has another type, or lies out of range.
    """
    return {
        item.name: _checked(kind, item, spec[item.name]) if item.name in spec else item.default
        for item in kind.parameters
    }


def _checked(kind: Kind, item: Parameter, value: Any) -> Value:
    if item.choices:
        if value not in item.choices:
            raise _unlike(kind, item, " or ".join(item.choices), value)
        return str(value)
    if isinstance(item.default, tuple):
        if not isinstance(value, list | tuple) or not all(_within(item, part) for part in value):
            raise _unlike(
                kind, item, f"a list of numbers from {item.low:g} to {item.high:g}", value
            )
        return tuple(float(part) for part in value)
    whole = isinstance(item.default, int)
    if not _within(item, value) or (whole and value != int(value)):
        word = "a whole number" if whole else "a number"
        raise _unlike(kind, item, f"{word} from {item.low:g} to {item.high:g}", value)
    return int(value) if whole else float(value)


def _within(item: Parameter, value: Any) -> bool:
    return is_number(value) and item.low <= value <= item.high


def is_number(value: Any) -> bool:
    """Whether ``value`` is a number that fits a float, and not a truth value.

    >>> is_number(1), is_number(float("nan")), is_number(10**400), is_number("1")
    (True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max


def _unlike(kind: Kind, item: Parameter, expected: str, value: Any) -> SculptorError:
    return SculptorError(
        f"Expected {item.name} of a prior of kind {kind.name} as {expected}, "
        f"received {value!r:.80}. It is: {item.description[0].lower()}{item.description[1:]}."
    )


def _closest(name: str, known: Any) -> str:
    found = difflib.get_close_matches(name.lower().replace("_", "-"), list(known), 1)
    return f" Did you mean {found[0]}?" if found else ""
