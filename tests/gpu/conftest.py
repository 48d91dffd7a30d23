"""What runs on a GPU, and is skipped where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from sculptor import RunConfig
from sculptor.training.assemble import Assembly, assemble
from sculptor.training.training import Training

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder, so that ``-m gpu`` is these and no others."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.gpu)


@pytest.fixture
def device() -> torch.device:
    """The GPU."""
    if not torch.cuda.is_available():
        pytest.skip("needs a GPU that torch can use through CUDA; there is none here")
    return torch.device("cuda")


@pytest.fixture
def assembled(device: torch.device) -> Callable[..., Assembly]:
    """The run of an objective on the GPU; an epoch has 5 steps."""

    def begun(objective: dict[str, Any], **changes: Any) -> Assembly:
        settings: dict[str, Any] = {
            "dataset": "digits",
            "latent_dim": 5,
            "network": {"kind": "mlp", "width": 64},
            "steps": 20,
            "precision": "float32",
        }
        config = RunConfig(objective=objective, device=device.type, **{**settings, **changes})
        return assemble(config)

    return begun


@pytest.fixture
def begin(assembled: Callable[..., Assembly]) -> Callable[..., Training]:
    """Its training."""
    return lambda objective, **changes: assembled(objective, **changes).training


@pytest.fixture
def update() -> Callable[[Training, int], None]:
    """Train some steps without looking."""

    def updated(training: Training, steps: int) -> None:
        for _ in range(steps):
            training.update()

    return updated
