"""Grids: all equal but the coordinates, obstacles said, weights and names."""

import copy
from dataclasses import asdict, replace
from itertools import combinations

import pytest

from sculptor import RunConfig, SculptorError, priors
from sculptor.objectives import kinds
from sculptor.studies import COORDINATES, FRONTS, Cell, grid
from sculptor.studies.cell import check_distinct, short_name, weight_name, with_weight


def test_configurations_differ_in_the_coordinates_of_their_cells_alone(base: RunConfig) -> None:
    cells = grid(
        base,
        objectives=["mmd", "beta-vae"],
        priors=["gaussian", {"kind": "laplace"}],
        weights={"beta-vae": [1, 4]},
        latent_dims=[2, 3],
        starts=["spectral", "random"],
        levels=[0, 4],
        seeds=2,
    )
    assert len(cells) == 3 * 2 * 2 * 2 * 2 * 2
    fields = {"weight": "objective"}
    for one, other in combinations(cells, 2):
        differ = {
            fields.get(name, name)
            for name in COORDINATES
            if one.coordinates[name] != other.coordinates[name]
        }
        left, right = asdict(one.config), asdict(other.config)
        assert {name for name in left if left[name] != right[name]} - {"name"} == differ
    for cell in cells:
        unlike = {"prior", "objective", "latent_dim", "start", "levels", "seed", "name"}
        given, common = asdict(cell.config), asdict(base)
        assert all(given[name] == common[name] for name in given.keys() - unlike)


def test_priors_by_label_are_told_each_number_of_labels_and_others_none(base: RunConfig) -> None:
    painted = {"kind": "by-label", "parts": {"0": {"kind": "ring"}}, "labels": 0.5}
    both = {"painted": painted, "ring": {"kind": "ring"}}
    cells = grid(base, priors=both, labels=[0.1, 40, 1])
    found = [(cell.coordinates["prior"], cell.coordinates["labels"]) for cell in cells]
    assert found == [("painted", 0.1), ("painted", 40.0), ("painted", 1.0), ("ring", 0.0)]
    assert [cell.config.prior.get("labels") for cell in cells] == [0.1, 40, 1, None]
    (cell,) = grid(base, priors={"painted": painted})
    assert cell.coordinates["labels"] == 0.5
    with pytest.raises(SculptorError, match="beside labels, received ring"):
        grid(base, priors=["ring"], labels=[0.1])
    with pytest.raises(SculptorError, match=r"whole number of them; received 2\.5"):
        grid(base, priors=[painted], labels=[2.5])


def test_ties_to_factors_are_told_each_number_of_labels_too(base: RunConfig) -> None:
    tied = priors.compose(
        [priors.tied("uniform", "x"), {"kind": "gaussian", "dim": 1}], labels=0.5
    ).spec
    cells = grid(replace(base, dataset="sprites", prior=tied), labels=[0.01, 1])
    assert [cell.coordinates["labels"] for cell in cells] == [0.01, 1.0]
    assert [cell.config.prior["labels"] for cell in cells] == [0.01, 1]
    assert len({cell.coordinates["prior"] for cell in cells}) == 1
    (cell,) = grid(replace(base, dataset="sprites", prior=tied))
    assert cell.coordinates["labels"] == 0.5
    assert cell.coordinates["prior"] == short_name({**tied, "labels": 0.01})


def test_what_is_left_out_is_that_of_the_base(base: RunConfig) -> None:
    (cell,) = grid(base)
    assert replace(cell.config, name="") == replace(base, objective=kinds.fill(base.objective))


def test_a_study_is_in_the_same_precision_on_every_machine(base: RunConfig) -> None:
    for asked, expected in (("auto", "float32"), ("bfloat16", "bfloat16")):
        cells = grid(replace(base, precision=asked))
        assert {cell.config.precision for cell in cells if cell.config} == {expected}


def test_a_study_from_before_there_were_levels_is_read(cells: list[Cell]) -> None:
    told = copy.deepcopy(cells[0].to_dict())
    del told["coordinates"]["levels"], told["coordinates"]["labels"], told["config"]["levels"]
    assert Cell.from_dict(told) == cells[0]


def test_seeds_come_last(cells: list[Cell]) -> None:
    assert [cell.coordinates["seed"] for cell in cells] == [0, 0, 1, 1]
    assert [cell.coordinates["objective"] for cell in cells] == ["mmd", "vae"] * 2
    assert [cell.coordinates["seed"] for cell in grid(seeds=[5, 3])] == [5, 3]


