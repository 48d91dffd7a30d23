"""What is sent to the browser, and when."""

from typing import Any

import pytest

from sculptor.ui.plots.feed import Feed, finer, thinned


def have(seq: int, view: str = "v", mount: str = "m") -> dict[str, Any]:
    """What the browser says."""
    return {"mount": mount, "view": view, "seq": seq}


def test_the_newest_of_every_run_comes_first_and_then_what_lies_between() -> None:
    feed = Feed()
    known = {"a": [0, 10, 20, 30], "b": [0, 5]}
    first = feed.next("v", have(0), known, budget=2)
    assert first is not None
    assert first.keys == (("a", 30), ("b", 5))
    sent = set(first.keys)
    seq = 1
    while chunk := feed.next("v", have(seq), known, budget=2):
        assert not sent & set(chunk.keys)
        sent |= set(chunk.keys)
        seq = chunk.seq
    assert sent == {(run, step) for run, steps in known.items() for step in steps}


@pytest.mark.parametrize("said", [None, {}, {"mount": 3, "view": "v", "seq": "x"}, have(0, "w")])
def test_no_chunk_is_sent_before_a_page_has_asked_for_it(said: Any) -> None:
    assert Feed().next("v", said, {"a": [0]}) is None


def test_a_chunk_is_sent_until_it_has_come() -> None:
    feed = Feed()
    first = feed.next("v", have(0), {"a": [0]})
    assert feed.next("v", have(0), {"a": [0, 1]}) == first
    second = feed.next("v", have(1), {"a": [0, 1]})
    assert second is not None
    assert second.keys == (("a", 1),)
    assert feed.next("v", have(1), {"a": [0, 1]}) == second


def test_a_page_that_is_opened_anew_gets_everything_again() -> None:
    feed = Feed()
    feed.next("v", have(0, mount="one"), {"a": [0]})
    assert feed.next("v", have(1, mount="one"), {"a": [0]}) is None
    again = feed.next("v", have(0, mount="two"), {"a": [0]})
    assert again is not None
    assert (again.mount, again.seq, again.keys) == ("two", 1, (("a", 0),))
    # The same word once more, of a look that comes before the browser has answered.
    assert feed.next("v", have(0, mount="two"), {"a": [0]}) == again


def test_a_page_that_outlives_the_server_goes_on_counting() -> None:
    chunk = Feed().next("v", have(3), {"a": [0]})
    assert chunk is not None
    assert chunk.seq == 4


def test_another_view_begins_anew_and_old_words_are_not_heard() -> None:
    feed = Feed()
    feed.next("v", have(0), {"a": [0]})
    assert feed.next("v", have(1), {"a": [0]}) is None
    assert feed.next("w", have(1), {"a": [0]}) is None
    other = feed.next("w", have(0, "w"), {"a": [0]})
    assert other is not None
    assert (other.seq, other.keys) == (1, (("a", 0),))


def test_a_view_that_comes_back_does_not_wait_for_what_it_had() -> None:
    feed = Feed()
    feed.next("v", have(0), {"a": [0]})
    feed.next("v", have(1), {"a": [0]})
    feed.next("w", have(1), {"a": [0]})
    feed.next("v", have(1), {"a": [0]})  # an old word, heard once more
    chunk = feed.next("v", have(0), {"a": [0]})
    assert chunk is not None
    assert chunk.seq == 1


def test_while_a_run_is_live_the_few_that_were_missed_wait() -> None:
    feed, steps = Feed(), list(range(100))
    feed.next("v", have(0), {"a": steps[:10]}, live=True)
    assert feed.next("v", have(1), {"a": steps[:20]}, live=True) is None
    assert feed.next("v", have(1), {"a": steps}, live=True) is not None
    over = Feed()
    over.next("v", have(0), {"a": steps[:10]})
    assert over.next("v", have(1), {"a": steps[:20]}) is not None


def test_a_page_is_opening_until_its_first_chunk_has_come() -> None:
    feed, known = Feed(), {"a": list(range(100))}
    assert feed.opening(known)
    assert not feed.opening({"a": [0]})
    feed.next("v", have(0), known)
    assert feed.opening(known)
    feed.next("v", have(1), known)
    assert not feed.opening(known)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 64, 201])
def test_finer_is_a_permutation(n: int) -> None:
    assert sorted(finer(range(n))) == list(range(n))


def test_thinning_keeps_what_it_kept_while_a_run_grows() -> None:
    steps = list(range(0, 3000, 7))
    before = thinned(steps[:200], 3000)
    after = thinned(steps, 3000)
    assert set(before[:-1]) <= set(after)
    assert after[-1] == steps[-1]
    assert len(after) <= 201
