"""x"""

import streamlit as st


def show():
    st.info("sketch")
