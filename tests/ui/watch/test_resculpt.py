"""Re-sculpting: changes that are sent at once, and told until they are applied."""

from sculptor.files import append_line
from sculptor.jobs import commands
from sculptor.runs import folder as folders
from sculptor.training.events import Event
from sculptor.ui.watch import resculpt
from tests.ui.watch.opened import said, watch


def test_a_change_is_sent_at_once_and_told_until_it_is_applied(make_run) -> None:
    run = make_run("ring", status="running", upto=40, prior={"kind": "ring"})
    page = watch(run.id)
    rate = next(found for found in page.number_input if found.label == "Learning rate")
    rate.set_value(0.01).run()
    sent = commands.waiting(run.folder)
    assert [command.changes for command in sent] == [{"learning_rate": 0.01}]
    assert "learning rate → 0.01 · :gray[sent, not taken up yet]" in said(page)
    sent[0].done()
    append_line(run.folder / folders.EVENTS, Event(60, "set", {"learning_rate": 0.01}).to_dict())
    page.run()
    assert "learning rate → 0.01 · :gray[applied at step 60]" in said(page)


def test_the_weight_can_be_taken_over_from_the_automatic_setting(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    page = watch(run.id)
    key = f"resculpt-auto-{run.id}"
    assert page.session_state[key] == "auto"
    choice = next(found for found in page.get("button_group") if found.key == key)
    choice.set_value("fixed").run()
    assert [command.changes for command in commands.waiting(run.folder)] == [{"weight": 50.0}]
    for back in ("auto", "fixed"):
        choice = next(found for found in page.get("button_group") if found.key == key)
        choice.set_value(back).run()
        assert not page.error
    assert commands.waiting(run.folder)[-1].changes == {"weight": 50.0}


def test_the_strengths_of_any_objective_can_be_changed(make_run) -> None:
    objective = {"kind": "dip-vae-ii", "lambda_od": 3.0}
    run = make_run("dip", status="running", upto=40, objective=objective)
    page = watch(run.id)
    fields = {found.label: found for found in page.number_input}
    assert fields["Lambda off the diagonal"].value == 3
    fields["Lambda on the diagonal"].set_value(20.0).run()
    assert [command.changes for command in commands.waiting(run.folder)] == [{"lambda_d": 20.0}]


def test_a_slider_of_a_target_that_has_been_left_changes_nothing(make_run) -> None:
    run = make_run("moons", status="running", upto=40, prior={"kind": "moons", "rotation": 30.0})
    page = watch(run.id)
    page.selectbox(key=f"resculpt-kind-{run.id}").set_value("ring").run()
    chosen = [{"prior": {"kind": "ring"}}]
    assert [command.changes for command in commands.waiting(run.folder)] == chosen
    resculpt._tune(run, {"kind": "moons", "rotation": 30.0})
    resculpt._tune(run, {"kind": "ring"})
    assert [command.changes for command in commands.waiting(run.folder)] == chosen
    resculpt._tune(run, {"kind": "ring", "radius": 2.0})
    assert commands.waiting(run.folder)[-1].changes == {"prior": {"kind": "ring", "radius": 2.0}}
