"""Compare: several runs side by side and in step."""

from sculptor.ui.app import state, style
from sculptor.ui.compare import page

style.apply("compare")
state.sync("compare")
page.show()
