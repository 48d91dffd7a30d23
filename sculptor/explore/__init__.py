"""A latent space in one's hands: planes, paths, samples, and what is wrong with it."""
