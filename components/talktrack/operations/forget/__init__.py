"""Forget: what is held about a person leaves every zone, store and old version, and stays away."""
