"""The Sculpt page, opened at an address and driven as a reader would: click, type, look."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from sculptor.ui.app import entry

APP = Path(__file__).parents[3] / "pages" / "main.py"


def open_page(**address: object) -> AppTest:
    """The page at an address."""
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.session_state[entry.WELCOMED] = True
    for name, value in address.items():
        page.query_params[name] = value if isinstance(value, str) else json.dumps(value)
    page.run()
    assert not page.exception
    return page


def click(page: AppTest, key: str) -> None:
    """Click on a button of a key."""
    page.button(key=key).click().run()
    assert not page.exception


def pick(page: AppTest, cards: str, name: str) -> None:
    """Choose a card."""
    page.pills(key=f"pick-{cards}").set_value(name).run()
    assert not page.exception


def unfold(page: AppTest, what: str) -> None:
    """Open an expander or a popover, whose content comes only then."""
    page.session_state[f"fold-{what}"] = True
    page.run()


def click_on(page: AppTest, label: str) -> None:
    """Click on the first button of a label."""
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def words(page: AppTest) -> str:
    """All that the page says in messages and captions."""
    said = [*page.warning, *page.error, *page.info, *page.caption]
    return "\n".join(element.value for element in said)
