"""Codes as CSV."""

import csv

import numpy as np
import pytest

from sculptor.explore.listing import listing


def test_what_is_known_stands_around_the_latents_and_is_read_back() -> None:
    codes = np.array([[0.5, -1e-9], [2.0, 123456.78]], np.float32)
    text = listing(codes, {"id": [3, 1], "label": ['a "b", c', "d\ne"]}, {"near": [8, 9]})
    assert [*csv.reader(text.splitlines(keepends=True))] == [
        ["id", "label", "z1", "z2", "near"],
        ["3", 'a "b", c', "0.5", "-1e-09", "8"],
        ["1", "d\ne", "2", "123457", "9"],
    ]


def test_no_codes_are_a_header_and_a_column_too_short_is_none() -> None:
    assert listing(np.zeros((0, 1)), {"id": []}) == "id,z1\n"
    with pytest.raises(ValueError, match="zip"):
        listing(np.zeros((2, 1)), {"id": [1]})
