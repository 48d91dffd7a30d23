"""Sides: runs and their seeds, titled so that they are told apart."""

from sculptor.files import append_line, write_json
from sculptor.runs import folder as folders
from sculptor.training.events import Event
from sculptor.ui.compare import table
from sculptor.ui.plots.sides import by_configuration, read_sides
from tests.ui.compare.opened import compare, said


def test_what_is_wrong_with_one_run_leaves_the_others(make_run) -> None:
    good, queued, deleted, newer = (
        make_run(),
        make_run(status="queued", upto=None),
        make_run(),
        make_run(),
    )
    deleted.delete()
    record = folders.read_object(newer.folder / folders.STATUS)
    write_json(newer.folder / folders.STATUS, {**record, "format": 99})
    identities = [run.id for run in (good, queued, deleted, newer)] + ["20200101-000000-dead"]
    page = compare(*identities)
    assert not page.exception
    sides = read_sides(identities)
    assert [bool(side.said) for side in sides] == [False, True, True, True, True]
    assert sides[1].said == "Queued: it is next."
    assert "restored" in sides[2].said
    assert "Marginals and quantiles" in said(page)


def test_seeds_of_one_configuration_are_one_column(make_run) -> None:
    runs = [make_run(seed=0), make_run(seed=1), make_run(objective="vae")]
    groups = by_configuration(read_sides([run.id for run in runs]))
    assert [(group.title, group.note) for group in groups] == [("MMD", "2 seeds"), ("VAE", "")]
    page = compare(*(run.id for run in runs))
    assert "Objective and seed differ only" in [found.label for found in page.expander]


def test_runs_of_one_title_are_told_apart(make_run) -> None:
    runs = [make_run(prior="ring", seed=1), make_run(prior="ring", seed=2)]
    sides = read_sides([run.id for run in runs])
    assert [side.note for side in sides] == ["seed 1", "seed 2"]


def test_each_says_where_it_is_aimed_if_not_all_are_aimed_at_one_prior(make_run) -> None:
    chosen = [make_run(objective="vae").id, make_run(prior="ring").id]
    sides = read_sides(chosen)
    assert [side.note for side in sides] == ["towards N(0, I)", "towards ring"]
    groups = by_configuration(sides)
    assert [(group.title, group.note) for group in groups] == [
        ("VAE", "towards N(0, I)"),
        ("MMD", "towards ring"),
    ]


def test_a_damaged_newest_snapshot_leaves_the_other_runs(make_run) -> None:
    damaged, whole = make_run(), make_run(objective="vae")
    newest = max((damaged.folder / folders.SNAPSHOTS).glob("*.npz"))
    newest.write_bytes(newest.read_bytes()[:100])
    page = compare(damaged.id, whole.id)
    assert not page.exception
    sides = read_sides([damaged.id, whole.id])
    assert "Expected arrays" in sides[0].said
    assert sides[1].steps


def test_runs_that_were_changed_or_made_twice_are_no_seeds_of_one_another(make_run) -> None:
    first, second, again = (
        make_run(prior="ring"),
        make_run(prior="ring", seed=1),
        make_run(prior="ring"),
    )
    turned, wide = make_run(prior="ring"), make_run(prior="ring", learning_rate=0.01)
    event = Event(1, "set", {"prior": {"kind": "moons"}})
    append_line(turned.folder / folders.EVENTS, event.to_dict())
    chosen = [run.id for run in (first, second, again, turned, wide)]
    groups = by_configuration(read_sides(chosen))
    assert [(group.title, group.note) for group in groups] == [
        ("MMD (towards ring, learning rate 0.001) (run 1)", "2 seeds"),
        ("MMD (towards ring, learning rate 0.001) (run 3)", ""),
        ("MMD (towards moons, learning rate 0.001)", ""),
        ("MMD (towards ring, learning rate 0.01)", ""),
    ]
    assert [table._aim(group)[0] for group in groups] == ["ring", "ring", "moons", "ring"]
