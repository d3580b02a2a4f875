"""Analyze: the statistics of each conversation."""
