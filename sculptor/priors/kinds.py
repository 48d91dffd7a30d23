"""The kinds of priors."""

from __future__ import annotations

from sculptor.parameter import Parameter, choice, number, numbers, whole
from sculptor.plugins import Registry
from sculptor.spec import Prior

_STD = number(
    "std",
    1.0,
    0.01,
    10.0,
    0.05,
    "Standard deviation of each coordinate",
    label="Standard deviation",
)
_JITTER = number(
    "jitter", 0.0, 0.0, 10.0, 0.01, "Standard deviation of Gaussian noise added to each point"
)
_HEIGHT = number("height", 3.5, 0.1, 20.0, 0.1, "Length of the sheet along its straight axis")


def _radius(default: float, description: str) -> Parameter:
    return number("radius", default, 0.1, 20.0, 0.05, description)


def _width(
    default: float, description: str = "Standard deviation of the line's thickness"
) -> Parameter:
    return number("width", default, 0.0, 2.0, 0.01, description)


def _side(default: float) -> Parameter:
    return number("side", default, 0.2, 40.0, 0.1, "Length of the whole along each axis")


def _count(
    name: str, default: int, low: int, high: int, description: str, label: str = ""
) -> Parameter:
    return whole(name, default, low, high, 1, description, label=label)


def _planar(name: str, title: str, description: str, *parameters: Parameter) -> Prior:
    make = f"sculptor.priors.planar:{name}"
    return Prior(name, title, description, make=make, dim=2, parameters=parameters)


_SMOOTH = (
    Prior(
        "gaussian",
        "Gaussian",
        "Independent normal coordinates",
        make="sculptor.priors.smooth:gaussian",
        parameters=(_STD,),
        density="sculptor.priors.density:gaussian",
    ),
    Prior(
        "uniform",
        "Uniform",
        "Evenly filled square or disc; cube or ball in more dimensions",
        make="sculptor.priors.smooth:uniform",
        parameters=(
            choice("shape", ("square", "disc"), "What is filled"),
            _radius(2.0, "Half the side of the square, or the radius of the disc"),
        ),
        density="sculptor.priors.density:uniform",
        bounded=True,
    ),
    Prior(
        "laplace",
        "Laplace",
        "Independent coordinates with a sharp peak",
        make="sculptor.priors.smooth:laplace",
        parameters=(_STD,),
        density="sculptor.priors.density:laplace",
    ),
    Prior(
        "student-t",
        "Student-t",
        "Independent coordinates with heavy tails",
        make="sculptor.priors.smooth:student_t",
        parameters=(
            # With 2 and fewer it has no variance, by which bandwidths and starts are scaled.
            number(
                "df",
                5.0,
                2.5,
                100.0,
                0.5,
                "Degrees of freedom: fewer, heavier tails",
                label="Degrees of freedom",
            ),
            _width(0.75, "Scale of the density; it has standard deviation √(df / (df - 2)) times"),
        ),
        density="sculptor.priors.density:student_t",
    ),
    Prior(
        "gaussian-mixture",
        "Gaussian mixture",
        "Round clusters, their means on a circle; well apart on a sphere in more dimensions",
        make="sculptor.priors.smooth:gaussian_mixture",
        parameters=(
            _count("k", 5, 1, 64, "Number of clusters", "Clusters"),
            number("spread", 1.5, 0.0, 20.0, 0.05, "Distance of the means from the origin"),
            number(
                "std",
                0.25,
                0.01,
                10.0,
                0.01,
                "Standard deviation of a cluster",
                label="Standard deviation",
            ),
            numbers("weights", 0.0, 1e6, 0.1, "Relative size of each cluster; empty: equal"),
        ),
        density="sculptor.priors.density:gaussian_mixture",
        dependent="a mixture",
        check="sculptor.priors.smooth:check_mixture",
    ),
)

