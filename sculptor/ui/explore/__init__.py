"""The Explore page: shipped pairs of KL and MMD."""
