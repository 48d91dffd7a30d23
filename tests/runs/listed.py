"""Small runs that have ended, and what a list says of them."""

import json
from pathlib import Path
from typing import Any

from sculptor import RunConfig
from sculptor.files import write_json
from sculptor.runs.folder import METRICS, STATUS, ids, write_config
from sculptor.runs.index import Index
from sculptor.runs.record import RunRecord
from sculptor.runs.summary import Summary


def make(home: Path, number: int, status: str = "finished", **more: Any) -> Path:
    folder = home / f"20261124-{number:06d}-abcd"
    folder.mkdir(parents=True)
    write_config(folder, RunConfig(dataset="digits", prior="ring", name=f"run {number}"))
    fields = {"format": 1, "run": folder.name, "status": status, "step": 5, "steps": 10}
    write_json(folder / STATUS, {**fields, "created": 1e9 + number, "message": "", **more})
    rows = [{"step": step, "mmd2": 0.1 / (step + 1), "mmd2_floor": 0.01} for step in range(3)]
    (folder / METRICS).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def listed(home: Path) -> list[Summary]:
    """What a new process lists."""
    return Index(home).look(lambda *_: None)


def told(run: Summary) -> tuple[Any, ...]:
    return (run.id, run.name, run.problem, run.state.created, run.state.progress)


def truth(home: Path) -> list[tuple[Any, ...]]:
    """The same, of the folders themselves."""
    runs = [RunRecord(home / run) for run in ids(home)]
    return [(run.id, run.name, run.problem, run.created, run.progress()) for run in runs]
