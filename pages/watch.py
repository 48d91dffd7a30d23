"""Watch: the latent space of a run takes its shape."""

import streamlit as st

from sculptor.ui import entry, state, style, watch

entry.through_app()
style.apply()
st.html(watch.SHEET)
state.sync("watch")
watch.show()
