"""What several benchmarks measure on, made at once."""
