"""Distances between two sets of samples: kernels, MMD and its tests, sliced Wasserstein."""
