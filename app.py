"""Sculptor: draw a prior, press Train, watch the latent space take its shape."""

import streamlit as st

from sculptor.ui import entry

st.set_page_config(page_title="Sculptor", page_icon=entry.ICON, layout="wide")
explore = st.Page("pages/explore.py", title="Explore", icon=":material/explore:")
page = st.navigation(
    [
        st.Page("pages/sculpt.py", title="Sculpt", icon=":material/draw:", default=True),
        st.Page("pages/watch.py", title="Watch", icon=":material/visibility:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        explore,
        st.Page("pages/runs.py", title="Runs", icon=":material/list:"),
    ],
    position="top",
)
entry.welcome(page, explore)
page.run()
