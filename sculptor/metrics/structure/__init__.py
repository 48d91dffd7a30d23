"""What a cloud of points says of its shape: dimension, clusters, circles. Arrays only."""
