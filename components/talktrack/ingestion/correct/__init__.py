"""Correct: repair names and terms that a recogniser misheard, only where the dictionary leaves little doubt."""
