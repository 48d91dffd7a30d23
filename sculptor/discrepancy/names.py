"""What kernels are called, for tables that are read without torch."""

AUTO = "auto"
"""The multi-scale IMQ, which in more than two dimensions looks at single latents and pairs too."""

KERNELS = ("imq", "rbf", "laplace", "energy")