_PLANAR = (
    _planar("ring", "Ring", "A circle", _radius(1.5, "Radius of the circle"), _width(0.1)),
    _planar(
        "rings",
        "Concentric rings",
        "Circles in one another, evenly dense along their lines",
        _count("count", 2, 1, 12, "Number of circles"),
        _radius(1.8, "Radius of the outermost circle"),
        _width(0.08),
    ),
    _planar(
        "moons",
        "Two moons",
        "Two interlocked half circles",
        _radius(1.4, "Radius of a half circle"),
        _width(0.08),
    ),
    _planar(
        "spiral",
        "Spiral",
        "Arms that wind out of the origin",
        _count("arms", 2, 1, 8, "Number of arms"),
        number("turns", 1.0, 0.1, 5.0, 0.1, "Turns that an arm makes"),
        _radius(2.2, "Radius at which an arm ends"),
        _width(0.06),
    ),
    _planar(
        "pinwheel",
        "Pinwheel",
        "Curved blades around the origin",
        _count("arms", 5, 1, 16, "Number of blades"),
        _radius(1.5, "Radius at which a blade has its middle"),
        number("radial", 0.3, 0.0, 1.0, 0.01, "Length of a blade, as a share of the radius"),
        number(
            "tangential", 0.08, 0.0, 1.0, 0.01, "Thickness of a blade, as a share of the radius"
        ),
        number("rate", 0.25, -2.0, 2.0, 0.05, "How much a blade is curved"),
    ),
    _planar(
        "checkerboard",
        "Checkerboard",
        "The dark fields of a chessboard, each evenly filled",
        _count("cells", 4, 2, 16, "Fields along a side"),
        _side(4.0),
    ),
)

_LATTICE = Prior(
    "grid",
    "Grid of points",
    "Dots on a lattice; each coordinate takes one of a few values",
    make="sculptor.priors.planar:grid",
    parameters=(
        _count("count", 4, 2, 32, "Dots along each axis"),
        _side(3.2),
        _width(0.08, "Standard deviation of a dot"),
    ),
)

_SPATIAL = (
    Prior(
        "swiss-roll",
        "Swiss roll",
        "A sheet rolled up",
        make="sculptor.priors.spatial:swiss_roll",
        dim=3,
        parameters=(
            number("turns", 1.5, 0.1, 5.0, 0.1, "Turns of the roll"),
            _radius(2.2, "Radius of the roll"),
            _HEIGHT,
            _width(0.0, "Standard deviation of the sheet's thickness"),
        ),
    ),
    Prior(
        "s-curve",
        "S-curve",
        "A sheet bent to the letter S",
        make="sculptor.priors.spatial:s_curve",
        dim=3,
        parameters=(
            _radius(1.0, "Radius of a bend"),
            _HEIGHT,
            _width(0.0, "Standard deviation of the sheet's thickness"),
        ),
    ),
    Prior(
        "torus",
        "Torus",
        "The surface of a doughnut, evenly covered",
        make="sculptor.priors.spatial:torus",
        dim=3,
        parameters=(
            _radius(1.4, "Radius of the circle in the middle of the tube"),
            number("tube", 0.6, 0.05, 20.0, 0.05, "Radius of the tube, at most the other radius"),
        ),
        check="sculptor.priors.spatial:check_torus",
    ),
    Prior(
        "sphere",
        "Hypersphere",
        "The surface of a ball, evenly covered; a circle in 2 dimensions",
        make="sculptor.priors.spatial:sphere",
        parameters=(_radius(2.0, "Radius of the sphere"),),
    ),
)

_LABELS = number(
    "labels",
    1.0,
    1e-5,
    1e9,
    0.01,
    "Images whose labels or factors are known: a share of all up to 1, or a number from 2",
    label="Labels known",
)

_CONTENT = (
    Prior(
        "image",
        "Drawing",
        "A picture read as a density",
        make="sculptor.priors.image:from_spec",
        dim=2,
        content=("png", "extent"),
    ),
    Prior(
        "samples",
        "Samples",
        "Points from a file",
        make="sculptor.priors.samples:from_spec",
        parameters=(_JITTER,),
        content=("sha256", "shape"),
        remarks=("origin",),
        takes=("samples",),
    ),
    Prior(
        "compose",
        "Composition",
        "Blocks that together fill the dimensions, tied to factors or free",
        make="sculptor.priors.ties:from_spec",
        parameters=(_LABELS,),
        content=("blocks",),
        takes=("block",),
        check="sculptor.priors.labelled:check_labels",
    ),
    Prior(
        "by-label",
        "By label",
        "A prior of its own for each class",
        make="sculptor.priors.labelled:from_spec",
        parameters=(_LABELS,),
        content=("parts",),
        remarks=("rest",),
        takes=("block", "dim"),
        check="sculptor.priors.labelled:check_labels",
    ),
    Prior(
        "run",
        "Copy of a run",
        "The aggregate posterior of an earlier run",
        make="sculptor.priors.samples:of_run",
        parameters=(_JITTER,),
        content=("run",),
    ),
)

KINDS = Registry(Prior, (*_SMOOTH, *_PLANAR, _LATTICE, *_SPATIAL, *_CONTENT))
"""Every kind of prior, by its name in the JSON."""


def named() -> tuple[str, ...]:
    """The kinds that need nothing but their parameters."""
    return tuple(name for name, kind in KINDS.items() if not kind.content)
