"""One command for whoever has a GPU: what runs on it, what waits for it, how fast it trains.

python benchmarks/gpu.py [--device cuda] [--to FOLDER] [--quick]

It needs no network and at most six minutes: each part has its time, each row is printed when it is
known, and no row begins after the time of its part. With ``--to`` the rows are in ``gpu.json`` too,
written after each part. An error is a row in one line, and the others go on.

- Objectives: each trained on digits to a full snapshot; then, on CUDA, updates of a fresh training
  under torch's synchronisation check, which raises an error where the host waits for the device.
- Resuming: weights after a resumed run beside those of one that went straight through, and beside
  what two straight ones differ by, which is the noise of the device.
- Speed: steps a second on the sprites of networks as they come, from warm-up to a synchronised end,
  and the most memory that was allocated meanwhile, data included; one section of each, so small
  differences say nothing. Beside it pythae's WAE-MMD where that is installed
  (``pip install -e .[benchmarks]``), which is timed as in `steps_per_second.py`.
- Graphs: steps a second of an update as it comes and as one CUDA graph, of MMD and of the plain
  autoencoder beside it. The aims on an H100: 3,000 a second and 8 times as many as it comes for MMD
  at batch 256 and 2 latents, 0.8 of the plain autoencoder's up to batch 2,048.
- Several: 8 runs at once, each in a process of its own, beside one (aim: 3 times the throughput),
  and the share of a run's time that its snapshots take (aim: 5 %).
- LPS: seconds of a full estimate with its learning curve, the second of two so that nothing is
  loaded meanwhile, of 10,000 rows of 32 latents in which many depend on one another. The bound is
  5 s. Networks and the search for products are on the device, trees on all cores of the CPU.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import itertools
import platform
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

import sculptor
from sculptor.files import write_json
from sculptor.objectives.kinds import FEATURES, KINDS
from sculptor.training import loop
from sculptor.training.assemble import assemble
from sculptor.training.training import Training

Row = dict[str, str | float | None]

STEPS = 20
"""Of the runs that show whether an objective works; resumed ones stop at half of them."""

SECONDS = {"Objectives": 100.0, "Resuming": 20.0, "Graphs": 60.0, "Several": 60.0, "Speed": 120.0}
SECONDS |= {"LPS": 30.0}
"""After which a part begins no further row."""

NETWORKS = ("mlp", "conv")
BATCHES = (256, 512, 1024, 2048)
CASES = (("mmd", 2), ("mmd", 32), ("vae", 2))
"""Objectives and latents whose speed is measured."""

PRECISIONS = ("float32", "bfloat16")

TOGETHER, TOGETHER_STEPS = 8, 3_000
"""Runs at once on one device, and updates of each."""

ROWS, LATENTS, BOUND = 10_000, 32, 5.0
"""Of the estimate of LPS that is timed, and the seconds that it may take on a GPU."""

MIB = 2**20


def small(device: str, objective: dict[str, Any]) -> sculptor.RunConfig:
    """A run of seconds; its epochs are of 5 steps, so that a check meets their ends too."""
    return sculptor.RunConfig(
        dataset="digits",
        objective=objective,
        latent_dim=5,
        network={"kind": "mlp", "width": 64},
        steps=STEPS,
        device=device,
        precision="float32",
    )


def update(training: Training, steps: int) -> None:
    """Train without looking."""
    for _ in range(steps):
        training.update()


def attempt(action: Callable[..., str], *arguments: Any) -> str:
    """What an action says, or its error in one line, with the last line of Sculptor in it."""
    try:
        return action(*arguments)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        room = Path(sculptor.__file__).parent
        ours = [frame for frame in frames if room in Path(frame.filename).parents] or frames
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        first_line = (str(error).strip().splitlines() or [""])[0]
        return f"{type(error).__name__} at {place}: {first_line}".replace("|", "/")


def objectives(device: str) -> Iterator[Row]:
    """Whether each objective trains, and whether a step of it waits for the device."""
    for spec in (*({"kind": kind} for kind in KINDS), {"kind": "mmd", "estimate": FEATURES}):
        config = small(device, spec)
        began = time.perf_counter()
        trained = attempt(train, config)
        yield {
            "objective": " ".join(spec.values()),
            f"{STEPS} steps": trained,
            "waits for the device": attempt(wait, config),
            "seconds": time.perf_counter() - began,
        }


def train(config: sculptor.RunConfig) -> str:
    """Train to the last snapshot, and say what it reads."""
    run = assemble(config)
    *_, last = loop.train(run)
    assert isinstance(last, loop.Look)
    training = run.training
    elsewhere = {each.device for each in training.model.parameters()} - {training.model.device}
    if elsewhere or training.model.device.type != torch.device(config.device).type:
        raise RuntimeError(f"parameters are not on {config.device}")
    return f"ok, {last.snapshot.metrics['reconstruction']:.2f} nats"


def wait(config: sculptor.RunConfig) -> str:
    """Whether an update waits for the device, after some in which it may."""
    if torch.device(config.device).type != "cuda":
        return "cannot be told here"
    training = assemble(config).training
    update(training, 3)
    torch.cuda.set_sync_debug_mode("error")
    try:
        update(training, STEPS - 3)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    return "no"


def resuming(device: str) -> Iterator[Row]:
    """How far a resumed run ends from one that went straight through."""
    for kind in ("mmd", "vae", "factor-vae"):
        yield {"objective": kind, **resumed(small(device, {"kind": kind}))}


def resumed(config: sculptor.RunConfig) -> Row:
    """Largest differences of weights after `STEPS` steps."""
    straight, twin, first, second = (assemble(config).training for _ in range(4))
    update(straight, STEPS)
    update(twin, STEPS)
    update(first, STEPS // 2)
    second.restore(first.state())
    update(second, STEPS - STEPS // 2)
    return {
        "resumed and straight": difference(second, straight),
        "two straight ones": difference(twin, straight),
        "half-way and straight": difference(first, straight),
    }


def difference(one: Training, other: Training) -> float:
    """The largest absolute difference of two models' weights."""
    left, right = one.weights(), other.weights()
    return max((left[name] - right[name]).abs().max().item() for name in left)


