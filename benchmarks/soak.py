"""A soak: workers, server and study driver are killed at random points, and all must come right.

python benchmarks/soak.py [--kills 1000] [--seed 0] [--to benchmarks/results]

Small runs on the digits train side by side. Their workers are killed (SIGKILL), most of them as
forks of this process, which has imported torch and so has one at work in a moment, some as
`Run.resume` starts them; half of the forks kill themselves at a random operation on the files of
the home, the others are killed at a random time. So are who creates, changes, resumes or deletes a
run, the driver of a study, the Streamlit server, and now and then all of these at once. Meanwhile
changes, pauses and stops are asked for; one worker in ten finds the disk full for a while (a limit
on the size of its files, so that a write ends within); and the clock of half of the processes,
readers and writers, is a day off.

After some kills each run is resumed and let finish. It is then compared with a run of the same
configuration and changes that nobody has disturbed, and deleted. The draws are made by the seed;
what they meet is up to the machine. Ends with 1 if anything was found wrong. Needs Linux.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from soaking.tally import ALL, DIFFERENT, FAULTS, SHARES, Tally

ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One thread a run, so that two cores have room for two; read when torch and numpy are imported."""


def places(folder: Path) -> dict[str, str]:
    """Where this soak has what Sculptor keeps, apart from the user's."""
    names = {"SCULPTOR_HOME": "home", "SCULPTOR_RUNTIME": "machine", "SCULPTOR_CACHE": "cache"}
    return {variable: str(folder / name) for variable, name in names.items()}


def tables(tally: Tally) -> str:
    """What was killed, and what was found, as Markdown."""
    seen = tally.seen
    kills = [f"| {kind} | {tally.done[kind]:,} |" for kind in SHARES]
    whole = f"{seen['runs']:,} runs, {seen['studies']:,} studies"
    found = [f"| {kind} | 0 | {tally.count(kind):,} |" for kind in FAULTS if kind != DIFFERENT]
    rows = [
        "| SIGKILL to | times |",
        "| --- | ---: |",
        *kills,
        f"| **in all** | **{sum(tally.done.values()):,}** |",
        "",
        "| at the end | bound | found |",
        "| --- | ---: | ---: |",
        f"| {DIFFERENT}, of {whole} | 0 | {tally.count(DIFFERENT):,} |",
        *found,
    ]
    return "\n".join(rows)


def report(tally: Tally, command: str, minutes: float) -> str:
    """The page of results."""
    import torch

    seen = tally.seen
    return f"""# What {sum(tally.done.values()):,} kills leave behind

`python {command}`, {date.today()}; {platform.machine()}, {os.cpu_count()} cores, Python \
{platform.python_version()}, torch {torch.__version__}, in {minutes:.0f} minutes. Meanwhile \
{seen["changes"]:,} changes were taken up, {seen["full disks"]:,} workers found the disk full for \
a while, half of the clocks were a day off, and the Runs page was opened {seen["pages"]:,} times. \
"{ALL.capitalize()}" counts as one kill, however many processes it met.

{tables(tally)}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--to", type=Path, help="folder for soak.md, such as benchmarks/results")
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        os.environ |= ALONE | places(Path(folder))
        from soaking.whole import soak

        tally = soak(Path(folder) / "home", args.kills, args.seed)
    command = f"benchmarks/soak.py --kills {args.kills} --seed {args.seed}"
    text = report(tally, command, (time.monotonic() - began) / 60)
    print(text)
    if args.to:
        args.to.mkdir(parents=True, exist_ok=True)
        (args.to / "soak.md").write_text(text)
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
