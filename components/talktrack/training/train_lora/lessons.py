"""What an example is taught as: its completion, and each choice in an assessment once more by itself.

Most of an assessment is the form of its JSON, which every assessment shares. The level is one token of some fifty, and
the loss that is a mean over tokens hardly hears it; a level that stands alone behind its beginning is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talktrack.core import assessment, prompts
from talktrack.core.ports import Weighted
from talktrack.core.records import Example

CHOICE_WEIGHT = 10.0
"""How much more a choice weighs than the whole; chosen on the first phrase book (`score_coach`)."""


def lessons(rows: Iterable[Example]) -> list[Weighted]:
    """Return what is trained on; the choices of an assessment share its beginning, which is read once."""
    return [lesson for row in rows for lesson in (_whole(row), *_choices(row))]


def _whole(row: Example) -> Weighted:
    return Weighted(row.prompt, row.completion, row.weight, row.rejected)


def _choices(row: Example) -> Iterator[Weighted]:
    said = assessment.read(prompts.said(row.completion)) if row.task == assessment.TASK else None
    for begun, value in assessment.choices(said) if said else ():
        yield Weighted(row.prompt + prompts.opening(begun), value, row.weight * CHOICE_WEIGHT)
