"""How long a table of a million rows takes to be seen, and what memory that takes.

    python benchmarks/own_tables.py            # a million rows of 50 columns
    python benchmarks/own_tables.py --rows 100000

Each format is read in a process of its own, as the server does for the preview: every column, what
it is and how much of it is missing. The bounds are those of the issue: 12 s for CSV, 2 s for
Parquet, three times the table of memory beyond the process without it. A table is as large as its
numbers in double precision.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

BOUNDS = {"csv": 12.0, "csv-german": 12.0, "parquet": 2.0, "arrow": 2.0}
MEMORY = 3.0


def write(folder: Path, rows: int, columns: int) -> dict[str, Path]:
    """The same table in each format, a part of its cells missing and one column categories."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow.csv import write_csv

    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(rows, columns - 2)).round(6))
    frame.columns = [f"x{place}" for place in range(columns - 2)]
    frame.loc[rng.random(rows) < 0.01, "x3"] = np.nan
    frame["kind"] = rng.choice(["red", "green", "blue"], rows)
    frame["label"] = rng.integers(0, 10, rows)
    paths = {name: folder / f"table.{name}" for name in BOUNDS}
    write_csv(pa.Table.from_pandas(frame), paths["csv"])  # ten times as fast as pandas
    german = bytes.maketrans(b",.", b";,")
    with paths["csv"].open("rb") as plain, paths["csv-german"].open("wb") as other:
        while part := plain.read(1 << 24):
            other.write(part.translate(german))
    frame.to_parquet(paths["parquet"])
    frame.to_feather(paths["arrow"], compression="uncompressed")
    return paths


def read(path: Path) -> None:
    """Read one file, and print what it took as JSON."""
    from sculptor.tables import reader

    reader.from_frame(np.zeros((2, 2)))  # what is imported counts for the process without it
    warm()
    before, start, core = _peak(), time.perf_counter(), time.process_time()
    table = reader.load_file(path)
    missing = sum(column.missing for column in table.columns)
    took = {
        "seconds": time.perf_counter() - start,
        "core": time.process_time() - core,
        "memory": _peak() - before,
    }
    print(json.dumps({**took, "rows": table.rows, "missing": missing}))


def warm() -> None:
    """Import what every reader imports."""
    import io

    import pandas as pd

    from sculptor.tables import reader

    frame = pd.DataFrame({"x": [0.5, 1.5, 2.5], "kind": ["a", "b", "a"]})
    writers: tuple[Callable[[io.BytesIO], object], ...] = (frame.to_parquet, frame.to_feather)
    for write_to in writers:
        buffer = io.BytesIO()
        write_to(buffer)
        reader.read(buffer.getvalue(), "warm")
    reader.read(frame.to_csv().encode(), "warm")


def _peak() -> int:
    """The largest resident memory of this process so far; `resource` tells its parent's as well."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    raise SystemExit("Expected Linux, which tells the peak of a process.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--read", type=Path)
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    size = options.rows * options.columns * 8
    failed = False
    print("| format | file, MB | seconds | bound | seconds of a core | memory ÷ table | bound |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, path in write(Path(folder), options.rows, options.columns).items():
            command = [sys.executable, __file__, "--read", os.fspath(path)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            took = json.loads(told)
            share, bound = took["memory"] / size, BOUNDS[name]
            failed |= took["seconds"] > bound or share > MEMORY
            megabytes = path.stat().st_size / 1e6
            print(
                f"| {name} | {megabytes:.0f} | {took['seconds']:.1f} | {bound:g} | "
                f"{took['core']:.1f} | {share:.2f} | {MEMORY:g} |",
                flush=True,
            )
    sys.exit(failed)


if __name__ == "__main__":
    main()
