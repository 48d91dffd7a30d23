"""Autoencoders whose codes pay a penalty: distances to the prior, and dependence of latents."""
