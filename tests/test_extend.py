"""The page on adding one's own: its very text is run, here, by a worker, and in the forms."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
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
    "objective": "cramer-wold",
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
        "objective cramer-wold",
        "prior trefoil",
        "network residual",
        "dataset bars",
        "metric effective_dimensions",
    }


def test_all_of_it_trains_here() -> None:
    *_, last = sculptor.train(RunConfig(**CONFIG))
    assert last.step == 20
    assert last.latents["mean"].shape == (100, 3)
    assert math.isfinite(last.metrics["train_cramer_wold2"])


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
    assert all(name in told for name in ("cramer-wold", "residual", "bars", "info-vae"))
    assert cli.main(["priors", "--json"]) == 0
    assert "trefoil" in [kind["kind"] for kind in json.loads(capsys.readouterr().out)["kinds"]]
    assert cli.main(["datasets", "--json"]) == 0
    assert "bars" in [each["name"] for each in json.loads(capsys.readouterr().out)]


def test_the_form_offers_it() -> None:
    page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    page.session_state[entry.WELCOMED] = True
    for name, value in {**CONFIG, "objective": {"kind": "cramer-wold"}}.items():
        if name in ("dataset", "objective", "network", "latent_dim"):
            page.query_params[name] = value if isinstance(value, str) else json.dumps(value)
    page.query_params["named"] = json.dumps({"kind": "trefoil"})
    page.run()
    assert not page.exception
    assert not page.error, page.error
    chosen = page.selectbox(key="choose-objective")
    assert chosen.value == "cramer-wold"
    assert objectives.KINDS["cramer-wold"].title in chosen.options
    assert page.number_input(key="strength-weight").value == 1_000.0


def test_the_distance_is_the_integral_over_all_directions() -> None:
    objectives.KINDS["cramer-wold"].load()
    from cramer_wold import cramer_wold2  # type: ignore[import-not-found]

    random = np.random.default_rng(0)
    x, y, gamma = random.normal(size=(20, 2)), 1.5 * random.normal(size=(30, 2)) + 1, 0.3
    line, across = np.linspace(-12, 12, 2_001), np.linspace(0, np.pi, 90, endpoint=False)

    def smoothed(points: np.ndarray, angle: float) -> np.ndarray:
        along = points @ [np.cos(angle), np.sin(angle)]
        each = np.exp(-((line[:, None] - along) ** 2) / (2 * gamma)) / np.sqrt(2 * np.pi * gamma)
        return each.mean(1)

    step = line[1] - line[0]
    apart = [np.square(smoothed(x, a) - smoothed(y, a)).sum() * step for a in across]
    found = cramer_wold2(torch.tensor(x), torch.tensor(y), gamma)
    assert found.item() == pytest.approx(np.mean(apart), rel=1e-4)


@pytest.mark.parametrize(("dim", "off"), [(3, 0.1), (20, 0.01)])
def test_in_many_dimensions_it_is_near_the_exact_kernel(dim: int, off: float) -> None:
    from scipy.special import hyp1f1

    objectives.KINDS["cramer-wold"].load()
    from cramer_wold import phi

    s = torch.linspace(0, 50, 200, dtype=torch.float64)
    exact = hyp1f1(0.5, dim / 2, -s.numpy())
    assert np.abs(phi(4 * s, 1.0, dim).numpy() - exact).max() < off


def test_the_declaration_of_a_package_is_the_same() -> None:
    (block,) = [block for block in BLOCKS if "CRAMER_WOLD =" in block]
    space: dict[str, object] = {}
    exec(block, space)
    kind = objectives.KINDS["cramer-wold"]
    assert space["CRAMER_WOLD"].load() is kind.load()  # type: ignore[attr-defined]
    group, line = re.search(r'entry-points\."(.*?)"\]\n(.*?)\n', TEXT).groups()  # type: ignore
    assert plugins.GROUPS[group] == "objective"
    assert line == 'cramer-wold = "cramer_wold_kinds:CRAMER_WOLD"'
    assert (networks.KINDS["residual"].title, data.describe("bars").n_test) == ("Residual", 100)
    assert priors.KINDS["trefoil"].dim == 3
