"""Explore: pretrained pairs of KL and MMD, alive before anything is trained."""

import streamlit as st

from sculptor.ui import entry, gallery, state, style

entry.through_app()
style.apply()
st.html(style.SHEET.with_name("watch.css"))
state.sync("explore")
gallery.show()
