"""Figures: numbers that the network publishes, each a series of values."""
