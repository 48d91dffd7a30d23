"""The page of scatters with what answers for them, as `app.py` has it."""

import streamlit as st
from starlette.middleware import Middleware

from sculptor.ui.app.answers import Answers

app = st.App("scatter.py", middleware=[Middleware(Answers)])
