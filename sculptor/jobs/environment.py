"""The environment of the processes that work for another one."""

from __future__ import annotations

import os
from pathlib import Path

from sculptor import plugins

PATIENCE = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "1000"}
"""How threads wait for one another, read when torch is imported. Those that spin for long, as they
do by default, make training many times slower as soon as anything else wants a core; those that
never spin, the first word alone, halve its speed on a quiet machine. A fully connected network
takes 60 steps a second on two quiet cores and 28 with one of them busy; 48 and 28 with half as many
spins, 59 and 21 with twice as many, 58 and less than 2 by default."""


def of_worker(threads: int, home: Path) -> dict[str, str]:
    """That of a process which works for this one.

    Args:
        threads: Of its arithmetic.
        home: Where the runs live.
    """
    package = str(Path(__file__).parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads)),
        **PATIENCE,
        **plugins.environment(),
        "SCULPTOR_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(paths),
    }
