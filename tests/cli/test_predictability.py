"""A Latent Predictability Score in words, and as values for JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import lps
from sculptor.cli import predictability

Call = Callable[..., tuple[int, str, str]]


def test_lps_says_what_more_rows_would_tell(call: Call, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    z = generator.normal(size=(300, 2))
    z[:, 1] += z[:, 0]
    np.save(tmp_path / "z.npy", np.vstack([z, z[:5]]))
    np.save(tmp_path / "more.npy", np.column_stack([z[:, 0], z[:, 0] + generator.normal(size=300)]))
    files = str(tmp_path / "z.npy"), "--fit", str(tmp_path / "more.npy")
    found = json.loads(call("lps", *files, "--json")[1])
    assert found["n_predicted"] == 305
    assert [point["n_fitted"] for point in found["curve"]][-1] == found["n_fitted"] > 490
    assert found["curve"][-1]["score"] == found["score"]
    assert found["limit_interval"][0] <= found["limit"] <= found["limit_interval"][1]
    assert found["ranks"] is None
    told = call("lps", *files)[1]
    assert f"305 points, predicted from fits on {found['n_fitted']:,}" in told
    assert "with ever more" in told
    assert "converged" in told
    assert "copies" in told


def test_what_is_not_known_of_latents_is_null(call: Call, tmp_path: Path) -> None:
    np.save(tmp_path / "z.npy", np.ones((20, 2)))
    found = json.loads(
        call("lps", str(tmp_path / "z.npy"), "--json")[1], parse_constant=pytest.fail
    )
    assert found["score"] is found["limit"] is None
    assert found["per_dimension"] == [None, None]


def test_heavy_tails_are_told_with_the_score_of_ranks() -> None:
    z = np.random.default_rng(0).standard_t(2.1, (300, 2))
    result = lps(z)
    assert predictability.values(result)["ranks"]["score"] == result.ranks.score
    text = predictability.text(result)
    assert "LPS of ranks" in text
    assert "z1" in text
    assert text.count("heavy tails") == result.heavy_tails.sum()
