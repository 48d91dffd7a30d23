"""Widgets that follow a value, and what counts as a change."""

from streamlit.testing.v1 import AppTest

from sculptor.ui.app import internals


def page() -> None:
    """A number that begins at 60, with a button that raises it."""
    import streamlit as st

    from sculptor.ui.app.widgets import follow

    def took(value: int) -> None:
        st.session_state["now"] = value
        st.session_state.setdefault("took", []).append(value)

    now = st.session_state.setdefault("now", 60)
    tied = follow("size", now, took)
    if st.session_state.get("again"):  # as Streamlit does where a run did not end
        tied["on_change"]()
    st.number_input("Size", 1, 100, **tied)
    if st.button("More"):
        st.session_state["now"] += 1
        st.rerun()


def test_it_follows_and_is_followed() -> None:
    app = AppTest.from_function(page).run()
    assert app.number_input[0].value == 60
    app.button[0].click().run()
    assert app.number_input[0].value == 61
    app.number_input[0].set_value(5).run()
    assert app.session_state["now"] == 5
    app.number_input[0].set_value(61).run()
    assert app.session_state["took"] == [5, 61]


def test_a_call_without_a_change_is_none() -> None:
    app = AppTest.from_function(page).run()
    app.session_state["again"] = True
    app.run()
    assert not app.exception
    assert "took" not in app.session_state


def test_it_is_put_again_until_the_browser_has_told_it() -> None:
    app = AppTest.from_function(page).run()
    assert app.number_input[0].proto.set_value
    fresh = AppTest.from_function(page)
    fresh.session_state["size"] = 60  # put by a run that the browser did not see the end of
    assert fresh.run().number_input[0].proto.set_value
    assert not app.run().number_input[0].proto.set_value  # it has told


def test_outside_of_a_page_nothing_is_missing() -> None:
    assert internals.reported("size")
