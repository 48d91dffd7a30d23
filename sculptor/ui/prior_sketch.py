"""x"""

import streamlit as st


def show():
    st.html('<div class="absent" style="min-height:340px">sketch</div>')
