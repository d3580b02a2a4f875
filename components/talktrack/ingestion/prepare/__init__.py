"""Prepare: clean, attribute, correct, enrich and redact in one streaming pass."""
