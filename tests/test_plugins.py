"""Kinds of others: found, left out and named, passed on to workers, missed."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
import torch

import sculptor
from sculptor import RunConfig, SculptorError, cli, data, jobs, models, plugins, priors, studies
from sculptor.measure.catalogue import METRICS
from sculptor.models import kinds as networks
from sculptor.objectives import kinds as objectives
from sculptor.spec import Metric, Network, Objective, Prior, number, whole

LINE = """
import sculptor
from sculptor.spec import Prior

sculptor.register(Prior("line", "Line", "Dots on a line", make="{stem}:draw", dim=2))

def draw(generator, n, dim):
    return generator.normal(size=(n, 1)) * [1, 0]
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A shelf of its own for each test, and nothing of it imported afterwards."""
    path = list(sys.path)
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
    monkeypatch.delenv(plugins.VARIABLE, raising=False)
    install(monkeypatch)
    yield
    sys.path[:] = path
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


def install(monkeypatch: pytest.MonkeyPatch, *points: metadata.EntryPoint) -> None:
    """Have these entry points and no others."""
    found = metadata.EntryPoints(points)
    monkeypatch.setattr(metadata, "entry_points", found.select)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files, and name them in the environment."""

    def files(**texts: str) -> Path:
        for stem, text in texts.items():
            (tmp_path / f"{stem}.py").write_text(text.replace("{stem}", stem))
        names = ",".join(str(tmp_path / f"{stem}.py") for stem in texts)
        monkeypatch.setenv(plugins.VARIABLE, names)
        return tmp_path

    return files


def draw(generator: np.random.Generator, n: int, dim: int) -> np.ndarray:
    return generator.normal(size=(n, dim))


def test_ours_alone_are_there_where_nothing_is_plugged_in() -> None:
    for table in (objectives.KINDS, priors.KINDS, networks.KINDS, data.SOURCES, METRICS):
        assert tuple(table) == table.own
        assert table.others() == []
    assert plugins.plugins() == []
    assert plugins.environment() == {}


