"""Drift: compare the newest conversations with a stored sketch of the reference."""
