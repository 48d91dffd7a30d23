"""Explore: pretrained pairs of KL and MMD, alive before anything is trained."""

import streamlit as st

from sculptor.ui import gallery, state, style

style.apply()
st.html(style.SHEET.with_name("watch.css"))
state.sync("explore")
gallery.show()