def test_a_file_that_is_named_brings_its_kind(write: Write) -> None:
    folder = write(line_of_dots=LINE)
    assert [*priors.KINDS][-1] == "line"
    assert priors.from_spec({"kind": "line", "rotation": 90}).sample(5, 0).shape == (5, 2)
    (found,) = plugins.plugins()
    assert found == plugins.Plugin(str(folder / "line_of_dots.py"), ("prior line",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("1 +", "SyntaxError"),
        ("raise SystemExit", "SystemExit"),
        (f"{LINE}\nsculptor.register(Prior('Line!', 'Line', make='a:b'))", "small letters"),
        (f"{LINE}\nsculptor.register(Prior('ring', 'Ring', make='a:b'))", "Sculptor has one"),
        (f"{LINE}\nsculptor.register('line')", "a declaration out of sculptor.spec"),
    ],
)
def test_a_broken_one_is_left_out_as_a_whole_and_named(
    write: Write, text: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(broken_plugin=text, sound_plugin=LINE.replace('"line"', '"dots"'))
    assert priors.KINDS.others() == [priors.KINDS["dots"]]
    broken, sound = plugins.plugins()
    assert problem in broken.problem
    assert broken.kinds == ()
    assert sound == plugins.Plugin(sound.source, ("prior dots",))
    with pytest.raises(SculptorError, match=r"Left out, since it could not be read: .*broken"):
        priors.from_spec({"kind": "line"})
    assert cli.main(["plugins"]) == 0
    assert "left out" in capsys.readouterr().out
    assert cli.main(["plugins", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[1]["kinds"] == ["prior dots"]


def test_nothing_is_read_for_a_run_of_ours(write: Write, tiny: RunConfig) -> None:
    write(broken_plugin="1 +")
    replace(tiny, steps=10)
    assert not plugins._shelf.problems
    assert "line" not in priors.KINDS
    assert plugins._shelf.problems


def test_the_second_of_a_name_is_left_out(write: Write) -> None:
    write(first_line=LINE, second_line=LINE)
    first, second = sorted(plugins.plugins(), key=lambda found: found.problem)
    assert first.kinds == ("prior line",)
    assert "first_line.py has one of that name" in second.problem


def test_a_file_that_is_not_there_or_shadows_another_is_named(write: Write) -> None:
    folder = write(json=LINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(plugins.VARIABLE, f"{folder / 'json.py'},{folder / 'none.py'}")
        problems = [found.problem for found in plugins.plugins()]
    assert "has that name. Rename the file" in problems[0]
    assert "there is none" in problems[1]


def test_an_entry_point_brings_a_declaration_and_imports_no_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "declares.py").write_text(
        "from sculptor.spec import Metric, Objective\n"
        "ONE = Objective('one', 'One', make='defines_it:One')\n"
        "TWO = (Objective('two', 'Two', make='defines_it:Two'),)\n"
        "BAD = Metric('bad', 'Bad', make='defines_it:bad')\n"
    )
    (tmp_path / "defines_it.py").write_text("raise AssertionError")
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        metadata.EntryPoint(name, f"declares:{name}", "sculptor.objectives")
        for name in ("ONE", "TWO", "BAD", "MISSING")
    ]
    install(monkeypatch, *points)
    assert [kind.name for kind in objectives.KINDS.others()] == ["one", "two"]
    assert "defines_it" not in sys.modules
    problems = [found.problem for found in plugins.plugins() if found.problem]
    assert "Expected an objective, received Metric" in problems[0]
    assert "MISSING" in problems[1]


def test_reading_what_is_plugged_in_imports_no_torch(write: Write) -> None:
    write(line_of_dots=LINE)
    code = (
        "import sys\nfrom sculptor import priors, data\n"
        "from sculptor.objectives import kinds\nfrom sculptor.models import kinds as networks\n"
        "print('line' in priors.KINDS, len(kinds.KINDS), 'torch' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("True ")
    assert told.stdout.strip().endswith("False")


def test_a_decorator_gives_what_it_is_put_on() -> None:
    metric = Metric("spread", "Spread", "Standard deviation.", representation="mean")

    @sculptor.register(metric)
    def spread(z: np.ndarray) -> float:
        return z.std()

    assert METRICS["spread"] == replace(metric, make=spread)
    assert spread(np.zeros(3)) == 0.0


def test_who_registers_again_replaces_it_and_nobody_else_can() -> None:
    first, second = (Prior("line", title, make=draw, dim=2) for title in ("First", "Second"))
    assert sculptor.register(first) is first
    sculptor.register(second)
    assert priors.KINDS["line"].title == "Second"
    with pytest.raises(SculptorError, match="has one of that name"):
        exec("sculptor.register(kind)", {"__name__": "other", "sculptor": sculptor, "kind": first})
    with pytest.raises(SculptorError, match="Sculptor has one"):
        sculptor.register(replace(first, name="gaussian"))
    with pytest.raises(SculptorError, match="a declaration"):
        sculptor.register(draw)  # type: ignore[arg-type]


def test_what_a_cell_registers_trains_here_and_not_in_the_background(tiny: RunConfig) -> None:
    cell = {"__name__": "__main__", "sculptor": sculptor}
    exec("sculptor.register(kind)", {**cell, "kind": Prior("line", "Line", make=draw, dim=2)})
    config = replace(tiny, prior={"kind": "compose", "blocks": [{"kind": "line"}]}, steps=10)
    assert [*sculptor.train(config)][-1].step == 10
    with pytest.raises(
        SculptorError, match=r"prior line is declared in a notebook.*sculptor\.train"
    ):
        sculptor.launch(config)
    assert not [*jobs.list_runs()]


def test_what_an_imported_module_registers_is_found_by_a_worker(
    tiny: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "line_of_dots.py").write_text(LINE.replace("{stem}", "line_of_dots"))
    monkeypatch.syspath_prepend(tmp_path)
    __import__("line_of_dots")
    assert plugins.environment() == {plugins.VARIABLE: str(tmp_path / "line_of_dots.py")}
    run = sculptor.launch(replace(tiny, prior="line", steps=10))
    assert run.wait(60) == "finished", run.progress().message


def test_a_run_whose_plugin_is_gone_says_so_and_breaks_no_list(
    write: Write, tiny: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
        monkeypatch.delenv(plugins.VARIABLE)

    objective = LINE.replace("Prior", "Objective").replace(", dim=2", "")
    write(a_line=objective)
    folder = jobs.create(replace(tiny, objective="line"))
    record = studies.grid(replace(tiny, objective="line"))
    gone()
    there = jobs.Run(jobs.create(tiny))
    runs = {run.id: run for run in jobs.list_runs()}
    assert set(runs) == {folder.name, there.id}
    assert "received 'line'" in runs[folder.name].problem
    assert plugins.VARIABLE in runs[folder.name].problem
    assert not there.problem
    assert cli.main(["runs"]) == 0
    assert record[0].config is not None
    with pytest.raises(SculptorError, match="received 'line'"):
        studies.Cell.from_dict(record[0].to_dict())


def test_a_network_of_others_starts_the_same_for_a_seed_whatever_its_layers() -> None:
    def trunks(image_shape: tuple[int, int, int], latent_dim: int, *, width: int) -> models.Trunks:
        encoder = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(width))
        encoder(torch.zeros(1, *image_shape))
        gate = torch.nn.Bilinear(latent_dim, latent_dim, math.prod(image_shape))
        gate.forward = lambda z: torch.nn.Bilinear.forward(gate, z, z)  # type: ignore[method-assign]
        return models.Trunks(encoder, width, gate)

    width = whole("width", 8, 1, 99, 1, "Units")
    sculptor.register(Network("gated", "Gated", make=trunks, parameters=(width,)))
    state = torch.get_rng_state()
    one, same, other = (
        models.build((1, 8, 8), 2, {"kind": "gated"}, stochastic=True, seed=seed).state_dict()
        for seed in (1, 1, 2)
    )
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["decoder.trunk.weight"], other["decoder.trunk.weight"])


def test_an_objective_of_others_takes_its_place_in_a_study() -> None:
    weight = number("pull", 3.0, 0.0, 9.0, 1.0, "Nats", adjustable=True)
    sculptor.register(
        Objective("line", "Line", make=draw, parameters=(weight,), front=(1.0, 2.0, 5.0))
    )
    cells = studies.grid(RunConfig(dataset="digits"), objectives=["line"], weights="front")
    assert [cell.coordinates["weight"] for cell in cells] == [1.0, 2.0, 5.0]
    assert "pull" in objectives.adjustable()


def test_a_file_that_cannot_be_one_is_named_with_its_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "circle.py").symlink_to(tmp_path / "circle.py")
    names = [
        "~nobody-of-this-name/x.py",
        str(tmp_path / "circle.py"),
        "x" * 5000 + ".py",
        "..",
        "²",
    ]
    monkeypatch.setenv(plugins.VARIABLE, ",".join(names))
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())
    assert len(plugins.plugins()) == len(names)
    assert all(found.problem and not found.kinds for found in plugins.plugins())
    assert plugins.environment()[plugins.VARIABLE].count(",") == len(names) - 1
