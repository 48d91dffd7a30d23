"""Rows of vectors and tables that a person names, made a data set.

`options` says what can be chosen, `plan` what becomes of each column, `preparing` makes the arrays,
and `adding` keeps them.
"""
