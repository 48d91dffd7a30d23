"""MMD² forward and backward, 7-scale IMQ, beside the broadcast form of pythae 0.1.2.

python benchmarks/mmd_speed.py [--threads 2] [--rounds 7]

The reference is written here from its published formula, so that nothing else has to be installed:
for each scale s the differences x_i - y_j are broadcast to (n, m, dim), their norms squared, and
C / (C + |x_i - y_j|²) summed with C = 2 · dim · s. Both see the same samples and scales.
Rounds of the two alternate, after one that is not counted, so that a machine that slows down slows
both; a time is the median of the rounds, the ratio the median of the paired ratios. Memory is the
most that the resident set of a fresh process grows by during one call. Random features, whose cost
is linear in the samples, are shown with their error against the exact value.
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import psutil
import torch
from torch import Tensor

from sculptor import mmd2
from sculptor.discrepancy.features import LinearDiscrepancy
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.objectives import RandomFeatures

SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Those of pythae; here both forms use them."""

SIZES = {(256, 16): 15, (1_024, 64): 50}
"""Samples on each side and dimensions, with the speed-up that must be reached."""

LARGE = (8_192, 64)
MIB = 2**20


def broadcast_mmd2(x: Tensor, y: Tensor) -> Tensor:
    """MMD² as pythae's WAE-MMD computes it, with kernel_bandwidth 1."""

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        total = torch.zeros(len(a), len(b))
        for scale in SCALES:
            c = 2.0 * a.shape[1] * scale
            total = total + c / (c + torch.norm(a.unsqueeze(1) - b.unsqueeze(0), dim=-1) ** 2)
        return total

    n = len(x)
    within_x, within_y = kernel(x, x), kernel(y, y)
    off = [(k - k.diag().diag()).sum() / (n * (n - 1)) for k in (within_x, within_y)]
    return off[0] + off[1] - 2 * kernel(x, y).sum() / n**2


def ours(x: Tensor, y: Tensor) -> Tensor:
    """The same value by Sculptor."""
    kernel = Kernel("imq", tuple(2.0 * x.shape[1] * scale for scale in SCALES))
    return Discrepancy(kernel, 1.0).mmd2(x, y)


def samples(n: int, dim: int) -> tuple[Tensor, Tensor]:
    """Codes that are trained, and samples of a prior."""
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(2, n, dim, generator=generator)
    return (1.2 * x).requires_grad_(), y


def seconds(form: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor) -> float:
    """One value with its gradient; repeated where it is too short for the clock."""
    calls = 0
    began = time.perf_counter()
    while calls == 0 or time.perf_counter() - began < 0.02:
        x.grad = None
        form(x, y).backward()
        calls += 1
    return (time.perf_counter() - began) / calls


def compare(n: int, dim: int, rounds: int) -> str:
    """A row of the table."""
    x, y = samples(n, dim)
    gradients = []
    for form in (broadcast_mmd2, ours):
        (gradient,) = torch.autograd.grad(form(x, y), x)
        gradients.append(gradient)
    torch.testing.assert_close(gradients[1], gradients[0], rtol=1e-2, atol=1e-6)
    pairs = [(seconds(broadcast_mmd2, x, y), seconds(ours, x, y)) for _ in range(rounds)]
    slow, fast = (1e3 * statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    bound = SIZES[n, dim]
    verdict = "ok" if ratio >= bound else "MISSED"
    shape = f"{n:,} x {n:,} x {dim}"
    return f"{shape:20} {slow:12.2f} {fast:12.2f} {ratio:8.1f} {bound:8} {verdict}"


def _large_call(pipe: Connection, threads: int) -> None:
    torch.set_num_threads(threads)
    ours(*samples(256, LARGE[1])).backward()
    x, y = samples(*LARGE)
    pipe.send("ready")
    pipe.recv()
    began = time.perf_counter()
    ours(x, y).backward()
    pipe.send(time.perf_counter() - began)


def growth(threads: int) -> tuple[float, float]:
    """Bytes that the resident set of a child process grows by at `LARGE`, and its seconds."""
    context = multiprocessing.get_context("spawn")
    pipe, far = context.Pipe()
    child = context.Process(target=_large_call, args=(far, threads))
    child.start()
    pipe.recv()
    process = psutil.Process(child.pid)
    before = peak = process.memory_info().rss
    pipe.send("go")
    while not pipe.poll(0.002):
        peak = max(peak, process.memory_info().rss)
    took = pipe.recv()
    child.join()
    return peak - before, took


def linear(counts: tuple[int, ...] = (1_024, 4_096, 16_384)) -> list[str]:
    """Rows for random features at `LARGE`: their cost is linear in the samples."""
    n, dim = LARGE
    x, y = samples(n, dim)
    began = time.perf_counter()
    exact = mmd2(x, y, bandwidth=1.0).item()
    rows = [f"exact {exact:.6f} in {time.perf_counter() - began:.2f} s"]
    for count in counts:
        features = RandomFeatures(Kernel.of("imq", 1.0, dim), dim, count)
        began = time.perf_counter()
        value, error = features.mmd2(x, y)
        value.backward()
        took = time.perf_counter() - began
        rows.append(
            f"{count:6,} frequencies {value.item():.6f}, off by {abs(value.item() - exact):.6f}, "
            f"stated error {error.item():.6f}, in {took:.2f} s"
        )
    return rows


def growing(sizes: tuple[int, ...] = (1_024, 4_096, 16_384)) -> list[str]:
    """Rows of the default discrepancy and its estimate by features, as the samples grow."""
    rows = []
    for n in sizes:
        x, y = samples(n, LARGE[1])
        exact = Discrepancy.fitted(y)
        estimated = LinearDiscrepancy(exact, y)
        forms = (exact.mmd2, lambda x, y, form=estimated: form.mmd2(x, y).value)
        pairs, features = (seconds(form, x, y) for form in forms)
        value, error = estimated.mmd2(x, y)
        off = abs(value.item() - exact.mmd2(x, y).item())
        rows.append(
            f"{n:6,} a side: pairs {pairs:6.2f} s, features {features:6.2f} s, "
            f"off by {off:.6f}, stated error {error.item():.6f}"
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    print(f"torch {torch.__version__}, {args.threads} threads, {platform.machine()}")
    print(
        f"{'samples':20} {'pythae, ms':>12} {'sculptor, ms':>12} {'ratio':>8} {'bound':>8}",
        flush=True,
    )
    for n, dim in SIZES:
        print(compare(n, dim, args.rounds), flush=True)
    grown, took = growth(args.threads)
    n, dim = LARGE
    full = 4 * n * n / MIB
    print(
        f"{n:,} x {n:,} x {dim}: {took:.1f} s, memory grows by {grown / MIB:.0f} MiB "
        f"(a full matrix is {full:.0f} MiB, one for each scale {7 * full:,.0f} MiB)"
    )
    print("the same by random features:", *linear(), sep="\n  ")
    print("mmd, and with estimate features, in 64 dimensions:", *growing(), sep="\n  ")


if __name__ == "__main__":
    main()
