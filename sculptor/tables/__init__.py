"""Files with numbers in them, read into columns."""

MAX_ROWS = 1_000_000
"""Rows of a table, at most."""

LARGEST = 1e12
"""The largest number of a sample. Training is in single precision, which ends at 3.4e38: with the
largest scale that a prior can be given, 1e4, two points of 512 dimensions are at most 2e16 apart in
each, and the square of their distance is 2e35. And what lies so far from 0 still has its fourth
decimal in double precision, in which it is moved there."""

LEAST = 1e-12
"""The least spread of a column whose numbers differ. The square of a distance of 1e-20 is below
1.2e-38, where single precision loses its digits, and its bandwidth is 0."""
