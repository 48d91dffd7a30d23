"""The page on adding one's own: its very text is run, here, by a worker, and in the forms."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment
from streamlit.testing.v1 import AppTest

import sculptor
from sculptor import RunConfig, cli, data, plugins, priors, studies
from sculptor.models import kinds as networks
from sculptor.objectives import kinds as objectives
from sculptor.studies.report import comparison
from sculptor.ui.app import entry

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "extend.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)

CONFIG = {
    "dataset": "bars",
    "prior": "trefoil",
    "objective": "sinkhorn",
    "network": {"kind": "residual", "width": 16},
    "latent_dim": 3,
    "steps": 20,
    "batch_size": 64,
    "device": "cpu",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every file of the page."""
    folder = tmp_path_factory.mktemp("extend")
    for block in BLOCKS:
        if name := re.match(r"# (\w+\.py)\n", block):
            (folder / name[1]).write_text(block)
    return sorted(folder.iterdir())


@pytest.fixture(autouse=True)
def plugged_in(files: list[Path]) -> Iterator[None]:
    """They are named in the environment; what is read of them stays for the module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(plugins.VARIABLE, ",".join(map(str, files)))
        patch.setattr(plugins, "_shelf", SHELF)
        yield


SHELF = plugins._Shelf()


def test_every_file_of_the_page_is_read() -> None:
    found = plugins.plugins()
    assert [plugin.problem for plugin in found] == [""] * 5
    assert {kind for plugin in found for kind in plugin.kinds} == {
        "objective sinkhorn",
        "prior trefoil",
        "network residual",
        "dataset bars",
        "metric effective_dimensions",
    }


def test_all_of_it_trains_here() -> None:
    *_, last = sculptor.train(RunConfig(**CONFIG))
    assert last.step == 20
    assert last.latents["mean"].shape == (180, 3)  # a fifth of the training split
    assert math.isfinite(last.metrics["train_sinkhorn"])


def test_all_of_it_trains_by_a_worker_and_stands_in_figures_and_tables() -> None:
    run = sculptor.launch(RunConfig(**CONFIG))
    assert run.wait(120) == "finished", run.progress().message
    assert run.model().network == {"kind": "residual", "width": 16, "blocks": 2}
    computed = studies.compute_scores(run)
    assert 1 <= computed.values["effective_dimensions.mean"] <= 3
    shown = comparison.rows([comparison.estimates(computed)], one_dataset=True, one_prior=True)
    assert "Effective dimensions" in [row.title for row in shown]


def test_the_command_line_tells_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["train", "--help"])
    told = capsys.readouterr().out
    assert all(name in told for name in ("sinkhorn", "residual", "bars", "info-vae"))
    assert cli.main(["priors", "--json"]) == 0
    assert "trefoil" in [kind["kind"] for kind in json.loads(capsys.readouterr().out)["kinds"]]
    assert cli.main(["datasets", "--json"]) == 0
    assert "bars" in [each["name"] for each in json.loads(capsys.readouterr().out)]


def test_the_form_offers_it() -> None:
    page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    page.session_state[entry.WELCOMED] = True
    for name, value in {**CONFIG, "objective": {"kind": "sinkhorn"}}.items():
        if name in ("dataset", "objective", "network", "latent_dim"):
            page.query_params[name] = value if isinstance(value, str) else json.dumps(value)
    page.query_params["named"] = json.dumps({"kind": "trefoil"})
    page.run()
    assert not page.exception
    assert not page.error, page.error
    chosen = page.selectbox(key="choose-objective")
    assert chosen.value == "sinkhorn"
    assert objectives.KINDS["sinkhorn"].title in chosen.options
    assert page.number_input(key="strength-weight").value == 100.0


def divergence(x: np.ndarray, y: np.ndarray, **options: float) -> float:
    """That of the page."""
    objectives.KINDS["sinkhorn"].load()
    from sinkhorn import sinkhorn  # type: ignore[import-not-found]

    return float(sinkhorn(torch.tensor(x), torch.tensor(y), **options))


def test_the_divergence_of_a_shift_is_its_square() -> None:
    x = np.random.default_rng(0).normal(size=(20, 3))
    shift = np.array([1.0, -2.0, 2.0])
    assert divergence(x, x) == pytest.approx(0, abs=1e-12)
    for epsilon in (0.3, 1.0, 10.0):
        assert divergence(x, x + shift, epsilon=epsilon, turns=300) == pytest.approx(9, rel=1e-3)


def test_with_little_entropy_it_is_the_cost_of_the_best_pairing() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(15, 2)), 1.5 * random.normal(size=(15, 2)) + 1
    cost = np.square(x[:, None] - y).sum(2)
    best = cost[linear_sum_assignment(cost)].mean()
    assert divergence(x, y, epsilon=0.01, turns=3_000) == pytest.approx(best, rel=0.01)


def test_the_page_counts_turns_enough_for_a_batch() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(128, 3)), random.normal(size=(128, 3)) + 0.3
    assert divergence(x, y) == pytest.approx(divergence(x, y, turns=1_000), rel=0.02)


def test_the_declaration_of_a_package_is_the_same() -> None:
    (block,) = [block for block in BLOCKS if "SINKHORN =" in block]
    space: dict[str, object] = {}
    exec(block, space)
    kind = objectives.KINDS["sinkhorn"]
    assert space["SINKHORN"].load() is kind.load()  # type: ignore[attr-defined]
    group, line = re.search(r'entry-points\."(.*?)"\]\n(.*?)\n', TEXT).groups()  # type: ignore
    assert plugins.GROUPS[group] == "objective"
    assert line == 'sinkhorn = "sinkhorn_kinds:SINKHORN"'
    assert (networks.KINDS["residual"].title, data.describe("bars").n_test) == ("Residual", 100)
    assert priors.KINDS["trefoil"].dim == 3
