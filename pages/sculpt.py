"""Sculpt: which data, which prior, how; then train."""

import streamlit as st

from sculptor.ui import prior_panel, sculpt_data, sculpt_train, state, style

style.apply()
state.sync("sculpt")

with st.container(key="steps"):
    which, prior, how = st.columns([1, 3.4, 1.5], gap="medium")
    with which:
        st.subheader("1 · Data", anchor=False)
        info = sculpt_data.show()
    with prior:
        st.subheader("2 · Prior", anchor=False)
        spec = prior_panel.show()
    with how:
        st.subheader("3 · Train", anchor=False)
        sculpt_train.show(spec, info is not None)
