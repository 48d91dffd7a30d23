"""Random numbers of a resumed run, also on another kind of device than the one it began on."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.seeds import stream

MOVED = (
    "This run goes on where it was, but on another kind of device: its random numbers begin anew "
    "from the seed and the step, so that it is not to the last bit what it would have been."
)


def go_on(generator: torch.Generator, state: Tensor, seed: int, name: str, step: int) -> bool:
    """Set a generator to a state, or seed it anew where that is another kind of device's.

    A CPU's state takes 5,056 bytes, that of CUDA 16: neither can be turned into the other.

    Args:
        generator: To set.
        state: Of the checkpoint.
        seed: Of the run.
        name: Of the stream, as for `stream`.
        step: Updates done; with the seed and the name it decides the numbers.

    Returns:
        Whether the state fitted.

    Raises:
        ValueError: It is no state of a generator.
        RuntimeError: The state has the right size, but is none.
    """
    if state.dtype != torch.uint8 or state.ndim != 1:
        raise ValueError(f"the random numbers {name} are not kept as bytes")
    if state.shape == generator.get_state().shape:
        generator.set_state(state)
        return True
    generator.manual_seed(stream(seed, name, step))
    return False
