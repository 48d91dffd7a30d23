"""Runs: every training of this home."""

from sculptor.ui.app import state, style
from sculptor.ui.runs import page

style.apply("runs")
state.sync("runs")
page.show()
