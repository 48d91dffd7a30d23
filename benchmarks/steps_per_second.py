"""Training speed beside pythae 0.1.2's WAE-MMD: the same networks, start, images and batches.

pip install pythae==0.1.2  (or the extra: pip install -e .[benchmarks])
python benchmarks/steps_per_second.py [--steps 60] [--rounds 3] [--threads 2]
       [--latent-dims 2,10,16]

Both train as their users train, with their defaults but for the batch: pythae through its
TrainingPipeline (10 latents are its default), on torch's own layers in float32, as it has half
precision on CUDA alone; Sculptor through its Training with the automatic weight and the automatic
precision, which on some CPUs is bfloat16 in the hidden layers. What Sculptor does in float32 stands
beside it. All in one process and on the same threads. Sections alternate, after one of each that is
not counted, so that a machine that slows down slows all. No time has the set-up, snapshots or
checkpoints in it. Each figure is the median of the sections; a ratio is the median of the paired
ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import logging
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version

import torch
from pythae.models import WAE_MMD, WAE_MMD_Config
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseEncoder
from pythae.pipelines import TrainingPipeline
from pythae.trainers import BaseTrainerConfig
from pythae.trainers.training_callbacks import TrainingCallback
from torch import Tensor, nn

import sculptor
from sculptor.models import Autoencoder
from sculptor.models.upsampling import Upsampling
from sculptor.training import compute
from sculptor.training.assemble import assemble
from sculptor.training.loop import train

BATCH = 256
BOUNDS = {"mlp": 2.5, "conv": 1.5}


class Encoder(BaseEncoder):
    """Sculptor's encoder as pythae wants it."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.network = model.encoder

    def forward(self, x: Tensor) -> ModelOutput:
        """The codes, by pythae's name for them."""
        return ModelOutput(embedding=self.network(x).mu)


class Decoder(BaseDecoder):
    """Sculptor's decoder as pythae wants it."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.network = model.decoder

    def forward(self, z: Tensor) -> ModelOutput:
        """The images, by pythae's name for them."""
        return ModelOutput(reconstruction=self.network(z).sigmoid())


class Clock(TrainingCallback):
    """When the first step began and the last one ended."""

    def on_train_step_begin(self, training_config: BaseTrainerConfig, **_: object) -> None:
        """Pythae calls this once, before the steps of the epoch."""
        self.began = time.perf_counter()
        self.steps = 0

    def on_train_step_end(self, training_config: BaseTrainerConfig, **_: object) -> None:
        """Pythae calls this after each step."""
        self.ended = time.perf_counter()
        self.steps += 1

    @property
    def steps_per_second(self) -> float:
        """The speed of the epoch."""
        return self.steps / (self.ended - self.began)


def time_sculptor(config: sculptor.RunConfig) -> float:
    """Steps a second of one section."""
    run = assemble(config)
    for _ in train(run):
        pass
    return run.training.steps_per_second


def time_pythae(config: sculptor.RunConfig, images: Tensor) -> float:
    """Steps a second of one section: an epoch of as many images."""
    start = plain(assemble(config).training.model)
    model = WAE_MMD(
        WAE_MMD_Config(input_dim=start.image_shape, latent_dim=start.latent_dim),
        Encoder(start),
        Decoder(start),
    )
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, silence():
        pipeline = TrainingPipeline(
            model,
            BaseTrainerConfig(
                output_dir=folder,
                num_epochs=1,
                per_device_train_batch_size=config.batch_size,
                learning_rate=config.learning_rate,
                no_cuda=config.device == "cpu",
            ),
        )
        pipeline(images[: config.steps * config.batch_size], callbacks=[clock])
    return clock.steps_per_second


def plain(model: Autoencoder) -> Autoencoder:
    """The same network and start, on the layers that come with torch."""
    for layer in model.modules():
        if isinstance(layer, Upsampling):
            # A layer of ours is torch's own with another way to compute it.
            layer.__class__ = nn.ConvTranspose2d  # type: ignore[assignment]
    return model


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep pythae's log and progress bar, which it still makes, out of the table."""
    logging.disable(logging.INFO)
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        yield
    logging.disable(logging.NOTSET)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dataset", default="sprites")
    parser.add_argument("--networks", default="mlp,conv", help="out of mlp and conv")
    parser.add_argument("--steps", type=int, default=60, help="of one section")
    parser.add_argument("--rounds", type=int, default=3, help="sections of each")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--latent-dims", default="2,10,16", help="dimensions of z, each a row")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    used = compute.precision("auto", torch.device(args.device))
    images = torch.from_numpy(sculptor.datasets.load(args.dataset).split("train").images)
    images = images.float() / 255
    args.steps = min(args.steps, len(images) // BATCH)
    print(
        f"{platform.machine()} with {os.cpu_count()} cores, {args.threads} threads, "
        f"{args.device}; torch {torch.__version__}, pythae {version('pythae')}; {args.dataset}, "
        f"batch {BATCH}, {args.rounds} x {args.steps} steps of each"
    )
    print(
        f"{'network':8} {'latents':>7} {'pythae':>14} {'Sculptor':>16} {'in':>9} {'ratio':>6} "
        f"{'least':>6} {'bound':>6} {'in float32':>11}"
    )
    for kind, latents in itertools.product(args.networks.split(","), args.latent_dims.split(",")):
        config = sculptor.RunConfig(
            dataset=args.dataset,
            latent_dim=int(latents),
            network={"kind": kind},
            steps=args.steps,
            batch_size=BATCH,
            device=args.device,
        )
        single = replace(config, precision="float32")
        rounds = [
            (time_pythae(config, images), time_sculptor(config), time_sculptor(single))
            for _ in range(args.rounds + 1)
        ][1:]
        ratios = [ours / theirs for theirs, ours, _ in rounds]
        full = statistics.median(in_single / theirs for theirs, _, in_single in rounds)
        theirs, ours, _ = (statistics.median(speeds) for speeds in zip(*rounds, strict=True))
        print(
            f"{kind:8} {latents:>7} {theirs:6.1f} steps/s {ours:8.1f} steps/s {used:>9} "
            f"{statistics.median(ratios):6.2f} {min(ratios):6.2f} {BOUNDS[kind]:6.1f} {full:11.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
