"""Names as old folders, hands and foreign programs have left them, and a run that has one."""

import json

from sculptor.jobs import Run
from sculptor.runs.folder import CONFIG

BAD = {
    "\ud800": "�",
    "\x1b[31mred": "�[31mred",
    "\u202egnp.exe": "�gnp.exe",
    "x" * 190: "x" * 119 + "…",
}
"""What may stand in an old folder, and how it is shown."""


def spoil(run: Run, name: str) -> Run:
    """Give a run a name that it could no longer be given."""
    path = run.folder / CONFIG
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"name": name}))
    return run
