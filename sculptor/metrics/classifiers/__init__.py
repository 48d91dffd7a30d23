"""Classifiers that tell two sets of rows apart, and what their answers on other rows prove."""
