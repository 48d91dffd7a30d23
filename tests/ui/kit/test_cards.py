"""Cards: one group of radio buttons, each with its own picture."""

import base64
import re

from streamlit.testing.v1 import AppTest


def strip() -> None:
    import streamlit as st

    from sculptor.ui.kit import cards

    chosen = st.session_state.setdefault("chosen", "b")
    found = {
        "a": cards.Card("First", b"\x89PNG"),
        "b": cards.Card("Second", None, "of 2"),
        "c": cards.Card("Third", "<svg/>"),
    }
    cards.choose(
        "letter", "Letter", found, chosen, lambda name: st.session_state.update(chosen=name)
    )


def test_the_chosen_one_is_shown_and_another_is_picked() -> None:
    page = AppTest.from_function(strip).run()
    group = page.pills(key="pick-letter")
    assert group.value == "b"
    assert group.options == ["First", "Second :small[of 2]", "Third"]
    group.set_value("c").run()
    assert page.session_state["chosen"] == "c"


def test_what_is_chosen_elsewhere_is_shown() -> None:
    page = AppTest.from_function(strip).run()
    page.session_state["chosen"] = "a"
    page.run()
    assert page.pills(key="pick-letter").value == "a"


def test_each_picture_stands_at_the_place_of_its_card() -> None:
    page = AppTest.from_function(strip).run()
    sheet = next(iter(page.get("html"))).proto.body
    found = re.findall(
        r"nth-of-type\((\d)\)::before\{background-image:url\(\"data:(.*?)\"\)", sheet
    )
    pictures = {"1": ("image/png", b"\x89PNG"), "3": ("image/svg+xml", b"<svg/>")}
    assert dict(found) == {
        place: f"{kind};base64,{base64.b64encode(content).decode()}"
        for place, (kind, content) in pictures.items()
    }
