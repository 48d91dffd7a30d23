"""Models of tables leave with what their columns stand for, where a format can say it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from sculptor import RunConfig, SculptorError, data, exports
from sculptor.columns import Layout
from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work


@pytest.fixture
def table(own_home: Path) -> Run:
    """A run on a small table that has finished."""
    generator = np.random.default_rng(0)
    frame = pd.DataFrame({"a": generator.normal(5, 2, 300), "b": generator.normal(0, 1, 300)})
    frame["kind"] = np.where(frame["a"] > 5, "large", "small")
    frame.loc[3, "b"] = np.nan
    data.add("people", frame)
    config = RunConfig(
        dataset="people", network={"kind": "mlp", "width": 8}, steps=20, batch_size=32, device="cpu"
    )
    folder = launcher.create(config)
    assert work(folder) == "finished"
    return Run(folder)


def test_a_program_and_the_codes_of_a_table(table: Run, tmp_path: Path) -> None:
    folder = exports.export(table, tmp_path / "program", "program")
    layout = data.describe("people").layout
    assert layout is not None
    assert Layout.from_dict(json.loads((folder / "columns.json").read_text())) == layout
    rows = torch.from_numpy(np.array(data.load("people").images[:5]))
    encode = torch.export.load(str(folder / "encoder.pt2")).module()
    decode = torch.export.load(str(folder / "decoder.pt2")).module()
    model = table.model()
    with torch.no_grad():
        mu = encode(rows)
        torch.testing.assert_close(mu, model.encode(rows))
        torch.testing.assert_close(decode(mu), model.decode(mu))
    folder = exports.export(table, tmp_path / "codes", "parquet")
    codes = pd.read_parquet(folder / "latents.parquet")
    assert set(codes["split"]) == {"train", "validation", "test"}
    assert len(codes) == len(data.load("people"))


def test_a_table_is_read_back(table: Run, tmp_path: Path) -> None:
    shared = exports.load(exports.export(table, tmp_path / "out", "huggingface"))
    rows = data.load("people").images[:5]
    torch.testing.assert_close(shared.model().encode(rows), table.model().encode(rows))


@pytest.mark.parametrize("name", ["torch", "html"])
def test_formats_that_cannot_say_it(table: Run, name: str, tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="one of a table"):
        exports.export(table, tmp_path / "out", name)
