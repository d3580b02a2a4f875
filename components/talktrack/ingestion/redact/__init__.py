"""Redact: replace personal data by typed, keyed tokens, and prove that nothing structured is left."""
