"""How latents relate to known factors; every score takes arrays only, a row an image."""
