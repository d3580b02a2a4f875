"""Turns a shard's recordings into conversations: what was said and when, not yet by whom."""
