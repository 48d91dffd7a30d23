"""The Runs page: every training of this home."""
