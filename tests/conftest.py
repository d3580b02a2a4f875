"""What all tests share: generated cases are the same in every run and never judged by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("thorough", max_examples=20_000, print_blob=True)
settings.load_profile("repeatable")
