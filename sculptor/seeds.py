"""Seeds: one for each purpose of a run, so that no two draws of it share random numbers."""

from __future__ import annotations

import numpy as np


def stream(seed: int, purpose: str, number: int = 0) -> int:
    """A seed of its own for each purpose and number, out of the one seed of a run.

    >>> stream(0, "model") == stream(0, "model"), stream(0, "model") == stream(0, "noise")
    (True, False)
    """
    words = np.random.SeedSequence([seed, number, *purpose.encode()]).generate_state(2)
    return int(words[0]) << 31 ^ int(words[1])
