"""Homes in which one thing is wrong with each of many runs, studies and saved priors."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sculptor import home as places
from sculptor.files import append_line, write_array, write_arrays, write_json
from sculptor.jobs import Run, queue
from sculptor.measure.figure import Figure
from sculptor.runs import index, library, summary
from sculptor.runs.folder import read_config
from sculptor.studies import Scores, grid, scores
from sculptor.studies.record import write_record
from tests.hardening.mutations import SECRET, Mutation, Site, mutations
from tests.hardening.shut import shut

RUN_FILES = (
    "config.json",
    "status.json",
    "metrics.jsonl",
    "events.jsonl",
    "colours.json",
    "figures.json",
    "commands/1.json",
    "snapshots/0000200.npz",
    "",
    "snapshots",
    "commands",
    "samples",
    "labels.npy",
    "factors.npy",
    "latents.npy",
    "model.safetensors",
    "start.safetensors",
    "checkpoint.safetensors",
    "worker.log",
    ".figures.lock",
    ".umap.lock",
    "samples/0.npy",
    "snapshots/0000000.npz",
    "snapshots/0000200-umap.npz",
    "snapshots/0000200-traversal.png",
    "snapshots/0000200-reconstruction.png",
    "snapshots/0000200-samples.png",
)
"""What there is of a run; the first are those of which most is read."""

RUNS = (
    *("config.json", "status.json") * 5,
    *("metrics.jsonl", "events.jsonl") * 3,
    *RUN_FILES,
)
"""What is wrong with the runs of one home, each with one of these."""

HOME_FILES = (
    ".library",
    ".samples",
    ".samples/0.npy",
    ".studies",
    ".trash",
    ".locks",
    ".locks/queue",
    ".locks/runs",
    ".locks/queue.lock",
    ".locks/runs/20260101-000000-0000.lock",
    ".index.json",
    "sculptor-app.log",
)
"""What a home has one of; one of them is damaged in each home."""

HEALTHY = ("20260102-000000-aaaa", "20260102-000000-bbbb")
STUDY = "20260102-000000-cccc"
"""Ids of what nothing is wrong with."""


SLOTS = (
    *(("run", file) for file in RUNS),
    *(("study", file) for file in ("study.json", "study.json", ".lock", "")),
    *(("trash", file) for file in ("config.json", "status.json", "")),
    *(("home", f".library/{file}") for file in ("ring-0.json", "ring-1.json")),
    ("home", ".library/sketches/drawn.png"),
)
"""What is wrong with one home, besides one of its own files: part and file."""

SINGLE = (*(("home", file) for file in HOME_FILES), ("machine", "devices.json"))


def drawn(number: int, *, anew: bool) -> list[tuple[Mutation, ...]]:
    """What is wrong with each of so many homes: of each file something else each time.

    Args:
        number: Of homes.
        anew: Whether it is to be something else than the last time.
    """
    alone = [SINGLE[i % len(SINGLE)] for i in range(number)]
    wanted = Counter([*SLOTS * number, *alone])
    dealt = {slot: iter(_examples(*slot, count, anew)) for slot, count in wanted.items()}
    return [tuple(next(dealt[slot]) for slot in (*SLOTS, single)) for single in alone]


def _examples(part: str, file: str, number: int, anew: bool) -> list[Mutation]:
    found: list[Mutation] = []

    # More than are wanted: the first are the simplest, and some come twice.
    @settings(
        derandomize=not anew,
        max_examples=number + number // 4 + 20,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations(part, file, RUN_FILES))
    def keep(mutation: Mutation) -> None:
        found.append(mutation)

    keep()
    different = list(dict.fromkeys(found))
    spread = [different[i::2] for i in range(2)]
    return [*spread[1], *spread[0]][:number]


@dataclass(frozen=True)
class Home:
    """A home that is damaged.

    Attributes:
        folder: Where it is.
        spots: What is wrong, and with which folder.
    """

    folder: Path
    spots: list[tuple[Mutation, Path]] = field(default_factory=list)

    def damaged(self, part: str) -> list[str]:
        """The ids of the ``run``s, or of a ``study`` or what is in the ``trash``."""
        return [folder.name for mutation, folder in self.spots if mutation.part == part]

    def blamed(self, identity: str) -> Mutation | None:
        """What is wrong with something of an id."""
        return next((what for what, folder in self.spots if folder.name == identity), None)


class Homes:
    """Makes homes out of a run that has finished.

    Args:
        base: A folder for the homes, and for what lies outside them.
        trained: The folder of a run that has finished.
    """

    def __init__(self, base: Path, trained: Path) -> None:
        self._base = base
        self._made = 0
        self.outside = base / "outside"
        self._whole = base / "whole"
        self._make_outside()
        _make_run(self._whole, trained)

    @contextmanager
    def damaged(self, plan: Sequence[Mutation]) -> Iterator[Home]:
        """A home in which each mutation has struck a folder of its own."""
        self._made += 1
        place = self._base / f"{self._made:04d}"
        home, closed = Home(place / "home"), set()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SCULPTOR_HOME", str(home.folder))
            patch.setenv("SCULPTOR_RUNTIME", str(place / "machine"))
            self._furnish(place)
            for number, mutation in enumerate(plan):
                folder = self._folder(mutation, place, number)
                home.spots.append((mutation, folder))
            # All else first, so that the home is whole while it is furnished, and its index too.
            _index(home.folder)
            for mutation, folder in home.spots:
                mutation.apply(folder, Site(self.outside, self._whole))
                if mutation.how == "shut":
                    closed.add(mutation.path(folder))
            with shut(closed):
                yield home
        shutil.rmtree(place, ignore_errors=True)

    def _folder(self, mutation: Mutation, place: Path, number: int) -> Path:
        """The folder that a mutation strikes; for some parts one more is made."""
        identity = f"20260101-0000{number % 60:02d}-{number:04x}"
        match mutation.part:
            case "run":
                return self._copy(place / "home" / identity)
            case "trash":
                return self._copy(place / "home" / places.TRASH / identity)
            case "study":
                source = place / "home" / places.STUDIES / STUDY
                return Path(shutil.copytree(source, source.with_name(identity)))
            case "machine":
                return place / "machine"
        return place / "home"

    def _copy(self, folder: Path, status: str = "paused") -> Path:
        shutil.copytree(self._whole, folder)
        record = json.loads((folder / "status.json").read_bytes())
        write_json(folder / "status.json", {**record, "run": folder.name, "status": status})
        return folder

    def _furnish(self, place: Path) -> None:
        """Fill a home with one of everything that nothing is wrong with."""
        home = place / "home"
        for identity in HEALTHY:
            self._copy(home / identity, "finished")
        config = read_config(home / HEALTHY[0])
        cells = [
            replace(cell, run=run) for cell, run in zip(grid(config, seeds=2), HEALTHY, strict=True)
        ]
        study = home / places.STUDIES / STUDY
        study.mkdir(parents=True)
        write_record(study, cells, "two seeds")
        (study / ".lock").touch()
        for name in ("ring-0", "ring-1", "ring"):
            library.save_prior(name, {"kind": "ring"}, name)
        png = (self._whole / "snapshots/0000200-traversal.png").read_bytes()
        library.save_sketch("drawn", png)
        (home / places.SAMPLES).mkdir()
        shutil.copyfile(self._whole / "samples/0.npy", home / places.SAMPLES / "0.npy")
        (home / places.LOCKS / "runs").mkdir(parents=True)
        (home / places.LOCKS / "queue.lock").touch()
        (home / places.LOCKS / "runs/20260101-000000-0000.lock").touch()
        queue.enqueue(home, HEALTHY[0], "cpu", 1.0)
        (home / "sculptor-app.log").touch()
        (place / "machine").mkdir()
        write_json(place / "machine" / "devices.json", {"here": ["cpu"]})

    def _make_outside(self) -> None:
        """What nobody may touch or show, with names that one would remove or write at home."""
        folder = self.outside / "folder"
        (folder / "snapshots").mkdir(parents=True)
        for name in (
            "config.json",
            "status.json",
            "notes.txt",
            "0000300.npz",
            "1.json",
            ".status.json.0a1b2c3d.tmp",
            "snapshots/0000300.npz",
        ):
            (folder / name).write_text(SECRET)
        (self.outside / "secret.json").write_text(json.dumps({"name": SECRET}) + "\n")
        # A file of two names is in the home as much as outside: it may be shown, but not changed.
        (self.outside / "linked.json").write_text('{"name": "linked"}\n')


def _index(home: Path) -> None:
    """Write the index of a home, as another process finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "WORTH", 0)
        for module in (index, summary):
            patch.setattr(module, "UNSETTLED", 0.0)  # else what was changed just now is left out
        index.summaries(home)
        index._index.cache_clear()


