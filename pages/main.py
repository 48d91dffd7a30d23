"""Every session runs this first: page set-up and navigation."""

import streamlit as st

from sculptor.ui.app import entry

st.set_page_config(page_title="Sculptor", page_icon=entry.ICON, layout="wide")
explore = st.Page("explore.py", title="Explore", icon=":material/explore:")
page = st.navigation(
    [
        st.Page("sculpt.py", title="Sculpt", icon=":material/draw:", default=True),
        st.Page("watch.py", title="Watch", icon=":material/visibility:"),
        st.Page("compare.py", title="Compare", icon=":material/compare:"),
        explore,
        st.Page("runs.py", title="Runs", icon=":material/list:"),
    ],
    position="top",
)
entry.welcome(page, explore)
page.run()
