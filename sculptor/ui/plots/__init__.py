"""The sketch pad and the latent scatter: components, and what is read and decoded for them."""
