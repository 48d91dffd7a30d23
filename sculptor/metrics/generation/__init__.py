"""How alike generated and real images are; every figure takes two tables of features only."""
