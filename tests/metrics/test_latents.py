"""Tables of latents: what is refused, and which latents have collapsed."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.latents import checked, collapsed, constant


def test_a_latent_that_hardly_varies_has_collapsed() -> None:
    wide = np.random.default_rng(0).standard_normal(1_000)
    z = np.column_stack([wide, 0.02 * wide, 0.005 * wide, np.full(1_000, 3.0)])
    assert collapsed(z).tolist() == [False, False, True, True]
    assert constant(z).tolist() == [False, False, False, True]


def test_a_constant_has_collapsed_beside_nothing_wider() -> None:
    rounded = (1e7 + 1e-2 * np.arange(50)).astype(np.float32).astype(np.float64)
    assert collapsed(rounded[:, None]).tolist() == constant(rounded[:, None]).tolist() == [True]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["a", "b"]], "array of numbers"),
        ([1.0, 2.0], "rows and columns"),
        ([[1.0]], "2 rows or more"),
        ([[1.0], [np.nan]], "finite codes"),
    ],
)
def test_what_is_no_table_is_refused(rows: list, reason: str) -> None:
    with pytest.raises(SculptorError, match=reason):
        checked(rows, "codes")
