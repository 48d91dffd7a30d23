"""How far latents are from independent, beyond what predicting one from the others shows."""
