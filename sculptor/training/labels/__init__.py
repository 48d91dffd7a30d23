"""Which labels training is told, and of which images."""
