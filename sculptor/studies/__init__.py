"""Studies: sets of runs that differ in one thing at a time, side by side.

A study is a folder in the home that names its runs, which are runs like any other: pages show them,
they can be paused and deleted, and a study that was interrupted goes on with what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.measure.figure import Figure
    from sculptor.studies.cell import COORDINATES, FRONTS, Cell, grid, weight_name
    from sculptor.studies.driver import drive
    from sculptor.studies.places import On, Place
    from sculptor.studies.record import StudyProgress, StudyRecord
    from sculptor.studies.scores import Scores
    from sculptor.studies.scores import compute as compute_scores
    from sculptor.studies.scores import read as read_scores
    from sculptor.studies.scores import request as request_scores
    from sculptor.studies.selection import picked
    from sculptor.studies.study import Study, create, list_studies, same

__all__ = [
    "COORDINATES",
    "FRONTS",
    "Cell",
    "Figure",
    "Place",
    "Scores",
    "Study",
    "StudyProgress",
    "StudyRecord",
    "compute_scores",
    "create",
    "drive",
    "grid",
    "launch",
    "list_studies",
    "picked",
    "read_scores",
    "request_scores",
    "same",
    "weight_name",
]

__getattr__ = lazy.names(__name__)


def launch(
    name: str = "", *, on: On = "here", address: str = "", gpus: float = 1.0, **axes: Any
) -> Study:
    """Make a study of a grid and train it in the background.

    Args:
        name: For people.
        on: ``here`` or ``ray``, see `Study.launch`.
        address: Of a Ray cluster.
        gpus: The part of a GPU that each run on the cluster takes.
        **axes: As for `sculptor.studies.grid`.

    Raises:
        SculptorError: There is nothing to train, or the home cannot be written.
    """
    from sculptor.studies.cell import grid
    from sculptor.studies.places import Place
    from sculptor.studies.study import create

    Place(on, address, gpus)  # refused before anything is made
    study = create(grid(**axes), name)
    study.launch(on, address, gpus)
    return study
