"""Make it yours: what the Sculpt page is filled with."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.jobs import starts
from sculptor.pretrained import PAIRS, RECIPES
from sculptor.ui.explore import make_yours
from tests.data.small_mnist import write_mnist

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("warm", [True, False])
def test_make_it_yours_fills_the_sculpt_page(warm: bool) -> None:
    config = make_yours.configuration(PAIRS["factors"], warm=warm)
    recipe = RECIPES["factors-mmd"].config
    assert config.start == ("pretrained:factors-mmd" if warm else "spectral")
    assert config.steps == (starts.STEPS if warm else recipe.steps)
    assert (config.prior, config.objective, config.network) == (
        recipe.prior,
        recipe.objective,
        recipe.network,
    )
    assert (config.latent_dim, config.device) == (6, "auto")


def test_the_button_opens_the_sculpt_page_with_the_painting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "data" / "mnist")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=30).run()
    next(found for found in page.button if found.label == "Make it yours").click().run()
    assert not page.exception
    assert page.query_params["source"] == "paint"
    assert page.query_params["start"] == "pretrained:mnist-mmd"
    assert json.loads(page.query_params["network"]) == {"kind": "mlp", "width": 128}
    assert not page.warning
    train = next(found for found in page.button if found.label == "Train")
    assert not train.disabled
