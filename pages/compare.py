"""Compare: several runs side by side and in step."""

import streamlit as st

from sculptor.ui import compare, state, style

style.apply()
st.html(compare.SHEET)
state.sync("compare")
compare.show()
