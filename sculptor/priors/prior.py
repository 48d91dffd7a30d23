"""What a prior is, and where its randomness comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

if TYPE_CHECKING:
    from torch import Tensor

Spec: TypeAlias = dict[str, Any]
"""A prior as JSON: its ``kind``, and what that kind takes."""

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Samples: TypeAlias = npt.NDArray[np.float32]

MAX_DIM = 512
"""The most dimensions that a prior can have."""


@runtime_checkable
class Prior(Protocol):
    """A target p(z) for the aggregate posterior, known by its samples.

    Nothing more is asked of it: the Maximum Mean Discrepancy needs samples only (Gretton et al.,
    "A kernel two-sample test", 2012, Eq. 3), so a drawing is as good a prior as a Gaussian.
    """

    @property
    def dim(self) -> int:
        """The number of dimensions."""

    @property
    def spec(self) -> Spec:
        """The prior as JSON; `sculptor.priors.from_spec` makes the same prior of it."""

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw samples.

        Args:
            n: How many.
            generator: A NumPy generator, a torch generator (one number is drawn from it), a seed,
                or None for samples that differ each time.

        Returns:
            Independent samples, ``(n, dim)`` float32. The same seed gives the same samples.
        """


@runtime_checkable
class Density(Prior, Protocol):
    """A prior whose density can be written down, which the KL divergence needs."""

    def log_prob(self, z: Tensor) -> Tensor:
        """The log density.

        Args:
            z: ``(n, dim)`` points, a tensor of floats on any device.

        Returns:
            log p(z), ``(n,)`` in nats, differentiable in z; minus infinity where p(z) is zero.

        Raises:
            SculptorError: The prior, or a part of it, has no density in closed form.
        """


def as_generator(generator: Any = None) -> np.random.Generator:
    """A NumPy generator out of whatever a caller has.

    >>> as_generator(0).integers(100) == as_generator(np.random.default_rng(0)).integers(100)
    np.True_

    Args:
        generator: A NumPy generator, which is returned itself; a seed; a torch generator, from
            which one 63-bit seed is drawn; or None for fresh entropy.

    Raises:
        SculptorError: It is none of these.
    """
    if isinstance(generator, np.random.Generator):
        return generator
    if hasattr(generator, "initial_seed") and hasattr(generator, "get_state"):
        return np.random.default_rng(_torch_seed(generator))
    whole = isinstance(generator, int | np.integer) and not isinstance(generator, bool)
    if generator is None or (whole and generator >= 0):
        return np.random.default_rng(generator)
    raise SculptorError(
        f"Expected a generator of NumPy or torch, a seed of 0 or more, or None, "
        f"received {generator!r:.80}."
    )


def _torch_seed(generator: Any) -> int:
    import torch

    high = torch.iinfo(torch.int64).max
    drawn = torch.randint(high, (1,), generator=generator, device=generator.device)
    return int(drawn.item())


def check_count(n: Any) -> int:
    """Refuse a number of samples that is not one.

    Raises:
        SculptorError: ``n`` is no whole number of 0 or more.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
        raise SculptorError(f"Expected a number of samples of 0 or more, received {n!r:.80}.")
    return int(n)
