"""A space without a model: codes, a target and images that tests know."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sculptor.explore.opened import Explored, Items
from sculptor.training.config import RunConfig

Make = Callable[..., Explored]


@pytest.fixture
def make_space() -> Make:
    """``make_space(codes, target)``; images of 2 by 2 pixels that tell their row."""

    def make(codes: Any, target: Any, **columns: Any) -> Explored:
        codes, target = np.asarray(codes, np.float32), np.asarray(target, np.float32)
        images = np.zeros((len(codes), 1, 2, 2), np.uint8) + (np.arange(len(codes)) % 256)[
            :, None, None, None
        ].astype(np.uint8)
        known = {name: np.asarray(values) for name, values in columns.items()}
        return Explored(
            key="model:test",
            name="test",
            config=RunConfig(dataset="digits", latent_dim=codes.shape[1]),
            step=10,
            items=Items({"mean": codes}, np.arange(len(codes)), known, len(codes), "items"),
            target=target,
            aim={"kind": "gaussian"},
            figures={},
            label_names=("zero", "one"),
            _space=SimpleNamespace(),  # type: ignore[arg-type]
            _images=images,
        )

    return make
