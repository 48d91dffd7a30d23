"""What keeps a GPU from waiting: updates that are recorded, images that come ahead."""
