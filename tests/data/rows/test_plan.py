"""Decisions on columns, their scales, and where rows fall, on paper."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.columns import Column as Kept
from sculptor.columns import Layout
from sculptor.data.rows import plan, preparing
from sculptor.data.rows.options import Options
from sculptor.tables.reading import Reading
from sculptor.tables.table import Column, Table


def test_heavy_tails_are_told_by_the_quartiles() -> None:
    rng = np.random.default_rng(0)
    assert not plan.scale_of(rng.normal(size=5_000))[2]
    assert not plan.scale_of(rng.uniform(size=5_000))[2]
    centre, scale, is_heavy = plan.scale_of(rng.standard_cauchy(5_000))
    assert is_heavy
    assert centre == pytest.approx(0, abs=0.1)
    assert scale == pytest.approx(2 / plan.QUARTILES, rel=0.1)
    assert plan.scale_of(np.array([np.nan, np.nan])) == (0.0, 1.0, False)


def test_of_two_columns_of_labels_the_first_is_one() -> None:
    codes = np.array([0.0, 1.0, 0.0])
    columns = (
        Column("x", "number", np.array([0.5, 1.5, 2.5])),
        Column("label", "label", codes),
        Column("class", "label", codes),
    )
    found = plan.decide(Table(3, columns, Reading("CSV")), Options())
    assert [each.use for each in found] == ["number", "label", "out"]
    assert found[2].why == "another column is used as label"
    said = Options({"label": "label", "class": "label"})
    table = Table(3, columns, Reading("CSV"))
    with pytest.raises(SculptorError, match="one column of labels"):
        plan.decide(table, said)


def test_the_place_of_a_row_depends_on_its_values_alone() -> None:
    x = np.array([1.0, 2.0, np.nan, 1.0])
    one = Column("x", "number", x)
    kind = Column("kind", "category", np.array([0, 1, -1, 0], np.int32), ("a", "b"))
    other = Column("kind", "category", np.array([1, 0, -1, 1], np.int32), ("b", "a"))
    places = preparing.positions([one, kind], 4)
    assert places[0] == places[3]
    assert len(set(places.tolist())) == 3
    assert np.array_equal(places, preparing.positions([other, one], 4))
    assert (places >= 0).all()
    assert (places < 1).all()
    many = preparing.positions([Column("x", "number", np.arange(10_000.0))], 10_000)
    assert np.histogram(many, 10, (0, 1))[0] == pytest.approx(1_000, rel=0.15)


def test_rows_are_encoded_as_their_columns_say() -> None:
    layout = Layout((Kept("x", 1.0, 2.0), Kept("kind", levels=("a", "b"))))
    dimensions = [
        preparing.Dimension(np.array([1.0, 5.0, np.inf]), layout.columns[0]),
        preparing.Dimension(np.array([1, -1, 0], np.int32), layout.columns[1]),
    ]
    rows = preparing.encode(dimensions, layout, np.array([0, 1, 2]))
    expected = [[0, 0, 1], [2, np.nan, np.nan], [np.nan, 1, 0]]
    assert np.array_equal(rows, expected, equal_nan=True)
