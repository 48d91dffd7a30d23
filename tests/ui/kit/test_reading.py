"""How a table was read: what is said of it, and what a person can change."""

import json

from streamlit.testing.v1 import AppTest

from sculptor.tables.reading import How
from sculptor.ui.kit import reading


def shown() -> None:
    import streamlit as st

    from sculptor.tables import reader
    from sculptor.ui.kit import reading

    table = reader.read("größe;[x](y)\n1,234;2\n2,345;3\n".encode("latin-1"), "a.csv")
    reading.show("a", table.reading)
    reading.columns(table)
    st.json(reading.how("a").to_dict())


def test_what_is_ambiguous_is_said_and_a_choice_is_remembered() -> None:
    page = AppTest.from_function(shown).run()
    assert "windows-1252, semicolon between cells, decimal comma" in page.caption[0].value
    assert len(page.info) == 2
    assert page.json[0].value == "{}"
    choices = {choice.label: choice for choice in page.selectbox}
    assert set(choices) == {"Between cells", "Decimal sign", "Encoding", "First line"}
    choices["Decimal sign"].set_value(".").run()
    assert json.loads(page.json[0].value) == {"decimal": "."}
    assert not page.exception


def test_a_comma_is_not_both_delimiter_and_decimal_sign() -> None:
    assert reading.AUTO not in (",", ".")
    assert How(delimiter=",").decimal is None
