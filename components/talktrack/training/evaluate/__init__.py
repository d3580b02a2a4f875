"""Evaluate: the candidate against the champion on the frozen golden set, before any traffic."""
