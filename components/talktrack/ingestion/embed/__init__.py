"""Embed: turn redacted conversations into searchable chunks at four levels, each with a unit vector."""