def test_what_cannot_be_trained_has_an_obstacle_in_place_of_a_configuration() -> None:
    cells = grid(objectives=["mmd", "vae"], priors=["ring", "gaussian"], latent_dims=[2, 3])
    why = {
        (cell.coordinates["objective"], cell.coordinates["prior"], cell.coordinates["latent_dim"]):
        cell.obstacle
        for cell in cells
    }  # fmt: skip
    assert "only samples are known" in why["vae", "ring", 2]
    assert "fills 2 dimensions, and the latent space has 3" in why["mmd", "ring", 3]
    assert why["mmd", "ring", 2] == why["vae", "gaussian", 3] == ""
    assert all((cell.config is None) == bool(cell.obstacle) for cell in cells)


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"objectives": ["nonsense"]}, "objective of kind"),
        ({"priors": ["nonsense"]}, "nonsense"),
        ({"datasets": ["nonsense"]}, "dataset out of"),
        ({"starts": ["nonsense"]}, "start"),
        ({"objectives": ["vae"], "priors": ["ring"]}, "something to train, but the KL"),
        ({"seeds": 0}, "no seeds"),
        ({"objectives": ["mmd", "mmd"]}, "mmd auto → gaussian, seed 0 twice"),
        ({"seeds": [1, 1]}, "seed 1 twice"),
        ({"weights": {"vae": [1]}}, "out of mmd; received also some for vae"),
        ({"weights": ["heavy"]}, "weight"),
    ],
)
def test_what_is_not_a_grid_is_said(axes: dict, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        grid(**axes)


def test_a_cell_survives_its_json(base: RunConfig) -> None:
    for cell in grid(base, objectives=["ae", "vae"], priors=["ring", "gaussian"]):
        assert Cell.from_dict(cell.to_dict()) == cell
    for value in (None, {}, {"coordinates": {}, "config": None, "obstacle": "", "run": ""}):
        with pytest.raises(SculptorError, match="cell of a study"):
            Cell.from_dict(value)


def test_every_objective_has_a_weight_but_the_plain_autoencoder() -> None:
    names = {kind: weight_name({"kind": kind}) for kind in kinds.KINDS}
    assert names.pop("ae") == ""
    assert names["factor-vae"] == "gamma"
    for kind, name in names.items():
        changed = with_weight({"kind": kind}, 3.0)
        assert changed[name] == 3.0
        assert set(changed) == set(kinds.fill({"kind": kind}))


def test_the_two_weights_of_dip_vae_keep_their_ratio() -> None:
    assert with_weight({"kind": "dip-vae-ii"}, 2)["lambda_d"] == 2.0
    assert with_weight({"kind": "dip-vae-i", "lambda_d": 20.0}, 1)["lambda_d"] == 2.0
    with pytest.raises(SculptorError, match="with a weight"):
        with_weight({"kind": "ae"}, 2)


def test_weights_for_all_for_one_and_from_end_to_end() -> None:
    def weights(given: object, *objectives: str) -> list[object]:
        found = grid(objectives=objectives, weights=given)
        return [cell.coordinates["weight"] for cell in found]

    assert weights([1, 2], "vae", "ae") == [1.0, 2.0, None]
    assert weights({"mmd": ["auto", 5]}, "mmd", "vae") == ["auto", 5.0, 1.0]
    assert weights("front", "mmd", "ae") == [*FRONTS["mmd"], None]
    assert set(FRONTS) == set(kinds.KINDS) - {"ae"}


def test_names_are_short_and_tell_apart() -> None:
    points = {"kind": "image", "density": "x" * 500}
    assert len(short_name(points)) < 30
    assert short_name(points) != short_name({**points, "density": "y" * 500})
    named = grid(objectives={"ours": {"kind": "mmd"}}, priors={"my ring": {"kind": "ring"}})
    assert named[0].coordinates["objective"] == "ours"
    assert named[0].config.name == "ours auto → my ring, seed 0"


def test_grids_can_be_joined_if_they_do_not_overlap(base: RunConfig) -> None:
    check_distinct(grid(base, seeds=1) + grid(base, seeds=[1]))
    with pytest.raises(SculptorError, match="twice"):
        check_distinct(grid(base) + grid(base))
