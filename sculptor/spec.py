"""How a kind of anything is declared, and the one check of what is asked of it.

An objective, a prior, a network, a data set and a metric are each declared once: a name, a line of
help, parameters, what it needs, and where it is made, as ``"module:Class"``. Reading a declaration
imports nothing, so that a form or a help text costs no torch. `sculptor.register` adds another.

>>> ring = Prior("ring", "Ring", "A circle", make="sculptor.priors.planar:ring", dim=2,
...              parameters=(number("radius", 1.5, 0.1, 20.0, 0.05, "Radius of the circle"),))
>>> fill(ring, {"kind": "ring", "radius": 2})
{'kind': 'ring', 'radius': 2.0}
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from sculptor.errors import SculptorError
from sculptor.names import legible
from sculptor.parameter import (
    Parameter,
    Value,
    checked,
    choice,
    closest,
    is_number,
    number,
    numbers,
    one_of,
    whole,
)

__all__ = [
    "Dataset",
    "Kind",
    "Metric",
    "Network",
    "Objective",
    "Parameter",
    "Prior",
    "Value",
    "checked",
    "choice",
    "closest",
    "declared",
    "fill",
    "is_number",
    "load",
    "number",
    "numbers",
    "one_of",
    "whole",
]

Make: TypeAlias = str | Callable[..., Any]
"""``"module:name"``, which is imported when it is first called, or the thing itself."""

_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_MAKE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


# Kinds --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A kind of anything; see the families below for what ``make`` is called with.

    Attributes:
        name: Its ``kind`` in the JSON: small letters, digits, and hyphens between.
        title: Its name for people.
        description: What it is, in one line.
        make: What makes it, as ``"module:Class"``.
        parameters: What can be set, the most important first. ``make`` is given all of them by
            name.
        takes: What else ``make`` is given by name, out of the ``facts`` of the family.
        check: Called with all parameters by name, to refuse what does not go together.
        content: What else its JSON must have, such as the picture of a density.
        remarks: What else its JSON may have.
    """

    name: str
    title: str
    description: str = ""
    _: KW_ONLY
    make: Make = ""
    parameters: tuple[Parameter, ...] = ()
    takes: tuple[str, ...] = ()
    check: Make = ""
    content: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    family: ClassVar[str] = "kind"
    phrase: ClassVar[str] = "a kind"
    facts: ClassVar[tuple[str, ...]] = ()
    exact: ClassVar[bool] = False
    """Whether 64.0 is no whole number."""

    @property
    def adjustable(self) -> tuple[Parameter, ...]:
        """The parameters that may be changed while a run trains."""
        return tuple(parameter for parameter in self.parameters if parameter.adjustable)

    def load(self) -> Any:
        """What makes it, imported now.

        Raises:
            SculptorError: It cannot be imported.
        """
        return load(self.make, f"{self.family} {self.name}")

    def build(self, *given: Any, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        """Call ``make``.

        Args:
            given: What every kind of the family is given first.
            values: Its parameters, as `fill` has them.
            facts: Of which it is given those that it ``takes``.
        """
        named = {name: value for name, value in values.items() if name != "kind"}
        return self.load()(*given, **{name: facts[name] for name in self.takes}, **named)


Needs: TypeAlias = Literal["samples", "density", "independence"]
"""What must be known of a prior, each including the one before: samples of it; a density to which
the KL divergence is finite; independent coordinates."""


@dataclass(frozen=True)
class Objective(Kind):
    """What is minimised: ``make(**parameters)`` gives a `sculptor.objectives.Objective`.

    Attributes:
        needs: What must be known of the prior.
        joint: Whether it can hold each class to a target of its own, see
            `sculptor.objectives.Knowing`; or looks at no target at all.
        front: Values of the first parameter that may be changed while a run trains, from one end
            of the front of reconstruction against LPS to the other, for studies.
    """

    needs: Needs = "samples"
    joint: bool = False
    front: tuple[float | str, ...] = ()

    family: ClassVar[str] = "objective"
    phrase: ClassVar[str] = "an objective of kind"
    facts: ClassVar[tuple[str, ...]] = ("latent_dim", "images", "steps", "seed", "entropy")


@dataclass(frozen=True)
class Prior(Kind):
    """A target p(z): ``make(generator, n, dim, **parameters)`` draws points ``(n, dim)``.

    The generator is one of NumPy. Where there is ``content``, ``make(spec, **parameters)`` gives a
    `sculptor.priors.Prior`.

    Attributes:
        dim: Its number of dimensions; None where it exists in any (or has that of its content).
        density: ``log_prob(z, **parameters)``, of a tensor ``(n, dim)`` in nats, if it is known.
        bounded: Whether the density is zero somewhere, so that the KL divergence is infinite.
        dependent: What of it makes its coordinates depend on one another, such as ``a mixture``;
            empty where they do not.
    """

    dim: int | None = None
    density: Make = ""
    bounded: bool = False
    dependent: str = ""

    family: ClassVar[str] = "prior"
    phrase: ClassVar[str] = "a prior of kind"
    facts: ClassVar[tuple[str, ...]] = ("samples", "block", "dim")

    @property
    def any_dim(self) -> bool:
        """Whether it exists in any number of dimensions, so that ``dim`` says which."""
        return self.dim is None and not self.content


@dataclass(frozen=True)
class Network(Kind):
    """Encoder and decoder: ``make(image_shape, latent_dim, **parameters)`` gives their trunks.

    See `sculptor.models.networks.Trunks`.

    Attributes:
        cost: ``cost(image_shape, **parameters)``, multiplications of one image's way through the
            encoder's trunk, by which the time of a run is estimated; a guess where empty.
        images_only: Whether it makes no sense for rows of a table.
    """

    cost: Make = ""
    images_only: bool = False

    family: ClassVar[str] = "network"
    phrase: ClassVar[str] = "a network of kind"
    exact: ClassVar[bool] = True


@dataclass(frozen=True)
class Dataset(Kind):
    """Images x: ``make()`` gives a `sculptor.datasets.Dataset`.

    Attributes:
        shape: Channels, height and width of an image.
        n_train: Images in the training split as its makers give it.
        n_test: Images in the test split.
        n_validation: Images in the validation split; with 0 the last training images are one, see
            `sculptor.datasets.Dataset.validated`.
        licence: The terms of the images.
        source: Where they come from, with whom to cite.
        factor_names: The generative factors that are known of each image.
        factor_kinds: How two values of each compare: ``linear``, ``circular``, ``categorical``.
        label_names: The classes.
        version: Raised whenever ``make`` gives other arrays, so that those in the cache are not
            used; with 0 nothing is kept there, and they are made anew each time.
    """

    shape: tuple[int, int, int] = (1, 8, 8)
    n_train: int = 0
    n_test: int = 0
    licence: str = ""
    source: str = ""
    factor_names: tuple[str, ...] = ()
    factor_kinds: tuple[Literal["linear", "circular", "categorical"], ...] = ()
    label_names: tuple[str, ...] = ()
    version: int = 0
    n_validation: int = 0

    family: ClassVar[str] = "dataset"
    phrase: ClassVar[str] = "a data set out of"
    facts: ClassVar[tuple[str, ...]] = ("files",)


Better: TypeAlias = Literal["low", "high", ""]


@dataclass(frozen=True)
class Metric(Kind):
    """A figure of a trained run: ``make(z, **taken)`` gives a number, of codes ``(n, latent_dim)``.

    What it ``takes`` is also what it needs: a run without factors has no figure that takes them.
    ``target`` are as many samples of the prior; ``factors`` ``(n, k)``; ``labels`` ``(n,)``;
    ``images`` ``(n, c, h, w)`` uint8 and ``reconstructions``, the same as floats in [0, 1]; and a
    ``seed``.

    Attributes:
        better: ``low``, ``high``, or nothing where it is only there to compare with.
        group: What it is about: ``reconstruction``, ``independence``, ``prior``, ``generation``,
            ``factors``, or ``aligned``: with factors, along other axes than the latents.
        representation: The codes that it is taken of: ``mean``, ``sample``, or ``both``.
    """

    better: Better = ""
    group: str = "other"
    representation: Literal["mean", "sample", "both"] = "both"

    family: ClassVar[str] = "metric"
    phrase: ClassVar[str] = "a metric out of"
    facts: ClassVar[tuple[str, ...]] = (
        *("target", "factors", "labels", "images", "reconstructions", "seed"),
    )


# What is asked of a kind --------------------------------------------------------------------------


def fill(kind: Kind, spec: Mapping[str, Any], also: Iterable[str] = ()) -> dict[str, Any]:
    """The ``kind`` and every parameter: as the specification says, or its default.

    Args:
        kind: What is asked for.
        spec: Its JSON.
        also: Names that the JSON may have besides.

    Raises:
        SculptorError: A name is unknown or missing, a value has another type or lies out of range,
            or the values do not go together.
    """
    known = [*(item.name for item in kind.parameters), *kind.content, *kind.remarks, *also]
    for name in spec:
        if name != "kind" and name not in known:
            raise SculptorError(
                f"Expected {_one(kind)} with {', '.join(known) or 'nothing to set'}; "
                f"received also {name!s:.80}.{closest(str(name), known)} Rename or remove it."
            )
    for name in kind.content:
        if name not in spec:
            raise SculptorError(
                f"Expected {_one(kind)} with {' and '.join(kind.content)}, "
                f"received one without {name}."
            )
    values = {
        item.name: checked(item, spec[item.name], of=_one(kind), exact=kind.exact)
        if item.name in spec
        else item.default
        for item in kind.parameters
    }
    if kind.check:
        load(kind.check, f"check of the {kind.family} {kind.name}")(**values)
    return {"kind": kind.name, **values}


def _one(kind: Kind) -> str:
    phrase = kind.phrase.removesuffix(" out of")
    return f"{phrase} {kind.name}"


# Declarations -------------------------------------------------------------------------------------


def load(make: Make, what: str) -> Any:
    """What ``"module:name"`` names, imported now.

    Raises:
        SculptorError: There is no such module or name.
    """
    if not isinstance(make, str):
        return make
    module, _, path = make.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError) as error:
        raise SculptorError(f"Expected the {what} in {make}, but: {error}.") from error
    return found


