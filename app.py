"""Sculptor: draw a prior, press Train, watch the latent space take its shape."""

import streamlit as st
from starlette.middleware import Middleware

from sculptor.ui.app import server
from sculptor.ui.app.answers import Answers
from sculptor.ui.app.assets import Assets

app = st.App(
    "pages/main.py",
    lifespan=server.lifespan,
    middleware=[Middleware(Assets), Middleware(Answers)],
)
