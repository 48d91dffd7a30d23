"""Runs on a Ray cluster: one task a run, in the same folder as everywhere."""
