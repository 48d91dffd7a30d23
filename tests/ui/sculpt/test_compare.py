"""A comparison that is planned: the objective is all that differs."""

from sculptor import RunConfig
from sculptor.ui.sculpt.compare import cells as planned_cells

CHOSEN = [{"kind": "vae"}, {"kind": "beta-vae"}, {"kind": "mmd"}]


def test_the_objective_is_all_that_differs_in_a_study() -> None:
    config = RunConfig(dataset="digits", prior="gaussian", seed=3)
    cells = planned_cells(config, CHOSEN, 2)
    assert [cell.coordinates["seed"] for cell in cells] == [3, 3, 3, 4, 4, 4]
    assert {cell.coordinates["prior"] for cell in cells} == {"gaussian"}
    for field in ("dataset", "prior", "network", "start", "batch_size", "steps"):
        values = [getattr(cell.config, field) for cell in cells]
        assert all(value == values[0] for value in values)


def test_who_cannot_target_a_prior_is_aimed_at_the_standard_one_and_labelled() -> None:
    cells = planned_cells(RunConfig(dataset="digits", prior="moons"), CHOSEN, 1)
    aims = {cell.coordinates["objective"]: cell.coordinates["prior"] for cell in cells}
    assert aims == {"vae": "N(0, I)", "beta-vae": "N(0, I)", "mmd": "moons"}
    assert all(cell.config is not None for cell in cells)
