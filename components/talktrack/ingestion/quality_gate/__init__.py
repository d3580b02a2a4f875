"""Lets a conversation pass only if it can teach: measured as one row, judged by declared expectations."""
