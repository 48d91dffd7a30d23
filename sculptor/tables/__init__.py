"""Files with numbers in them, read into columns."""
