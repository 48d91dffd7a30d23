"""What a run starts from: weights of another model, or what is computed from the images."""
