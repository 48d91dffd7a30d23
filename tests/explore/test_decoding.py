"""What is decoded of codes, and how much each latent changes it."""

import io

import numpy as np
from PIL import Image

from sculptor.explore.decoding import decode, influences, png
from sculptor.explore.opened import open_space


def test_what_is_decoded_is_what_the_model_makes_of_it_as_bytes() -> None:
    space = open_space("model:digits-mmd")
    model = space.model()
    codes = space.items.of("mean")[:5]
    made = decode(model, codes)
    exact = model.decode(codes).cpu().numpy()
    assert (made.shape, made.dtype) == (exact.shape, np.uint8)
    assert np.abs(made / 255 - exact).max() < 0.51 / 255
    picture = Image.open(io.BytesIO(png(space, made[0], 96)))
    assert picture.width >= 96


def test_a_latent_that_the_decoder_passes_over_has_no_influence() -> None:
    space = open_space("model:factors-mmd")
    model = space.model()
    for layer in model.decoder.modules():
        if getattr(layer, "in_features", 0) == space.dim:
            layer.weight.data[:, 2] = 0
    found = influences(space, model)
    assert len(found) == space.dim
    assert found[2] == 0
    assert min(found[:2] + found[3:]) > 0
