"""Charts and grids of runs and snapshots: pure functions, for pages, notebooks and reports."""