def speeds(device: str, quick: bool) -> Iterator[Row]:
    """Steps a second of each network, batch, case and precision, and of pythae beside MMD."""
    pythae = importlib.util.find_spec("pythae") is not None
    seconds = 0.3 if quick else 1.5
    batches = BATCHES[:1] if quick else BATCHES
    for network, batch, case, precision in itertools.product(NETWORKS, batches, CASES, PRECISIONS):
        objective, latents = case
        config = sculptor.RunConfig(
            objective={"kind": objective},
            latent_dim=latents,
            network={"kind": network},
            steps=1_000_000,
            batch_size=batch,
            start="random",
            device=device,
            precision=precision,
        )
        row: Row = {
            "network": network,
            "batch": batch,
            "objective": objective,
            "latents": latents,
            "precision": precision,
            "steps a second": None,
            "peak MiB": None,
            "pythae, steps a second": None,
            "error": "",
        }
        row["error"] = attempt(measure, config, seconds, row)
        if pythae and objective == "mmd" and precision == "float32":
            row["error"] = row["error"] or attempt(measure_pythae, config, row)
        yield row


def measure(config: sculptor.RunConfig, seconds: float, row: Row) -> str:
    """Fill in the speed, timed after a warm-up, and the memory."""
    gc.collect()  # what earlier rows held is not this one's memory
    training = assemble(config).training
    speed(training, seconds / 3)
    if training.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(training.device)
    row["steps a second"] = speed(training, seconds)
    if training.device.type == "cuda":
        row["peak MiB"] = torch.cuda.max_memory_allocated(training.device) / MIB
    return ""


def speed(training: Training, seconds: float) -> float:
    """Steps a second over some seconds, at the end of which the device is through with them."""
    synchronise(training.device)
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        update(training, 1)
        steps += 1
    synchronise(training.device)
    return steps / (time.perf_counter() - began)


def graphs(device: str, quick: bool) -> Iterator[Row]:
    """Updates as they come and as one graph, of MMD and of the plain autoencoder beside it."""
    seconds = 0.3 if quick else 1.5
    for batch, latents in ((256, 2), (256, 32), (2_048, 2)):
        plain = 0.0
        for kind in ("ae", "mmd"):
            config = sculptor.RunConfig(
                objective={"kind": kind},
                latent_dim=latents,
                steps=1_000_000,
                batch_size=batch,
                start="random",
                device=device,
                precision="float32",
            )
            row: Row = dict.fromkeys(("as it comes", "graph", "times", "of plain"))
            row = {"objective": kind, "batch": batch, "latents": latents, **row, "error": ""}
            row["error"] = attempt(measure_graph, config, seconds, row)
            graph = row["graph"]
            if isinstance(graph, float):
                plain = graph if kind == "ae" else plain
                row["of plain"] = graph / plain if plain else None
            yield row


def measure_graph(config: sculptor.RunConfig, seconds: float, row: Row) -> str:
    """Fill in both speeds; says why there is no graph where there is none."""
    training = assemble(config).training
    record, training._graphed._record = training._graphed._record, None
    speed(training, seconds / 3)
    row["as it comes"] = eager = speed(training, seconds)
    if record is None:
        return "not recorded on this device"
    training._record_anew()
    speed(training, seconds / 3)
    row["graph"] = graph = speed(training, seconds)
    row["times"] = graph / eager
    return training.notice


