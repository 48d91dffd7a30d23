"""Names: what is one, what is refused and how, and that what is shown can be shown anywhere."""

import json
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sculptor import SculptorError
from sculptor.names import JOINERS, LONGEST, MARK, check_name, legible, shown, well_formed
from tests.bad_names import BAD

ANY = st.text(st.characters(exclude_categories=()), max_size=200)
"""Text with halves of surrogate pairs too, which hypothesis leaves out by default."""

NASTY = st.text(
    st.sampled_from("aé \n\u0301\u200c\u200d\ufe0f\u202e\x1b\ud800क्👩🔥\u3164"), max_size=140
)
"""Text of characters that depend on their neighbours, and of those that are never shown."""

GOOD = [
    "Two rings, wide",
    "Größe ½ · β-VAE → N(0, I), 10⁻³",
    "日本語の名前",
    "می‌خواهم",  # a joiner keeps two letters apart that would else run into one another
    "क्‍ष",  # a joiner asks for the half form
    "👩‍🔬 and ❤️‍🔥",
    "1️⃣ ring",
    "**bold** $x$ <b>",
    MARK,
]

REFUSED = {
    "a\tb": "U+0009 as its character 2",
    "a\x00b": "U+0000",
    "\x1b[31mred": r"U+001B as its character 1, in '\x1b",
    "a\x7f": "U+007F",
    "a\x9bb": "U+009B",
    "a\u2028b": "U+2028",
    "\ud800": r"U+D800 as its character 1, in '\ud800'",
    "caf\udce9": "U+DCE9 as its character 4",  # how Python passes on a byte that is not UTF-8
    "\u202egnp.exe": "U+202E (right-to-left override)",
    "a\u2066b": "U+2066",
    "a\u200fb": "U+200F",
    "a\u061cb": "U+061C",
    "re\u200bd": "U+200B (zero width space)",
    "re\u200dd": "U+200D",
    "a\ufe0fb": "U+FE0F",
    "\u200d": "U+200D",
    "क्\u200d": "U+200D",
    "1\ufe0f\ufe0f": "U+FE0F",
    "a\u3164b": "U+3164",
    "a\ufeffb": "U+FEFF",
    "so\xadft": "U+00AD",
    "🏴\U000e0067": "U+E0067",
    "a\ue000": "U+E000",
    "a\U000e0fff": "U+E0FFF",
}


@pytest.mark.parametrize("name", GOOD)
def test_people_may_write_as_they_do(name: str) -> None:
    assert check_name(name) == shown(name) == name


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
def test_what_is_refused_is_told_by_its_number_and_its_place(name: str, words: str) -> None:
    with pytest.raises(SculptorError) as refusal:
        check_name(name)
    said = str(refusal.value)
    assert words in said
    assert "Remove it" in said
    assert said.isprintable()
    assert check_name(shown(name)) == shown(name) != name


def test_it_is_brought_into_one_form() -> None:
    assert check_name("  Zoe\u0308\u00a0Ring\n") == "Zo\u00eb Ring"
    assert len(check_name("e\u0301" * LONGEST)) == LONGEST


def test_its_length() -> None:
    assert check_name("x" * LONGEST)
    with pytest.raises(SculptorError, match=r"up to 120 characters, received 121: .* Shorten it"):
        check_name("x" * (LONGEST + 1))
    assert check_name(" ", empty=True) == ""
    for nothing in ("", " \n"):
        with pytest.raises(SculptorError, match="received none"):
            check_name(nothing)
    for other in (None, 3, b"ring", ["ring"]):
        with pytest.raises(SculptorError, match="as text"):
            check_name(other)


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_old_names_are_shown(name: str, expected: str) -> None:
    assert shown(name) == expected


@given(ANY | NASTY, st.integers(1, 150))
@example("\u1160" * 50 + "\u0301", 40)
def test_what_is_shown_can_be_shown_anywhere(text: str, longest: int) -> None:
    once = shown(text, longest)
    assert len(once) <= longest
    once.encode()
    assert once == once.strip() == unicodedata.normalize("NFC", once)
    assert "".join(letter for letter in once if letter not in JOINERS).isprintable()
    assert shown(once, longest) == once


@given(ANY | NASTY)
def test_what_is_shown_is_a_name_and_a_name_is_shown_as_it_is(text: str) -> None:
    once = shown(text)
    assert check_name(once, empty=True) == once
    try:
        name = check_name(text, empty=True)
    except SculptorError:
        assert once != text
    else:
        assert once == name


@given(ANY | NASTY)
def test_longer_text_keeps_its_letters_and_lines(text: str) -> None:
    plain = legible(text)
    plain.encode()
    assert legible(plain) == plain
    assert len(plain) == len(text)
    assert plain.count("\n") == text.count("\n")
    assert not {"\x1b", "\x9b", "\r", "\u202e"} & {*plain}


def test_many_marks_take_no_time() -> None:
    before = time.perf_counter()
    for text in ("a" + "\u0301\u0323" * 100_000, "\u200d" * 100_000):
        assert len(shown(text)) == LONGEST
        assert len(legible(text)) == len(text)
    assert time.perf_counter() - before < 5


@given(st.recursive(ANY | st.integers() | st.none(), lambda part: st.lists(part, max_size=3)))
def test_json_that_can_be_written_is_left_as_it_is(value: object) -> None:
    fair = well_formed(value)
    json.dumps(fair, ensure_ascii=False).encode()
    assert well_formed(fair) is fair
    assert fair == value or "\\ud" in json.dumps(value)
