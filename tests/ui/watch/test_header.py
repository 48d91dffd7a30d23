"""The head of the page: which run it is, its state, and what can be done."""

import pytest

from sculptor import jobs
from sculptor.files import write_json
from sculptor.runs import folder as folders
from tests.ui.conftest import set_status
from tests.ui.watch.opened import button, said, watch


@pytest.mark.parametrize(
    ("precision", "told"), [("bfloat16", True), ("float32", False), ("", False)]
)
def test_the_precision_is_told_where_it_is_not_the_usual(
    make_run, precision: str, told: bool
) -> None:
    run = make_run("ring")
    path = run.folder / folders.STATUS
    write_json(path, {**folders.read_object(path), "precision": precision})
    assert any(caption.value.endswith("· bfloat16") for caption in watch(run.id).caption) == told


def test_a_deleted_run_can_be_restored_in_place(make_run) -> None:
    run = make_run("ring")
    run.delete()
    page = watch(run.id)
    assert "in the trash" in said(page)
    button(page, "Restore").click().run()
    assert "ring" in said(page)
    assert jobs.open_run(run.id).status == "finished"


@pytest.mark.parametrize(
    ("status", "words", "buttons"),
    [
        ("running", "Step 40 of 100", {"Pause", "Stop"}),
        ("paused", "", {"Resume"}),
        ("stopped", "", {"Resume"}),
        ("failed", "lower learning rate", {"Try again"}),
        ("finished", "", set()),
    ],
)
def test_each_state_says_what_it_is_and_what_can_be_done(make_run, status, words, buttons) -> None:
    run = make_run("ring", status=status, upto=40)
    record = folders.read_object(run.folder / folders.STATUS)
    message = "The loss is no longer a number. Resume with a lower learning rate."
    write_json(
        run.folder / folders.STATUS,
        {**record, "message": message if status == "failed" else ""},
    )
    page = watch(run.id)
    assert not page.exception
    assert {found.label for found in page.button} >= buttons | {"Clone"}
    texts = said(page) + "\n".join(found.proto.text for found in page.get("progress"))
    assert words in texts
    assert ("Pause" in {found.label for found in page.button}) == (status == "running")


def test_a_worker_that_is_gone_leaves_an_interrupted_run(make_run) -> None:
    run = make_run("ring", status="running", upto=40)
    record = folders.read_object(run.folder / folders.STATUS)
    write_json(run.folder / folders.STATUS, {**record, "process_started": 1.0})
    page = watch(run.id)
    assert "gone without a word" in said(page)
    assert "Resume" in {found.label for found in page.button}


def test_a_queued_run_tells_its_place(make_run) -> None:
    run = make_run("ring", status="queued", upto=None)
    page = watch(run.id)
    assert not page.exception
    assert "it is next" in said(page)


def test_the_log_of_a_worker_is_shown_whatever_is_in_it(make_run) -> None:
    run = make_run("ring", status="failed")
    (run.folder / folders.LOG).write_bytes(b"\x1b[31mred\xff\r\nover \xe2\x80\xaethere\n")
    page = watch(run.id)
    assert not page.exception
    assert page.code[0].value == "�[31mred�\nover �there"


def test_a_run_of_another_host_can_be_taken_over(make_run) -> None:
    run = make_run("ring", status="running")
    assert f"release-{run.id}" not in [each.key for each in watch(run.id).button]
    set_status(run, "running", host="the-other")
    page = watch(run.id)
    assert "the\\-other" in said(page) or "the-other" in said(page)
    page.button(f"release-{run.id}").click().run()
    assert not page.exception
    assert run.status == "interrupted"
    assert "gone without a word" in said(page)
