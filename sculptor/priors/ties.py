"""Compositions of which some blocks are tied to a factor: z₁ is x, z₂ is y, the rest is free."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sculptor.errors import SculptorError, brief
from sculptor.parameter import is_number, one_of
from sculptor.priors import transform
from sculptor.priors.compose import Compose, check_blocks
from sculptor.priors.prior import Floats, Prior, Samples, Spec, as_generator, check_count
from sculptor.priors.transform import Transformed
from sculptor.priors.values import (
    CATEGORICAL,
    CIRCULAR,
    MAPS,
    MONOTONE,
    Parts,
    Values,
    Whole,
    turned,
)
from sculptor.words import count

NAMES = ("factor", "map", "period")
"""What a tied block has besides what a prior has."""

POOL = 2**16
"""Samples of a block that are put in order."""

SIZES = {MONOTONE: 1, CIRCULAR: 2}
"""Dimensions of a block, by its map; of categories any."""

KINDS = {"linear": MONOTONE, "circular": CIRCULAR, "categorical": CATEGORICAL}
"""The map that goes with each kind of factor. Any goes by categories."""


class Tie(NamedTuple):
    """A block and its factor.

    Attributes:
        factor: By name.
        map: Out of `sculptor.priors.values.MAPS`.
        block: Number of the block from 0.
        columns: Its latents.
        period: Of a factor on a line that is tied as a circle, in its own units.
    """

    factor: str
    map: str
    block: int
    columns: slice
    period: float | None = None

    def of(self, factors: Floats, names: Sequence[str]) -> Floats:
        """The factor of items ``(n,)``, on a circle in radians, out of all of theirs ``(n, k)``."""
        return turned(factors[:, list(names).index(self.factor)], self.period)


class Tied(Compose):
    """p(z, a) of blocks z_b, of which some follow a factor a_b, with p(z) as it is without.

    Among data, where a has the distribution p(a) of the items together, z_b is drawn from the part
    of its prior that the value of a_b has, see `sculptor.priors.values.Values`; free blocks are
    independent of all. Until then nothing is known of a, and all blocks are independent.

    >>> from sculptor.priors import compose, tied
    >>> prior = compose([tied("uniform", "x"), tied("ring", "angle", "circular"), "gaussian"])
    >>> prior.dim, [(tie.factor, tie.columns.start) for tie in prior.ties]
    (5, [('x', 0), ('angle', 1)])

    Args:
        spec: Its specification.
        blocks: The prior of each block.

    Attributes:
        ties: The tied blocks, in their order.
        values: Of the factor of each, where it is among data.

    Raises:
        SculptorError: A block has other dimensions than its map takes.
    """

    def __init__(self, spec: Spec, blocks: Sequence[Prior]) -> None:
        super().__init__(spec, blocks)
        self.ties = tuple(_ties(spec["blocks"], [block.dim for block in blocks]))
        self.values: tuple[Values, ...] = ()
        self._codes = np.empty((0, len(self.ties)), np.int64)
        self._parts: tuple[Parts, ...] = ()

    @property
    def labels(self) -> float:
        """Of how many items the factors are known: a share up to 1, or a number from 2."""
        return float(self.spec.get("labels", 1.0))

    @property
    def free(self) -> tuple[int, ...]:
        """The latents that are tied to nothing."""
        bound = {at for tie in self.ties for at in range(tie.columns.start, tie.columns.stop)}
        return tuple(at for at in range(self.dim) if at not in bound)

    def among(self, factors: Floats | None, names: Sequence[str], kinds: Sequence[str]) -> Tied:
        """The same among data.

        Args:
            factors: Of the training items, ``(n, k)``, NaN where one is not known.
            names: Of the factors.
            kinds: ``linear``, ``circular`` or ``categorical``.

        Raises:
            SculptorError: There is no such factor, it does not go with its map or is constant, or
                there is no item of which all are known.
        """
        self.check(names, kinds)
        assert factors is not None
        found = Tied(self.spec, self.blocks)
        found.values = tuple(
            Values.of(tie.of(factors, names), tie.map, tie.factor) for tie in self.ties
        )
        codes = found.codes(factors, names)
        found._codes = codes[(codes >= 0).all(1)]
        if not len(found._codes):
            raise SculptorError(
                f"Expected training items of which all tied factors "
                f"({', '.join(tie.factor for tie in self.ties)}) are known, received none. Tie "
                "fewer blocks."
            )
        found._parts = tuple(
            Parts(self.blocks[tie.block].sample(POOL, tie.block), values)
            for tie, values in zip(self.ties, found.values, strict=True)
        )
        return found

    def check(self, names: Sequence[str], kinds: Sequence[str]) -> None:
        """Refuse factors that data do not have, or have of another kind.

        Raises:
            SculptorError: As `among`.
        """
        for tie in self.ties:
            if tie.factor not in names:
                has = one_of(names) if names else "they have none"
                raise SculptorError(
                    f"Expected blocks that are tied to factors of the data ({has}), received one "
                    f"tied to {tie.factor!r:.80}. Choose another, or leave the block free."
                )
            kind = kinds[list(names).index(tie.factor)]
            around = kind == "linear" and tie.period is not None
            if tie.map not in (KINDS[kind], CATEGORICAL) and not around:
                turn = " Say its period, such as 360, to tie it so." if kind == "linear" else ""
                raise SculptorError(
                    f"Expected the map {KINDS[kind]} or {CATEGORICAL} for the factor {tie.factor}, "
                    f"which is {kind}, received {tie.map}.{turn}"
                )

    def codes(self, factors: Floats, names: Sequence[str]) -> Whole:
        """Which value of each tied factor items have, ``(n, ties)``, -1 where it is not known."""
        columns = [
            values.codes(tie.of(factors, names))
            for values, tie in zip(self.values, self.ties, strict=True)
        ]
        return np.stack(columns, axis=1)

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        generator, n = as_generator(generator), check_count(n)
        points = super().sample(n, generator)
        if self.values:
            codes = self._codes[generator.integers(len(self._codes), size=n)]
            for tie, parts, own in zip(self.ties, self._parts, codes.T, strict=True):
                points[:, tie.columns] = parts.draw(own, generator)
        return points

    def part(self, number: int, each: int) -> Samples:
        """Samples ``(k, each, dim)`` of a tied block, of each of the k values of its factor.

        They lie evenly in the order of `sculptor.priors.values.Parts`.
        """
        return self._parts[number].spread(each)


def from_spec(spec: Spec, labels: float, block: Callable[..., Prior]) -> Compose:
    """The prior of a specification with ``blocks``, of which some may be tied.

    Args:
        spec: The specification.
        labels: Of which the specification tells too.
        block: Makes the prior of one block, of so many dimensions where it may have any.

    Raises:
        SculptorError: They are no blocks.
    """
    specs = check_blocks(spec["blocks"])
    blocks = [block(plain(each), size(each)) for each in specs]
    if not is_tied(spec):
        return Compose(spec, blocks)
    found = Tied(spec, blocks)
    if not transform.wanted(spec):
        return found
    shift, scale = (
        transform.spread(name, spec.get(name, still), found.dim).tolist()
        for name, still in (("shift", 0.0), ("scale", 1.0))
    )
    ends = np.cumsum([each.dim for each in blocks])
    moved = [
        Transformed(
            {
                **each.spec,
                "shift": shift[end - each.dim : end],
                "scale": scale[end - each.dim : end],
            },
            each,
        )
        for each, end in zip(blocks, ends, strict=True)
    ]
    return Tied(spec, moved)


def plain(block: Spec) -> Spec:
    """A block without what ties it; what is none is left for others to refuse."""
    if not isinstance(block, Mapping):
        return block
    return {name: value for name, value in block.items() if name not in NAMES}


def of(block: Spec) -> Spec:
    """What ties a block, by itself."""
    return {name: block[name] for name in NAMES if name in block}


def is_tied(spec: Mapping[str, Any]) -> bool:
    """Whether a prior is a composition of which some block is tied to a factor.

    >>> is_tied({"kind": "compose", "blocks": [{"kind": "uniform", "factor": "x"}]})
    True
    """
    blocks = spec.get("blocks")
    return isinstance(blocks, list) and any(
        isinstance(block, Mapping) and not block.keys().isdisjoint(NAMES) for block in blocks
    )


def size(block: Mapping[str, Any]) -> int | None:
    """The dimensions that the map of a block asks for, None where it may have any."""
    return SIZES.get(block.get("map", MONOTONE)) if "factor" in block else None


def check(spec: Mapping[str, Any], whole: bool) -> None:
    """Refuse ties that there cannot be, as far as the JSON tells.

    Args:
        spec: Of a composition.
        whole: Whether it is the whole prior, and not a part of another.

    Raises:
        SculptorError: A factor or a map is none, a factor is tied twice, or the composition is a
            part of another or turned.
    """
    if not is_tied(spec):
        if "labels" in spec:
            raise SculptorError(
                "Expected labels beside blocks that are tied to a factor, received none that is. "
                'Tie one: {"kind": "uniform", "factor": "x"}.'
            )
        return
    if not whole:
        raise SculptorError(
            "Expected blocks that are tied to a factor in the composition that is the whole prior, "
            "received them in a part of another. Move them there."
        )
    if spec.get("rotation"):
        raise SculptorError(
            "Expected no rotation of a composition with blocks that are tied to a factor, since it "
            "would mix them. Rotate a block by itself."
        )
    seen = set()
    for block in spec["blocks"]:
        if not isinstance(block, Mapping) or block.keys().isdisjoint(NAMES):
            continue
        factor, way = block.get("factor"), block.get("map", MONOTONE)
        if not isinstance(factor, str) or not factor:
            raise SculptorError(
                f"Expected the factor of a tied block by name, received {brief(factor)}."
            )
        if way not in MAPS:
            raise SculptorError(
                f"Expected the map of the factor {factor!s:.80} out of {', '.join(MAPS)}; received "
                f"{brief(way)}."
            )
        if "period" in block and not (way == CIRCULAR and is_number(block["period"], 1e-9, 1e9)):
            raise SculptorError(
                f"Expected a period above 0 beside the map circular of the factor {factor!s:.80}, "
                f"received {brief(block['period'])} beside {way}."
            )
        if factor in seen:
            raise SculptorError(
                f"Expected each factor tied to one block, received two for {factor!s:.80}."
            )
        seen.add(factor)


def _ties(blocks: Sequence[Spec], sizes: Sequence[int]) -> list[Tie]:
    found, start = [], 0
    for number, (block, dim) in enumerate(zip(blocks, sizes, strict=True)):
        if "factor" in block:
            way, asked = block.get("map", MONOTONE), size(block)
            if asked is not None and dim != asked:
                raise SculptorError(
                    f"Expected a block of {count(asked, 'dimension')} for the {way} map of "
                    f"{block['factor']!s:.80}, received {block['kind']} of {dim}. Set its dim, or "
                    "choose another."
                )
            columns = slice(start, start + dim)
            found.append(Tie(block["factor"], way, number, columns, block.get("period")))
        start += dim
    return found
