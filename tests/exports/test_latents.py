"""The table of codes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sculptor import data, exports
from sculptor.jobs import Run


@pytest.mark.parametrize("name", ["parquet", "arrow", "csv"])
def test_latents_with_what_is_known(name: str, finished: Run, tmp_path: Path) -> None:
    folder = exports.export(finished, tmp_path / "out", name)
    path = folder / f"latents.{name}"
    read = {"parquet": pd.read_parquet, "arrow": pd.read_feather, "csv": pd.read_csv}[name]
    table = read(path)
    digits = data.load("digits")
    assert list(table) == ["id", "split", "z1", "z2", "label"]
    assert len(table) == len(digits)
    held_out = table[table["split"] == "test"]
    codes = held_out[["z1", "z2"]].to_numpy(np.float32)
    np.testing.assert_allclose(codes, finished.latents("test", "mean"), rtol=1e-6)
    labels = digits.split("test").labels
    assert labels is not None
    wanted = [digits.label_names[i] for i in labels]
    assert held_out["label"].astype(str).tolist() == wanted
    assert held_out["id"].tolist() == list(range(len(wanted)))
    assert ("embedding-atlas" in (folder / "README.md").read_text()) == (name == "parquet")
