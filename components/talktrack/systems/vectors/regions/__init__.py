"""Chunks in several regions: written to all, read from the nearest, compared and repaired."""
