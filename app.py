"""Sculptor: draw a prior, press Train, watch the latent space take its shape."""

import streamlit as st
from starlette.middleware import Middleware

from sculptor.ui import server
from sculptor.ui.assets import Assets

app = st.App("pages/main.py", lifespan=server.lifespan, middleware=[Middleware(Assets)])
