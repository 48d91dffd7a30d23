"""Pictures of one latent space: films of paths, atlases of items, a latent against another."""
