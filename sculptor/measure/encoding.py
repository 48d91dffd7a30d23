"""The codes of images: the encoder's means, and one sample of each posterior."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor import data
from sculptor.data.dataset import Split
from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.models.pixels import to_unit
from sculptor.models.precision import single_precision

Floats = npt.NDArray[np.float32]


@single_precision()
def encode(
    model: Autoencoder, images: Tensor, generator: torch.Generator, chunk: int = 2_048
) -> dict[str, Floats]:
    """Encode images of bytes: ``mean``, and ``sample`` where the encoder is stochastic.

    Args:
        model: On the device of the generator.
        images: ``(n, c, h, w)`` uint8.
        generator: Of the samples.
        chunk: Images that are encoded at once.

    Returns:
        Codes ``(n, latent_dim)`` by representation.
    """
    means, samples = [], []
    with torch.inference_mode():
        for part in images.split(chunk):
            posterior = model.posterior(to_unit(part.to(generator.device)))
            means.append(posterior.mu)
            if posterior.logvar is not None:
                samples.append(posterior.sample(generator))
    codes = {"mean": _numpy(torch.cat(means))}
    if samples:
        codes["sample"] = _numpy(torch.cat(samples))
    return codes


def encode_split(
    model: Autoencoder,
    dataset: str,
    split: Split,
    representation: str,
    seed: int,
) -> Floats:
    """A whole split of a data set encoded on the CPU, ``(n, latent_dim)``.

    Args:
        model: Whose encoder it is, on the CPU.
        dataset: A name out of `sculptor.datasets.names`.
        split: ``train``, ``validation`` or ``test``.
        representation: ``mean`` of the posterior, or a ``sample`` of it; a deterministic encoder's
            are the same.
        seed: Of the sample.

    Raises:
        SculptorError: Another split or representation.
    """
    if representation not in ("mean", "sample"):
        raise SculptorError(
            f"Expected the representation 'mean' or 'sample', received {representation!r:.80}."
        )
    images = torch.from_numpy(np.array(data.load(dataset).split(split).images))
    codes = encode(model, images, torch.Generator().manual_seed(seed))
    return codes.get(representation, codes["mean"])


def _numpy(values: Tensor) -> Floats:
    array: Floats = values.float().cpu().numpy()
    return array