def declared(kind: Kind) -> None:
    """Refuse a declaration that makes no sense.

    Raises:
        SculptorError: A name is no name, a default is out of range, or what it takes is not there.
    """
    if not _NAME.fullmatch(str(kind.name)):
        raise _nonsense(
            kind, f"the name in small letters, digits and hyphens, received {kind.name!r:.80}"
        )
    if not (isinstance(kind.title, str) and kind.title and isinstance(kind.description, str)):
        raise _nonsense(kind, "a title and a description as text")
    for text in _texts(kind):
        if legible(text) != text:
            raise _nonsense(kind, f"text of visible characters, received {text!r:.80}")
    if not callable(kind.make) and not _MAKE.fullmatch(kind.make):
        raise _nonsense(kind, f"make as 'module:Class', received {kind.make!r:.80}")
    unknown = [name for name in kind.takes if name not in kind.facts]
    if unknown:
        raise _nonsense(
            kind, f"to take {one_of(kind.facts) or 'nothing'}, received {', '.join(unknown)}"
        )
    names = [item.name for item in kind.parameters] + list(kind.takes)
    if len({*names, "kind"}) <= len(names) or not all(map(str.isidentifier, names)):
        raise _nonsense(kind, f"parameters of names of their own, received {', '.join(names)}")
    for item in kind.parameters:
        if item.high > item.low and not item.step > 0:
            raise _nonsense(kind, f"a step above 0 for {item.name}, received {item.step!r:.80}")
        if checked(item, item.default) != item.default:
            raise _nonsense(kind, f"a default of {item.name} as {item.expected}")


def _texts(part: Any) -> Iterator[str]:
    """Every text of a declaration: pages and terminals show them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Kind | Parameter):
        yield from _texts(tuple(vars(part).values()))
    elif isinstance(part, tuple):
        for inner in part:
            yield from _texts(inner)


def _nonsense(kind: Kind, expected: str) -> SculptorError:
    return SculptorError(f"Expected of the {kind.family} {kind.name!r:.80} {expected}.")
