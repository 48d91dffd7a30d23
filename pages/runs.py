"""Runs: every training of this home."""

import streamlit as st

from sculptor.ui import runs_list, state, style, watch

style.apply()
st.html(watch.SHEET)
state.sync("runs")
runs_list.show()
