"""Compare: several runs side by side and in step."""

import streamlit as st

from sculptor.ui import compare, entry, state, style

entry.through_app()
style.apply()
st.html(compare.SHEET)
state.sync("compare")
compare.show()
