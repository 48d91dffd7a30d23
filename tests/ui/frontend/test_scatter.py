"""What the browser is told of a point that it asked for."""

from sculptor import SculptorError
from sculptor.ui.frontend.scatter import Decoded, ScatterEvent, answer

HERE = ScatterEvent(0.5, 1.0, False)


def test_an_answer_says_when_to_ask_again() -> None:
    assert answer(lambda x, y: Decoded(b"", "Loading.", soon=True), HERE, 3) == {
        "n": 3,
        "png": "",
        "note": "Loading.",
        "width": 0,
        "soon": True,
    }
    assert "soon" not in answer(lambda x, y: Decoded(b"x", f"{x} {y}"), HERE, 4)


def test_a_refusal_is_told_in_words() -> None:
    def refuse(x: float, y: float) -> Decoded:
        raise SculptorError("There are no weights.")

    assert answer(refuse, HERE, 5) == {"n": 5, "problem": "There are no weights."}
