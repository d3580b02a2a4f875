"""Analyze: what a sales coach hears in each conversation, and its statistics."""
