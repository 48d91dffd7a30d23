"""Runs: every training of this home."""

import streamlit as st

from sculptor.ui import entry, runs_list, state, style, watch

entry.through_app()
style.apply()
st.html(watch.SHEET)
state.sync("runs")
runs_list.show()
