"""The Watch page: the latent space of a run takes its shape."""
