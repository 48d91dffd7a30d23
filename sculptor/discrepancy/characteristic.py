"""Distances along lines between characteristic functions."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.discrepancy.pairwise import centred, full_precision

REACH, KNOTS = 3.0, 17
"""Of the integral over frequencies, in radians for a standard deviation of the target, as
Balestriero & LeCun have them. The steps are so fine that values up to 16 standard deviations apart
are told from those that are nearer."""


def epps_pulley(x: Tensor, lines: Tensor, y: Tensor | None = None) -> Tensor:
    """The Epps-Pulley distance of the projections, averaged over the lines.

    T = 1/L sum_l ∫ |φ_x(t) - φ_y(t)|² exp(-t²/2) dt, with φ_x(t) = 1/n sum_i exp(i t x_i · u_l) the
    empirical characteristic function of the codes along a line. φ_y is that of y, or exp(-t²/2),
    that of N(0, 1). Epps & Pulley, "A test for normality based on the empirical characteristic
    function", Biometrika 70 (1983); Balestriero & LeCun, "LeJEPA", arXiv:2511.08544, section 4.2,
    who multiply by n. The integral is a trapezoid rule on [0, `REACH`], doubled as the integrand is
    even: all samples enter by means, so that time and memory grow with n · L alone.

    >>> x = torch.zeros(4, 2)
    >>> round(epps_pulley(x, torch.eye(2)).item(), 3)  # √(2π) (1 - √2 + 1/√3) without end
    0.402
    >>> epps_pulley(x, torch.eye(2), x).item()
    0.0

    Args:
        x: ``(n, dim)``.
        lines: ``(L, dim)``, each a direction over the target's standard deviation along it.
        y: ``(m, dim)`` samples of the target; N(0, I) where left out.

    Returns:
        A number without a unit, differentiable in x and y; n codes that are samples of the target
        leave about (1/n + 1/m) ∫ (1 - |φ(t)|²) exp(-t²/2) dt.
    """
    with full_precision(x):
        x = x.to(torch.promote_types(x.dtype, torch.float32))
        t = torch.linspace(0, REACH, KNOTS, dtype=x.dtype, device=x.device)
        window = (-t.square() / 2).exp()
        if y is None:
            real, imaginary = _transform(x, lines, t)
            apart = (real - window).square() + imaginary.square()
        else:
            ours, theirs = (_transform(side, lines, t) for side in centred(x, y))
            apart = (ours[0] - theirs[0]).square() + (ours[1] - theirs[1]).square()
        whole: Tensor = 2 * torch.trapezoid(apart * window, dx=REACH / (KNOTS - 1))
    return whole.mean()


def _transform(x: Tensor, lines: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """The mean cosine and sine of t · x · u for each line u, ``(L, KNOTS)`` each."""
    angles = (x @ lines.T.to(x))[:, :, None] * t
    return angles.cos().mean(0), angles.sin().mean(0)