def _make_run(folder: Path, trained: Path) -> None:
    """A run in which there is every file that a run can have."""
    shutil.copytree(trained, folder)
    for path in (folder / "snapshots").iterdir():
        if path.name[:7] not in ("0000000", "0000200"):
            path.unlink()
    arrays = np.load(folder / "snapshots/0000200.npz")
    names = ("projection.umap.latents", "projection.umap.target")
    write_arrays(
        folder / "snapshots/0000200-umap.npz",
        dict(zip(names, (arrays["latents.mean"], arrays["target"]), strict=True)),
    )
    shutil.copyfile(folder / "model.safetensors", folder / "start.safetensors")
    write_json(folder / "colours.json", {"factors": ["size"], "labels": list("0123456789")})
    labels = np.load(folder / "labels.npy")
    write_array(folder / "factors.npy", np.stack([labels], axis=1).astype(np.float32))
    for step, changes in ((50, {"weight": 30.0}), (90, {"prior": {"kind": "moons"}})):
        append_line(folder / "events.jsonl", {"step": step, "kind": "set", "changes": changes})
    write_array(folder / "samples/0.npy", np.zeros((20, 2), np.float32))
    write_json(folder / "commands/1.json", {"kind": "set", "sent": 1.0, "changes": {"weight": 9.0}})
    (folder / "worker.log").write_text("The log of a worker.\n")
    for name in (".figures.lock", ".umap.lock"):
        (folder / name).touch()
    figures = (
        Figure("squared_error", "mean", 3.0, 100),
        Figure("lps", "mean", 0.1, 100, low=0.0, high=0.2),
        Figure("lps", "mean", 0.1, 100, latent=1),
    )
    scores.write(Run(folder), Scores(200, figures))


Tree = dict[str, tuple[Any, ...]]


def tree(folder: Path) -> Tree:
    """All that is in a folder: kinds, times of change, rights and contents."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        content = path.read_bytes() if path.is_file() and stat.st_size < 2**20 else b""
        found[str(path.relative_to(folder))] = (stat.st_mode, stat.st_mtime_ns, content)
    return found
