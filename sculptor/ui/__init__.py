"""The user interface: Streamlit components, panels and their state."""
