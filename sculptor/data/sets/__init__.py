"""The data sets that are built in, a family a file, each with its ``SOURCES``."""
