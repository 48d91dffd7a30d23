"""Every field of the user interface's state: name, default, how it reads in the address.

Add a row to `FIELDS` for anything that should survive a page switch, and name the page in ``pages``
for what should survive a reload and travel with a copied link. See `sculptor.ui.app.state`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sculptor import data, priors
from sculptor.files import parse_json
from sculptor.models import kinds as networks
from sculptor.names import check_name
from sculptor.objectives import kinds as objectives
from sculptor.pretrained import PAIRS
from sculptor.priors import ties, transform
from sculptor.priors.compose import check_blocks
from sculptor.runs import library
from sculptor.training.config import PRECISIONS, check_device, warm_from
from sculptor.ui.frontend import compare
from sculptor.ui.frontend.sketch import BRUSHES

MOST_COMPARED = compare.MOST
"""Runs that are shown side by side, at most."""

MOST_PINS, FAR = 12, 1e6
"""Codes that are pinned, at most, and latent units beyond which none is."""


@dataclass(frozen=True)
class Field:
    """One row of the table.

    Attributes:
        name: Its name here and, unless ``called`` says another, in the address.
        default: Its value at first; it is left out of the address.
        pages: The pages whose address carries it; none if it lives in the session only.
        parse: Reads it from the address, which may hold anything; a ValueError means that the text
            makes no sense.
        text: Writes it to the address.
        called: Its name in the address, where two pages have a field of one name each.
    """

    name: str
    default: Any
    pages: tuple[str, ...] = ()
    parse: Callable[[str], Any] = str
    text: Callable[[Any], str] = str
    called: str = ""

    @property
    def param(self) -> str:
        """Its name in the address."""
        return self.called or self.name


def one_of(*choices: str) -> Callable[[str], str]:
    """Reads one out of some words."""

    def parse_choice(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse_choice


def within(low: float, high: float, number: type[int] | type[float] = int) -> Callable[[str], Any]:
    """Reads a number in a range, a whole one unless it is to be a float."""

    def parse_number(text: str) -> float:
        value = number(text)
        if not low <= value <= high:  # as NaN is not
            raise ValueError(text)
        return value

    return parse_number


def accepted(check: Callable[[Any], object], read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Reads what a check lets pass, which raises ValueError otherwise."""

    def parse_checked(text: str) -> Any:
        value = read(text)
        check(value)
        return value

    return parse_checked


def identity(text: str) -> str:
    """Reads an id: letters, digits, dots and hyphens; nothing that leads out of a folder."""
    allowed = all(letter.isalnum() or letter in "-_." for letter in text)
    if not (0 < len(text) <= 100 and text.isascii() and allowed and not text.startswith(".")):
        raise ValueError(f"not an id: {text}")
    return text


def identities(text: str) -> list[str]:
    """Reads ids, ``a,b``; each once."""
    unique = list(dict.fromkeys(identity(part) for part in text.split(","))) if text else []
    if len(unique) > MOST_COMPARED:
        raise ValueError(text)
    return unique


def whole_pair(text: str) -> tuple[int, int]:
    """Reads two different whole numbers, ``0,1``."""
    first, second = (int(part) for part in text.split(","))
    if first == second or min(first, second) < 0 or max(first, second) >= 512:
        raise ValueError(text)
    return first, second


def codes(text: str) -> list[list[float]]:
    """Reads codes of numbers, ``0,1.5;2,3``; each of the same size.

    >>> codes("0,1.5;2,3"), codes("")
    ([[0.0, 1.5], [2.0, 3.0]], [])
    """
    read = within(-FAR, FAR, float)
    found = [[read(part) for part in code.split(",")] for code in text.split(";")] if text else []
    if len(found) > MOST_PINS or len({len(code) for code in found}) > 1:
        raise ValueError(text)
    return found


def codes_text(several: list[list[float]]) -> str:
    """Writes codes to four figures: ``0,1.5;2,3``."""
    return ";".join(",".join(f"{value:.4g}" for value in code) for code in several)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _object(text: str) -> dict[str, Any]:
    value = parse_json(text, "the address")
    if not isinstance(value, dict):
        raise ValueError(text)
    return value


def _dataset(text: str) -> str:
    return one_of(*data.names())(text)


def _named(text: str) -> dict[str, Any]:
    spec = _object(text)
    if spec.get("kind") not in priors.kinds.named():
        raise ValueError(text)
    return dict(priors.from_spec(spec).spec)


def _samples(text: str) -> dict[str, Any]:
    value = _object(text)
    match value:
        case {"kind": "picture", "id": identity, **more} if not more:
            library.check_id(identity)
        case {"kind": "samples"}:
            priors.check(value)
        case _:
            raise ValueError(text)
    return value


def _blocks(text: str) -> list[dict[str, Any]]:
    value = check_blocks(parse_json(text, "the address"))
    ties.check({"blocks": value}, whole=True)
    for block in map(ties.plain, value):
        match block:
            case {"kind": "sketch" | "upload", **more} if more.keys() <= {"dim"}:
                priors.check({"kind": "gaussian", **more})  # of which only the size is looked at
            case {"kind": "saved", "id": identity, **more} if more.keys() <= {"dim"}:
                library.check_id(identity)
                priors.check({"kind": "gaussian", **more})
            case _:
                priors.check(block)
    return value


