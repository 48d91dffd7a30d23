"""Sculptor: draw a prior, press Train, watch the latent space take its shape."""

import streamlit as st

from sculptor.ui import server

app = st.App("pages/main.py", lifespan=server.lifespan)
