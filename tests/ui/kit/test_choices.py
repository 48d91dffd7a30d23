"""Choices of how a latent space is shown: what is chosen is in the state."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Two of four latents."""
    from sculptor.ui.kit.choices import axes, choice

    choice("view", "View", {"axes": "Latents", "pca": "PCA"}, "here", 100, axes=(0, 1))
    axes(4, "here")


def opened(**state: object) -> AppTest:
    page_ = AppTest.from_function(page)
    for name, value in state.items():
        page_.session_state[f"state.{name}"] = value
    return page_.run()


def test_choosing_the_latent_of_the_other_axis_swaps_them() -> None:
    found = opened(axes=(1, 2))
    across = found.selectbox[1]
    assert across.options == ["z₁", "z₂", "z₃", "z₄"]
    across.set_value(3).run()
    assert found.session_state["state.axes"] == (3, 2)
    found.selectbox[1].set_value(2).run()
    assert found.session_state["state.axes"] == (2, 3)


def test_latents_that_there_are_not_are_the_first_two() -> None:
    found = opened(axes=(1, 7))
    assert [box.value for box in found.selectbox[1:]] == [0, 1]


def test_a_choice_takes_others_along() -> None:
    found = opened(axes=(2, 3))
    found.selectbox[0].set_value("pca").run()
    assert found.session_state["state.view"] == "pca"
    assert found.session_state["state.axes"] == (0, 1)
