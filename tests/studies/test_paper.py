"""The parts of the paper: what is in each, and that it can be trained."""

import numpy as np
import pytest

from sculptor import data, priors
from sculptor.objectives import kinds
from sculptor.priors import known
from sculptor.studies import paper
from sculptor.studies.cell import check_distinct
from sculptor.training.config import CLOSED_FORM


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("part", paper.TITLES)
def test_every_part_has_cells_that_do_not_overlap(part: str, full: bool) -> None:
    cells = paper.cells(part, full)
    check_distinct(cells)
    assert sum(cell.config is not None for cell in cells) > 10
    networks = {cell.config.network["kind"] for cell in cells if cell.config}
    same_at_any_size = part.startswith("independence")
    conv = part == "independence-conv" if same_at_any_size else full or part.startswith("align")
    assert networks == {"conv" if conv else "mlp"}


def test_all_objectives_meet_on_both_data_sets_in_every_dimension() -> None:
    places = {
        (cell.coordinates["dataset"], cell.coordinates["latent_dim"], cell.config.objective["kind"])
        for part in ("fronts", "cifar10", "tiny-imagenet")
        for cell in paper.cells(part)
    }
    for dataset in ("cifar10", "tiny-imagenet"):
        for dim in (16, 32, 64):
            assert {kind for d, n, kind in places if (d, n) == (dataset, dim)} == set(kinds.KINDS)


def test_all_that_is_aligned_without_labels_is_begun_alike() -> None:
    for part, dim in (("alignment", 2), ("alignment-five", 5), ("alignment-scenes3d", 6)):
        cells = [cell for cell in paper.cells(part) if not cell.coordinates["labels"]]
        assert {cell.config.latent_dim for cell in cells} == {dim}
        rows = {tuple(cell.coordinates[name] for name in ("objective", "start")) for cell in cells}
        for kind in ("mmd", "vae", "beta-tcvae", "factor-vae"):
            assert {(kind, "spectral"), (kind, "neighbours")} <= rows
        for prior in {cell.coordinates["prior"] for cell in cells}:
            assert {("mmd", start) for start in CLOSED_FORM} <= {
                (cell.coordinates["objective"], cell.coordinates["start"])
                for cell in cells
                if cell.coordinates["prior"] == prior
            }
        assert sorted(cell.coordinates["seed"] for cell in cells) == sorted([0, 1, 2] * 12)


def test_beside_it_two_latents_are_tied_to_factors_of_which_few_or_all_are_known() -> None:
    for part in ("alignment", "alignment-five", "alignment-scenes3d"):
        tied = [cell for cell in paper.cells(part) if cell.coordinates["labels"]]
        for cell in tied:
            assert cell.config
            prior = priors.from_spec(cell.config.prior, dim=cell.config.latent_dim)
            known.check(prior, data.describe(cell.config.dataset))
            assert [tie.map for tie in prior.ties] == ["monotone"] * 2
            assert cell.coordinates["objective"] == "mmd"
        told = [(cell.coordinates["labels"], cell.coordinates["seed"]) for cell in tied]
        assert sorted(told) == [(few, n) for few in (0.001, 0.01, 0.05, 1.0) for n in range(3)]


def test_the_kl_is_refused_towards_shapes_and_says_so() -> None:
    refused = [cell for cell in paper.cells("shapes") if not cell.config]
    assert {cell.coordinates["objective"] for cell in refused} == {"vae"}
    assert len(refused) == 7


def test_the_co_dependent_target() -> None:
    points = paper.codependent(20_000)
    assert points.shape == (20_000, 5)
    assert np.abs(points.mean(0)).max() < 0.02
    assert points.std(0) == pytest.approx(np.sqrt([1, 1, 1.01, 1.01, 1.01]), abs=0.01)
    correlation = np.corrcoef(points.T)[np.triu_indices(5, 1)]
    assert np.sort(np.abs(correlation))[:-1].max() < 0.06  # all but u with sin 2u
    assert np.array_equal(points, paper.codependent(20_000))
    assert priors.from_spec(priors.from_samples(points).spec).dim == 5
