"""Who predicts each latent from the others; each takes standardised latents in random order."""
