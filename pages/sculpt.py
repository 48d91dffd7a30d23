"""Sculpt: which data, which prior, how; then train."""

import streamlit as st

from sculptor.jobs import launcher
from sculptor.ui.app import server, state, style
from sculptor.ui.prior import panel
from sculptor.ui.sculpt import dataset, train, yours

style.apply("sculpt")
state.sync("sculpt")

above = st.container()
with st.container(key="steps"):
    which, prior, how = st.columns([1, 3.4, 1.5], gap="medium")
    with which:
        st.subheader("1 · Data", anchor=False)
        info = dataset.show()
    with prior:
        st.subheader("2 · Prior", anchor=False)
        spec = panel.show()
    with how:
        st.subheader("3 · Train", anchor=False)
        train.show(spec, info is not None)
launcher.prepare()
server.import_next()
with above:
    yours.show()  # the last to run: where it begins the page anew, all widgets have been seen
