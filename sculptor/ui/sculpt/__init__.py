"""The Sculpt page: which data, which prior, how; then train."""
