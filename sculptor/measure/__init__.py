"""Which figures are taken of a model, on which images and codes, live and once it has trained."""
