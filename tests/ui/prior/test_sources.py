"""Where a prior comes from, kept so that other tabs have theirs."""

import numpy as np
from streamlit.testing.v1 import AppTest

from sculptor.runs import library
from sculptor.ui.frontend import sketch


def test_a_drawing_that_came_with_an_address_stays_as_it_is_for_other_tabs() -> None:
    pictures = [sketch.to_png(np.full((64, 64), value, np.uint8)) for value in (90, 200, 250)]
    library.save_sketch("sketch-first", pictures[0])

    def draw_twice() -> None:
        import streamlit as st

        from sculptor.ui.app import state
        from sculptor.ui.prior import sources

        if "drawn" not in st.session_state:
            state.put(sketch="sketch-first")
            st.session_state["drawn"] = []
            for picture in st.session_state["pictures"]:
                sources.keep_sketch(picture)
                st.session_state["drawn"].append(state.get("sketch"))

    page = AppTest.from_function(draw_twice)
    page.session_state["pictures"] = pictures[1:]
    page.run()
    assert not page.exception
    first, second = page.session_state["drawn"]
    assert first == second != "sketch-first"
    assert library.load_sketch("sketch-first") == pictures[0]
    assert library.load_sketch(first) == pictures[2]
