"""Figures of latents and images; they take arrays only."""
