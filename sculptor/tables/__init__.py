"""Files with numbers in them, read into columns."""

MAX_ROWS = 1_000_000
"""Rows of a table, at most."""
