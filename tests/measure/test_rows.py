"""Figures of reconstructed rows, by tables of which they are known."""

import math

import numpy as np
import pytest

from sculptor import models
from sculptor.columns import Column, Layout
from sculptor.measure.rows import reconstruction


def test_figures_of_rows_are_those_on_paper() -> None:
    layout = Layout((Column("x"), Column("kind", levels=("a", "b"))), variance=1.0)
    model = models.build(
        layout.shape, 1, {"kind": "mlp", "width": 8, "depth": 1}, stochastic=False, layout=layout
    )
    for parameter in model.parameters():
        parameter.data.zero_()
    model.decoder.linear.bias.data[:] = model.decoder.linear.bias.new_tensor([1.0, 2.0, 0.0])
    x = np.array([[3.0, 1, 0], [-1.0, 0, 1], [math.nan, 1, 0]], np.float32)[:, None, None]
    found = {
        figure.metric: figure.value
        for figure in reconstruction(model, x, np.zeros((3, 1), np.float32), "mean")
    }
    p = 1 / (1 + math.exp(-2.0))
    nats = (8 / 2 + math.log(2 * math.pi) - 2 * math.log(p) - math.log(1 - p)) / 3
    assert found["reconstruction"] == pytest.approx(nats, rel=1e-5)
    assert found["squared_error"] == pytest.approx((8 + 4 * (1 - p) ** 2 + 2 * p**2) / 3, rel=1e-5)
    assert found["explained"] == pytest.approx(1 - 8 / 8)
    assert found["category_accuracy"] == pytest.approx(2 / 3)
