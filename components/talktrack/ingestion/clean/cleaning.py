"""Cleaning one conversation: the rules in order, every change recorded."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

import msgspec

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.edits import Replacement, rewrite
from talktrack.ingestion.clean.false_starts import false_starts
from talktrack.ingestion.clean.fillers import fillers
from talktrack.ingestion.clean.labels import normal_participant
from talktrack.ingestion.clean.languages import lexicon_for
from talktrack.ingestion.clean.lexicon import Lexicon
from talktrack.ingestion.clean.marks import marks
from talktrack.ingestion.clean.repetitions import repetitions

WRITTEN = frozenset({"email", "mail", "chat"})
RULES: Sequence[Callable[[str, Lexicon], list[Replacement]]] = (marks, fillers, repetitions, false_starts)
_LETTER = re.compile(r"[^\W_]")


def clean(conversation: Conversation) -> Conversation:
    """Return the conversation without disfluencies; mail, chat and languages without a lexicon keep their words.

    A turn that would be left without a word stays as it was.
    """
    texts = [turn.text for turn in conversation.turns]
    lexicon = None if conversation.channel in WRITTEN else lexicon_for(conversation.language, texts)
    turns, edits = list(conversation.turns), list(conversation.edits)
    if lexicon:
        for index, (text, made) in cleaned(texts, lexicon).items():
            turns[index] = msgspec.structs.replace(turns[index], text=text)
            edits += made
    people = [normal_participant(participant) for participant in conversation.participants]
    return msgspec.structs.replace(conversation, turns=turns, edits=edits, participants=people)


def cleaned(texts: list[str], lexicon: Lexicon) -> dict[int, tuple[str, list[Edit]]]:
    """Return by index the texts that change, as they become and with their edits in the order they were made.

    All texts are read at once, one a line, so that a rule costs a text without slips nothing.
    """
    current = list(texts)
    edits: dict[int, list[Edit]] = {}
    for rule in RULES:
        for index, changes in _by_line(current, rule("\n".join(current), lexicon)).items():
            current[index], made = rewrite(index, current[index], changes)
            edits.setdefault(index, []).extend(made)
    return {index: (current[index], made) for index, made in sorted(edits.items()) if _LETTER.search(current[index])}


def _by_line(texts: Sequence[str], changes: Sequence[Replacement]) -> dict[int, list[Replacement]]:
    """Return changes of joined texts as changes of each text; what would join two texts is none."""
    if not changes:
        return {}
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    found: dict[int, list[Replacement]] = {}
    for change in changes:
        index = bisect_right(starts, change.start) - 1
        if change.end < starts[index + 1]:
            shift = starts[index]
            local = Replacement(change.start - shift, change.end - shift, change.text, change.reason)
            found.setdefault(index, []).append(local)
    return found
