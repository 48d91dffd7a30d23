"""How closely codes match samples of their prior; every figure takes two sets of samples only."""
