"""Which prior some data want: what they say of themselves, and a short study that answers.

A suggestion is a study by successive halving, in a folder that names its runs; these are runs like
any other, which can be watched, compared and trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.suggest.answer import Answer
    from sculptor.suggest.driver import drive
    from sculptor.suggest.suggestion import Suggestion, suggestions

__all__ = ["Answer", "Suggestion", "drive", "launch", "make_for", "suggest", "suggestions"]

__getattr__ = lazy.names(__name__)


def suggest(
    dataset: str, report: Callable[[Suggestion], None] | None = None, **settings: Any
) -> Answer:
    """Which prior some data want: trained and compared here, in some minutes.

    The same question again goes on with what is missing, and trains nothing twice.

    Args:
        dataset: A name out of `sculptor.datasets.names`.
        report: Called now and then with how far it is.
        **settings: What every run has in common, besides the defaults of `RunConfig`: ``network``,
            ``seed``, ``batch_size`` and so on; and ``rungs``, the steps of the comparisons.

    Raises:
        SculptorError: The data set is not there, somebody else works on the same, or N(0, I) fails.
    """
    from sculptor.suggest.driver import drive

    suggestion = make_for(dataset, **settings)
    drive(suggestion, report)
    answer = suggestion.answer()
    assert answer is not None
    return answer


def launch(dataset: str, **settings: Any) -> Suggestion:
    """The same in the background, in a process that outlives this one."""
    suggestion = make_for(dataset, **settings)
    suggestion.launch()
    return suggestion


def make_for(dataset: str, **settings: Any) -> Suggestion:
    """The suggestion of a question: that which is there already, or a new one.

    Args:
        dataset: As for `suggest`.
        **settings: Likewise.

    Raises:
        SculptorError: A setting is not one, or the data set is not there.
    """
    from sculptor.suggest import halving
    from sculptor.suggest.suggestion import make
    from sculptor.training.config import RunConfig

    rungs = halving.checked(settings.pop("rungs", halving.RUNGS))
    return make(RunConfig(dataset=dataset, **settings), rungs)
