from types import SimpleNamespace


def lps(z, quick=False, seed=0):
    d = z.shape[1]
    return SimpleNamespace(
        score=0.0,
        floor=0.0,
        per_dimension=[0.0] * d,
        predictor=["ridge"] * d,
        collapsed=[False] * d,
    )


LPSResult = SimpleNamespace
