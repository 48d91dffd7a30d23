"""The codes of all images as a table, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor import data
from sculptor.data.dataset import Split
from sculptor.exports.space import Space, about
from sculptor.files import replacing, write_atomic

if TYPE_CHECKING:
    import pyarrow as pa

SPLITS: tuple[Split, ...] = ("train", "validation", "test")

README = """# {name}

{about}

`{file}` has a row an image, {n:,} in all:

| column | holds |
| --- | --- |
| `id`, `split` | the image's row in its split of `{dataset}`, and which split that is |
| {means} | the mean of its posterior |
{samples}{known}
`{file}` opens in pandas, polars or DuckDB{atlas}
"""

ATLAS = """, and in Apple's embedding-atlas:

```sh
pip install embedding-atlas
embedding-atlas {file} --x z1 --y z2
```
"""


def parquet(space: Space, to: Path) -> None:
    """Write ``latents.parquet`` and a README into a folder."""
    from pyarrow import parquet as format

    table = _table(space)
    with replacing(to / "latents.parquet") as file:
        format.write_table(table, file)
    _readme(space, table, to, "latents.parquet")


def arrow(space: Space, to: Path) -> None:
    """Write ``latents.arrow`` and a README into a folder."""
    from pyarrow import feather

    table = _table(space)
    with replacing(to / "latents.arrow") as file:
        feather.write_feather(table, file, compression="uncompressed")
    _readme(space, table, to, "latents.arrow")


def csv(space: Space, to: Path) -> None:
    """Write ``latents.csv`` and a README into a folder."""
    from pyarrow import csv as format

    table = _table(space)
    with replacing(to / "latents.csv") as file:
        format.write_csv(table, file)
    _readme(space, table, to, "latents.csv")


def _table(space: Space) -> pa.Table:
    """A row an item: first the training split, then the others."""
    import pyarrow as pa

    dataset = data.load(space.config.dataset)
    parts = {name: len(dataset.split(name)) for name in SPLITS}
    sizes = [*parts.values()]
    columns: dict[str, Any] = {
        "id": np.concatenate([np.arange(size) for size in sizes]),
        "split": np.repeat([*parts], sizes),
        **dict(_codes(space, [name for name in SPLITS if parts[name]])),
    }
    if dataset.labels is not None:
        names = dataset.label_names
        columns["label"] = [
            None if i < 0 else names[i] if names else int(i) for i in dataset.labels
        ]
    if dataset.factors is not None:
        columns |= {
            name if name not in columns else f"factor_{name}": column
            for name, column in zip(dataset.factor_names, dataset.factors.T, strict=True)
        }
    return pa.table(columns)


def _codes(space: Space, splits: Sequence[Split]) -> Iterator[tuple[str, Any]]:
    """Each latent by its name: means, and one sample of each posterior where it is Gaussian."""
    stochastic = space.model().stochastic
    for representation, suffix in (("mean", ""), ("sample", "_sample"))[: 1 + stochastic]:
        codes = np.concatenate([space.latents(split, representation) for split in splits])
        for i, column in enumerate(codes.T, 1):
            yield f"z{i}{suffix}", column


def _readme(space: Space, table: pa.Table, to: Path, name: str) -> None:
    names, last = table.column_names, space.config.latent_dim
    means = "`z1`" if last == 1 else f"`z1` to `z{last}`"
    sampled = "z1_sample" in names
    known = names[2 + last * (1 + sampled) :]
    atlas = ATLAS.format(file=name) if name.endswith(".parquet") and last > 1 else "."
    text = README.format(
        name=space.name,
        about=about(space),
        file=name,
        n=table.num_rows,
        dataset=space.config.dataset,
        means=means,
        samples="| the same with `_sample` | one sample of its posterior |\n" if sampled else "",
        known=f"| {', '.join(f'`{n}`' for n in known)} | what is known of it |\n" if known else "",
        atlas=atlas,
    )
    write_atomic(to / "README.md", text.encode())
