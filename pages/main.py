"""Every session runs this first: page set-up and navigation."""

import streamlit as st

from sculptor.ui.app import entry

st.set_page_config(page_title="Sculptor", page_icon=entry.ICON, layout="wide")
sculpt = st.Page("sculpt.py", title="Sculpt", icon=":material/draw:", default=True, url_path="home")
# The first page has the address of the app, but people also try its name.
named = st.Page("sculpt.py", url_path="sculpt", visibility="hidden")
explore = st.Page("explore.py", title="Explore", icon=":material/explore:")
page = st.navigation(
    [
        sculpt,
        st.Page("watch.py", title="Watch", icon=":material/visibility:"),
        st.Page("compare.py", title="Compare", icon=":material/compare:"),
        explore,
        st.Page("runs.py", title="Runs", icon=":material/list:"),
        named,
    ],
    position="top",
)
if page is named:
    entry.turn_to(sculpt)
entry.welcome(page, explore)
page.run()