def _kinds(text: str) -> list[str]:
    kinds = list(dict.fromkeys(text.split(","))) if text else []
    if len(kinds) > MOST_COMPARED or any(kind not in objectives.KINDS for kind in kinds):
        raise ValueError(text)
    return kinds


def _classes(text: str) -> list[str]:
    value = parse_json(text, "the address")
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(text)
    return list(dict.fromkeys(value))[: BRUSHES - 1]


def _move(text: str) -> dict[str, Any]:
    value = _object(text)
    if not value.keys() <= {*transform.NAMES}:
        raise ValueError(text)
    transform.check(value)
    return value


SCULPT, WATCH, RUNS, COMPARE = ("sculpt",), ("watch",), ("runs",), ("compare",)
EXPLORE = ("explore",)
SEEN = (*WATCH, *COMPARE, *EXPLORE)
SECTIONS = ("interpolate", "selection", "traversals", "generate", "diagnosis")
SOURCES = ("sketch", "paint", "named", "upload", "compose", "copy", "suggest")

FIELDS = (
    # Sculpt: what data.
    Field("dataset", "sprites", SCULPT, _dataset),
    # Your data: closed, `new`, or the id of what is looked at.
    Field("yours", "", SCULPT, identity),
    # Sculpt: which prior. `sketch` is the id of a drawing in the library.
    Field("source", "named", SCULPT, one_of(*SOURCES)),
    Field("sketch", "", SCULPT, library.check_id),
    # A painting by label, its id in the library, and how many labels are known; of data with more
    # classes than brushes also those that have one.
    Field("painted", "", SCULPT, library.check_id),
    Field("brushes", [], SCULPT, _classes, _json),
    Field("labels", 1.0, SCULPT, within(1e-5, 1e9, float), "{:g}".format),
    Field("named", {"kind": "moons"}, SCULPT, _named, _json),
    Field("upload", None, SCULPT, _samples, _json),
    Field("compose", [{"kind": "moons"}], SCULPT, _blocks, _json),
    Field("copy", "", SCULPT, identity),
    Field("move", {}, SCULPT, _move, _json),
    # Sculpt: how.
    Field("latent_dim", 2, SCULPT, within(1, 512)),
    Field("network", {"kind": "mlp"}, SCULPT, accepted(networks.fill, _object), _json),
    Field("objective", {"kind": "mmd"}, SCULPT, accepted(objectives.check, _object), _json),
    Field("steps", 1500, SCULPT, within(1, 10_000_000)),
    Field("batch_size", 256, SCULPT, within(8, 65_536)),
    Field("seed", 0, SCULPT, within(0, 2**31 - 1)),
    Field("learning_rate", 1e-3, SCULPT, within(1e-6, 1.0, float)),
    Field("start", "spectral", SCULPT, accepted(warm_from, str)),
    Field("device", "auto", SCULPT, check_device),
    Field("precision", PRECISIONS[0], SCULPT, one_of(*PRECISIONS)),
    Field("name", "", SCULPT, partial(check_name, empty=True)),
    Field("levels", 0, SCULPT, within(0, 256)),
    # Sculpt: what is compared with one click.
    Field("compare_kinds", ["vae", "beta-vae", "mmd"], SCULPT, _kinds, ",".join),
    Field("compare_seeds", 1, SCULPT, within(1, 10)),
    # Where studies are trained: in no address, since a link must not name a cluster.
    Field("where", "here"),
    Field("cluster", ""),
    # Watch. A step of None follows the run.
    Field("run", "", WATCH, identity),
    Field("step", None, WATCH, within(0, 10_000_000)),
    # Watch, Compare and Explore: how the latent space is shown. A colour of None is what fits.
    Field("colour", None, SEEN),
    Field("axes", (0, 1), SEEN, whole_pair, lambda pair: f"{pair[0]},{pair[1]}"),
    Field("view", "axes", SEEN, one_of("axes", "pca", "umap")),
    Field("representation", "sample", SEEN, one_of("mean", "sample")),
    # Compare: runs, or those of a study; a place of None, in the unit of `align`, follows them.
    Field("runs", [], COMPARE, identities, ",".join),
    Field("study", "", COMPARE, identity),
    Field("align", "step", COMPARE, one_of("step", "seconds")),
    Field("place", None, COMPARE, within(0, 1e9, float), "{:g}".format),
    # Explore: the gallery, or a space, of which the run is not that of the Watch page.
    Field("pair", next(iter(PAIRS)), EXPLORE, one_of(*PAIRS)),
    Field("explored", "", EXPLORE, identity, called="run"),
    Field("model", "", EXPLORE, identity),
    Field(
        "code", [], EXPLORE, lambda text: (codes(text) or [[]])[0], lambda code: codes_text([code])
    ),
    Field("pins", [], EXPLORE, codes, codes_text),
    Field("section", SECTIONS[0], EXPLORE, one_of(*SECTIONS)),
    Field("everything", False, EXPLORE, lambda text: one_of("0", "1")(text) == "1", "{:d}".format),
    # Runs.
    Field("search", "", RUNS),
    Field("group", "All"),
    Field("order", "Newest"),
)
"""Every field, in the order in which the address lists them."""
