"""Watch: the latent space of a run takes its shape."""

import streamlit as st

from sculptor.ui import state, style, watch

style.apply()
st.html(watch.SHEET)
state.sync("watch")
watch.show()
