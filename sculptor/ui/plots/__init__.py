"""The pad, the scatter and panels: components, and what is read and decoded for them."""
