"""What one's own images cost: loading, decoding, looking, and training from the file.

    python benchmarks/own_data.py [--only load,decode,look,train] [--tiny tiny-imagenet-200.zip]

Each figure stands beside its bound, and the load of the machine is printed: the bounds are for two
quiet cores. Everything is made in a temporary home.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from sculptor.training.training import Training

LOAD = """
import psutil, time
from sculptor import data
process = psutil.Process()
began, before = time.perf_counter(), process.memory_info().rss
dataset = data.load("large")
assert dataset.images.shape == (100_000, 3, 64, 64) and dataset.digest
dataset.images[0].sum()
print(time.perf_counter() - began, (process.memory_info().rss - before) / 1e6)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="load,decode,look,train")
    parser.add_argument("--tiny", type=Path, default=None, help="the archive of Tiny ImageNet")
    options = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="own-data-") as folder:
        os.environ["SCULPTOR_HOME"] = str(Path(folder) / "home")
        for name in options.only.split(","):
            MEASURED[name](Path(folder), options)
    print(f"load after: {os.getloadavg()[0]:.1f}")


def say(what: str, value: float, unit: str, bound: float, *, most: bool = True) -> None:
    """One figure beside its bound."""
    met = value <= bound if most else value >= bound
    print(f"{what}: {value:.3g} {unit} (bound {bound:g}) {'met' if met else 'MISSED'}", flush=True)


def load(folder: Path, options: argparse.Namespace) -> None:
    """The second load of 100,000 images of 3 x 64 x 64, in a process of its own."""
    from sculptor.data.dataset import Dataset
    from sculptor.data.own import store
    from sculptor.data.own.manifest import Manifest

    shape, n = (3, 64, 64), 100_000
    digest = Dataset.hashed((n, *shape), 80_000, 10_000)
    generator = np.random.default_rng(0)
    with store.adding("large") as draft:
        with draft.array("images", shape, np.uint8) as images:
            for _ in range(0, n, 1_000):
                block = generator.integers(0, 256, (1_000, *shape), dtype=np.uint8)
                images.write(block)
                digest.update(block.data)
        draft.keep(Manifest("large", "images", shape, 80_000, 10_000, 10_000, digest.hexdigest()))
    for times in range(3):
        told = subprocess.check_output([sys.executable, "-c", LOAD], text=True)
        seconds, megabytes = map(float, told.split())
        if times:
            say("second load of 100,000 images", seconds, "s", 0.5)
            say("  and resident memory above", megabytes, "MB", 300)


def decode(folder: Path, options: argparse.Namespace) -> None:
    """10,000 JPEGs of Tiny ImageNet, or as many of the same size made here, decoded and kept."""
    from sculptor import data

    place = folder / "jpegs"
    place.mkdir()
    write_jpegs(place, 10_000, options.tiny)
    began, busy = time.perf_counter(), time.process_time()
    data.add("jpegs", place)
    say("10,000 JPEGs decoded and kept", time.perf_counter() - began, "s", 15)
    print(f"  processor time: {time.process_time() - busy:.1f} s")


def write_jpegs(place: Path, n: int, archive: Path | None) -> None:
    """Photographs of 64 x 64 pixels."""
    if archive:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if name.endswith(".JPEG")]
            for number, name in enumerate(names[:n]):
                (place / f"{number}.jpg").write_bytes(opened.read(name))
        return
    for number in range(n):
        (place / f"{number}.jpg").write_bytes(jpeg(number))


def jpeg(number: int) -> bytes:
    """Coarse colours with fine noise: about the bytes of a photograph of this size."""
    generator = np.random.default_rng(number)
    coarse = Image.fromarray(generator.integers(0, 256, (6, 6, 3), dtype=np.uint8))
    noise = generator.integers(-20, 20, (64, 64, 3))
    pixels = np.asarray(coarse.resize((64, 64))).astype(int) + noise
    buffer = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()


def look(folder: Path, options: argparse.Namespace) -> None:
    """200,000 small files: from the question to the first preview."""
    from sculptor.data.images.look import look as look_at
    from sculptor.data.images.opening import open_source
    from sculptor.data.images.options import Options

    contents = [jpeg(number) for number in range(50)]
    for kind in range(200):
        place = folder / "many" / f"class {kind}"
        place.mkdir(parents=True)
        for number in range(1_000):
            (place / f"{number}.jpg").write_bytes(contents[number % 50])
    began, busy = time.perf_counter(), time.process_time()
    source = open_source(folder / "many")
    seen, _ = look_at(source, Options())
    assert seen.n == 200_000
    say("200,000 files to the first preview", time.perf_counter() - began, "s", 3)
    print(f"  processor time: {time.process_time() - busy:.1f} s")


def train(folder: Path, options: argparse.Namespace) -> None:
    """Steps a second from the file against the same images in memory, in turn."""
    import torch

    from sculptor import RunConfig, data
    from sculptor.training.assemble import assemble

    images = np.random.default_rng(0).integers(0, 256, (20_000, 32, 32, 3), dtype=np.uint8)
    if "own" not in data.names():
        data.add("own", images)
    config = RunConfig(dataset="own", steps=10_000, device="cpu", start="random")
    mapped = assemble(config).training
    memory = assemble(config).training
    whole = torch.from_numpy(np.array(data.load("own").split("train").images))
    memory.batches._images = whole
    ratios = []
    for _ in range(9):
        speeds = [speed(each) for each in (mapped, memory)]
        ratios.append(speeds[0] / speeds[1])
    print("  each:", " ".join(f"{ratio:.3f}" for ratio in ratios))
    say(
        "steps a second from the file, of those from memory",
        float(np.median(ratios)),
        "",
        0.95,
        most=False,
    )


def speed(training: Training, steps: int = 40) -> float:
    """Steps a second of some updates."""
    began = time.perf_counter()
    for _ in range(steps):
        training.update()
    return steps / (time.perf_counter() - began)


MEASURED: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "load": load,
    "decode": decode,
    "look": look,
    "train": train,
}

if __name__ == "__main__":
    main()
