"""Kinds that others bring: found among the installed packages, in files, and in notebooks.

A package brings kinds by entry points: ``[project.entry-points."sculptor.objectives"]`` and a line
``sinkhorn = "my_package.kinds:SINKHORN"``, whose value is a declaration or several. Modules
and files that ``SCULPTOR_PLUGINS`` names, with commas between, and any program call `register`.

All are read once, when a name is looked for that is none of ours or all are listed. One that cannot
be imported, or declares nonsense, is left out and named by `plugins`; nothing else breaks.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from sculptor.errors import SculptorError, brief, trying
from sculptor.home import expanded
from sculptor.names import shown
from sculptor.spec import Kind, closest, declared, fill, load, one_of

VARIABLE = "SCULPTOR_PLUGINS"

HOMES = {
    "objective": "sculptor.objectives.kinds:KINDS",
    "prior": "sculptor.priors.kinds:KINDS",
    "network": "sculptor.models.kinds:KINDS",
    "dataset": "sculptor.data.registry:SOURCES",
    "metric": "sculptor.measure.catalogue:METRICS",
}
"""Where our own kinds of each family are declared."""

GROUPS = {f"sculptor.{family}s": family for family in HOMES}
"""Groups of entry points, and the family of each."""

K = TypeVar("K", bound=Kind)


@dataclass(frozen=True)
class Plugin:
    """Where kinds come from.

    Attributes:
        source: An entry point, a module or a file.
        kinds: What it declares, such as ``objective sinkhorn``.
        problem: Why it is left out; empty where it is not.
    """

    source: str
    kinds: tuple[str, ...] = ()
    problem: str = ""


@dataclass
class _Shelf:
    """All that has been found, of every family."""

    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    read: bool = False
    busy: bool = False
    reading: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)


_shelf = _Shelf()


class Registry(Mapping[str, K], Generic[K]):
    """The kinds of one family by name: ours in their order, then those of others.

    Args:
        family: What they are.
        kinds: Ours.
    """

    def __init__(self, family: type[K], kinds: Iterable[K]) -> None:
        self._family = family
        self._own = {kind.name: kind for kind in kinds}

    @property
    def own(self) -> tuple[str, ...]:
        """The names of ours."""
        return tuple(self._own)

    def others(self) -> list[K]:
        """The kinds that are not ours."""
        return [kind for name, kind in self.items() if name not in self._own]

    def __getitem__(self, name: str) -> K:
        if name in self._own:
            return self._own[name]
        _read()
        kind: Any = _shelf.kinds[self._family.family, name]
        found: K = kind
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        _read()
        others = [name for family, name in _shelf.kinds if family == self._family.family]
        return iter([*self._own, *others])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def lookup(self, name: Any) -> K:
        """The kind of a name.

        Raises:
            SculptorError: There is none.
        """
        if name in self:
            found: K = self[name]
            return found
        near = closest(name, self) if isinstance(name, str) else ""
        raise SculptorError(
            f"Expected {self._family.phrase} {one_of(self)}, received {brief(name)}."
            f"{near}{hint() if isinstance(name, str) and (_shelf.problems or not near) else ''}"
        )

    def find(self, spec: Any) -> K:
        """The kind that a specification names.

        Raises:
            SculptorError: The specification is no JSON object, or names no kind that there is.
        """
        if not isinstance(spec, Mapping):
            raise SculptorError(
                f"Expected {self._family.phrase.split(' of ')[0]} as a JSON object such as "
                f'{{"kind": "{self.own[0]}"}}, received {brief(spec)}.'
            )
        return self.lookup(spec.get("kind"))

    def fill(self, spec: Any, also: Iterable[str] = ()) -> dict[str, Any]:
        """A specification with every parameter that was left out at its default; see `spec.fill`.

        >>> from sculptor.models.kinds import KINDS
        >>> KINDS.fill({"kind": "mlp", "width": 64})
        {'kind': 'mlp', 'width': 64, 'depth': 3}

        Raises:
            SculptorError: The kind or a parameter is not one that there is.
        """
        return fill(self.find(spec), spec, also)


def register(kind: Kind) -> Any:
    """Add a kind to those of Sculptor: in forms, on the command line, in studies and comparisons.

    A declaration without ``make`` is given what follows it:

        @sculptor.register(Metric("spread", "Spread", "Standard deviation over all latents."))
        def spread(z):
            return z.std()

    Whoever registers under the same name again, as in a cell that is run twice, replaces it.

    Args:
        kind: An `Objective`, `Prior`, `Network`, `Dataset` or `Metric` of `sculptor.spec`.

    Returns:
        The kind; without ``make`` a decorator, which returns what it is put on.

    Raises:
        SculptorError: It is no declaration, makes no sense, or the name is taken.
    """
    if not isinstance(kind, Kind) or kind.family not in HOMES:
        raise SculptorError(
            "Expected a declaration out of sculptor.spec: Objective, Prior, Network, Dataset or "
            f"Metric; received {kind!r:.80}."
        )
    source = _shelf.reading or sys._getframe(1).f_globals.get("__name__", "__main__")
    if kind.make:
        _add(kind, source)
        return kind

    def decorate(made: Callable[..., Any]) -> Callable[..., Any]:
        _add(replace(kind, make=made), source)
        return made

    return decorate


def plugins() -> list[Plugin]:
    """Every source of kinds that are not ours, and what became of it."""
    _read()
    found: dict[str, list[str]] = {source: [] for source in _shelf.problems}
    for (family, name), source in _shelf.sources.items():
        found.setdefault(source, []).append(f"{family} {name}")
    return [
        Plugin(source, tuple(kinds), _shelf.problems.get(source, ""))
        for source, kinds in found.items()
    ]


def environment() -> dict[str, str]:
    """What another process needs to find the same kinds: `VARIABLE`, if it is needed."""
    named = _named()
    for source in dict.fromkeys(_shelf.sources.values()):
        place = _importable(source)
        if place and not {source, place} & {*named}:
            named.append(place)
    return {VARIABLE: ",".join(named)} if named else {}


def brought(kinds: Iterable[tuple[str, str]]) -> bool:
    """Whether any of the kinds, given by families and names, is not ours."""
    return any(kind in _shelf.sources for kind in kinds)


def check_portable(kinds: Iterable[tuple[str, str]]) -> None:
    """Refuse kinds that another process could not find.

    Args:
        kinds: Families and names.

    Raises:
        SculptorError: One was registered by a notebook or a script.
    """
    for family, name in kinds:
        source = _shelf.sources.get((family, name))
        if source is not None and source in sys.modules and not _importable(source):
            raise SculptorError(
                f"Expected kinds that another process can import, but the {family} {name} is "
                "declared in a notebook or a script. Put it into a file of its own and import "
                "that, or train in this process: sculptor.train(config)."
            )


# Within -------------------------------------------------------------------------------------------


def _add(kind: Kind, source: str) -> None:
    """Put a kind on the shelf."""
    declared(kind)
    key = kind.family, kind.name
    own: Registry[Kind] = load(HOMES[kind.family], f"kinds of {kind.family}")
    with _shelf.lock:
        if kind.name in own.own or _shelf.sources.get(key, source) != source:
            whose = "Sculptor" if kind.name in own.own else _shelf.sources[key]
            raise SculptorError(
                f"Expected another name for the {kind.family} {kind.name}: {whose} has one of "
                "that name."
            )
        _shelf.kinds[key] = kind
        _shelf.sources[key] = source


def _read() -> None:
    """Read entry points and named modules, once."""
    if _shelf.read:
        return
    with _shelf.lock:
        if _shelf.read or _shelf.busy:  # what is being read may look here, in the same thread
            return
        _shelf.busy = True
        for source, get, family in (*_entry_points(), *_modules()):
            _take(source, get, family)
        _shelf.read = True


def _take(source: str, get: Callable[[], Any], family: str) -> None:
    """Read one source; all of it is there, or none."""
    with _reading(source):
        try:
            found = get()
            for kind in found if isinstance(found, tuple | list) else [found]:
                if family and (not isinstance(kind, Kind) or kind.family != family):
                    article = "an" if family == "objective" else "a"
                    raise SculptorError(f"Expected {article} {family}, received {kind!r:.80}.")
                if family:
                    _add(kind, source)
        except (Exception, SystemExit) as error:
            for key in [key for key, one in _shelf.sources.items() if one == source]:
                del _shelf.kinds[key], _shelf.sources[key]
            problem = str(error) if isinstance(error, SculptorError) else _told(error)
            _shelf.problems[source] = problem
            logging.getLogger("sculptor").warning("Left out %s: %s", source, problem)


@contextmanager
def _reading(source: str) -> Iterator[None]:
    before, _shelf.reading = _shelf.reading, source
    try:
        yield
    finally:
        _shelf.reading = before


def _told(error: BaseException) -> str:
    first = (str(error).splitlines() or [""])[0]
    return shown(f"{type(error).__name__}: {first}", 300)


def _entry_points() -> Iterator[tuple[str, Callable[[], Any], str]]:
    from importlib.metadata import entry_points

    every = entry_points()  # each call of it reads all packages
    for group, family in GROUPS.items():
        for point in every.select(group=group):
            package = point.dist.name if point.dist else point.module
            yield f"{package} ({point.value})", point.load, family


def _modules() -> Iterator[tuple[str, Callable[[], Any], str]]:
    for name in _named():
        yield name, lambda name=name: _module(name), ""  # type: ignore[misc]


def _named() -> list[str]:
    """The modules and files that the environment names."""
    parts = [part.strip() for part in os.environ.get(VARIABLE, "").split(",")]
    places = [str(_place(part)) if part.endswith(".py") else part for part in parts]
    return list(dict.fromkeys(filter(None, places)))


def _place(file: str) -> Path:
    """Where a file is; of one that is none, as it is named."""
    path = expanded(file).absolute()
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle
        return path


def _module(name: str) -> None:
    """Import a module, or a file as the module of its name, which then finds its neighbours."""
    if not name.endswith(".py"):
        importlib.import_module(name)
        return
    path = Path(name)
    with trying(f"import {path}"):
        if not path.is_file():
            raise SculptorError(f"Expected a file {path}, but there is none.")
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = importlib.import_module(path.stem)
    if Path(module.__file__ or "").resolve() != path:
        raise SculptorError(
            f"Expected to import {path} as {path.stem}, but {module.__file__} has that name. "
            "Rename the file."
        )


def _importable(module: str) -> str:
    """How another process imports a module that is here: its file, or its name; empty if not."""
    found = sys.modules.get(module)
    path = getattr(found, "__file__", None)
    if module == "__main__" or not path:
        return ""
    return module if "." in module or hasattr(found, "__path__") else str(Path(path).resolve())


def hint() -> str:
    """What may be done about a name that is not known."""
    if _shelf.problems:
        return f" Left out, since it could not be read: {', '.join(_shelf.problems)}."
    return f" One that comes from a plug-in needs it installed, or named in {VARIABLE}."
