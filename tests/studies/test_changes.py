"""What was changed while a run trained, in words."""

from sculptor import RunConfig
from sculptor.files import append_line
from sculptor.jobs import Run, launcher
from sculptor.runs.folder import EVENTS
from sculptor.studies.changes import changes


def test_changes_are_told_with_their_steps(base: RunConfig) -> None:
    run = Run(launcher.create(base))
    assert changes(run.events()) == ""
    for step, changed in (
        (3, {"prior": {"kind": "ring"}, "weight": 100.0}),
        (9, {"weight": "auto"}),
    ):
        append_line(run.folder / EVENTS, {"step": step, "kind": "set", "changes": changed})
    append_line(run.folder / EVENTS, {"step": 12, "kind": "pause", "changes": {}})
    assert changes(run.events()) == "step 3: prior → ring, weight → 100; step 9: weight → auto"
    assert (run.config.prior, run.aim) == ({"kind": "gaussian"}, {"kind": "ring"})