def several(device: str) -> Iterator[Row]:
    """Seconds of one run, and of several at once, each in a process of its own."""
    code = (
        "import sys, sculptor, time; from sculptor.training import loop\n"
        "from sculptor.training.assemble import assemble\n"
        "device, seed = sys.argv[1], int(sys.argv[2])\n"
        f"c = sculptor.RunConfig(steps={TOGETHER_STEPS}, device=device, seed=seed)\n"
        "a = assemble(c); began = time.perf_counter(); [None for _ in loop.train(a)]\n"
        "print(time.perf_counter() - began, a.training.pace.snapshot_share)\n"
    )
    alone = 0.0
    for count in (1, TOGETHER):
        row: Row = {"runs at once": count, "seconds": None, "throughput": None}
        row |= {"snapshots' share": None, "error": ""}

        def timed(count: int = count, row: Row = row) -> str:
            command = [sys.executable, "-c", code, device]
            runs = [
                subprocess.Popen([*command, str(seed)], stdout=subprocess.PIPE, text=True)
                for seed in range(count)
            ]
            told = [run.communicate()[0].split() for run in runs]
            row["seconds"] = max(float(words[0]) for words in told)
            row["snapshots' share"] = max(float(words[1]) for words in told)
            return ""

        row["error"] = attempt(timed)
        if isinstance(row["seconds"], float):
            alone = alone or row["seconds"]
            row["throughput"] = count * alone / row["seconds"]
        yield row


def synchronise(device: torch.device) -> None:
    """Wait until the device has done all that it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def measure_pythae(config: sculptor.RunConfig, row: Row) -> str:
    """Fill in pythae's speed, that of the second of two epochs: the first one warms up."""
    beside = importlib.import_module("steps_per_second")
    images = torch.from_numpy(sculptor.datasets.load(config.dataset).split("train").images)
    images = images.float() / 255
    epoch = replace(config, steps=min(STEPS, len(images) // config.batch_size))
    *_, row["pythae, steps a second"] = (beside.time_pythae(epoch, images) for _ in range(2))
    return ""


def lps_times(device: str) -> Iterator[Row]:
    """Seconds of a full LPS with its learning curve."""
    generator = np.random.default_rng(0)
    scale = np.exp(0.3 * generator.standard_normal((ROWS, 1)))
    z = scale * generator.standard_normal((ROWS, LATENTS))
    z[:, 1:] += z[:, :1] * z[:, :-1] / 2
    row: Row = {"rows": ROWS, "latents": LATENTS, "seconds": None, "bound": BOUND, "error": ""}

    def timed() -> str:
        for _ in range(2):
            began = time.perf_counter()
            sculptor.lps(z, device=device)
            row["seconds"] = time.perf_counter() - began
        return ""

    row["error"] = attempt(timed)
    yield row


def machine(device: str) -> dict[str, Any]:
    """What the rows were measured on."""
    found: dict[str, Any] = {
        "device": f"{platform.machine()}, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "python": platform.python_version(),
        "float32 products": torch.get_float32_matmul_precision(),
        "TF32 in convolutions": torch.backends.cudnn.allow_tf32,
    }
    if torch.device(device).type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        found["device"] = f"{properties.name}, {properties.total_memory / MIB:,.0f} MiB"
        found["capability"] = f"{properties.major}.{properties.minor}"
    return found


def show(title: str, rows: Iterable[Row]) -> list[Row]:
    """Print rows as a table, each when it is known, and begin none once the time is up."""
    print(f"\n## {title}\n")
    began, shown = time.perf_counter(), list[Row]()
    for row in rows:
        if not shown:
            print(f"| {' | '.join(row)} |\n|{' --- |' * len(row)}")
        print(f"| {' | '.join(map(cell, row.values()))} |", flush=True)
        shown.append(row)
        if time.perf_counter() - began > SECONDS[title]:
            print(f"\nNo further row: the {SECONDS[title]:.0f} s of this part are over.")
            break
    return shown


def cell(value: str | float | None) -> str:
    """A value as it stands in a table."""
    if isinstance(value, float):
        return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
    return "" if value is None else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1 or cpu")
    parser.add_argument("--to", type=Path, help="folder for gpu.json")
    parser.add_argument("--quick", action="store_true", help="the smallest batch, a short time")
    args = parser.parse_args()
    if torch.device(args.device).type == "cuda" and not torch.cuda.is_available():
        parser.error("Expected a GPU that torch can use, found none. Choose --device cpu.")

    began = time.perf_counter()
    record = machine(args.device)
    print("\n".join(f"- {name}: {value}" for name, value in record.items()), flush=True)
    parts = {
        "Objectives": objectives(args.device),
        "Resuming": resuming(args.device),
        "Graphs": graphs(args.device, args.quick),
        "Several": several(args.device),
        "Speed": speeds(args.device, args.quick),
        "LPS": lps_times(args.device),
    }
    for title, rows in parts.items():
        record[title] = show(title, rows)
        record["seconds"] = time.perf_counter() - began
        if args.to:
            args.to.mkdir(parents=True, exist_ok=True)
            write_json(args.to / "gpu.json", record)
    print(f"\n{record['seconds']:.0f} s in all.")


if __name__ == "__main__":
    main()
