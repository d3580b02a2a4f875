"""The check digit of card and device numbers."""

from __future__ import annotations


def luhn(digits: str) -> bool:
    """Return whether the last digit checks the others (ISO/IEC 7812-1, annex B); zeros alone are no number."""
    total = 0
    for position, ch in enumerate(reversed(digits)):
        value = int(ch) * (2 if position % 2 else 1)
        total += sum(divmod(value, 10))
    return total % 10 == 0 and bool(digits.strip("0"))
