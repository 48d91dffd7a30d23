"""Watch: the latent space of a run takes its shape."""

from sculptor.ui.app import state, style
from sculptor.ui.watch import page

style.apply("watch")
state.sync("watch")
page.show()
