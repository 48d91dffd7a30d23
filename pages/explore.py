"""Explore: pretrained pairs of KL and MMD, alive before anything is trained."""

from sculptor.ui.app import state, style
from sculptor.ui.explore import page

style.apply("explore")
state.sync("explore")
page.show()
