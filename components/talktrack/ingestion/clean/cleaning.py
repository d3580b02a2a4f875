"""Cleaning one conversation: the rules in order, every change recorded."""

from __future__ import annotations

import re

import msgspec

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.edits import Replacement, rewrite
from talktrack.ingestion.clean.false_starts import false_starts
from talktrack.ingestion.clean.fillers import fillers
from talktrack.ingestion.clean.labels import normal_label
from talktrack.ingestion.clean.lexicons import Lexicon, lexicon_for
from talktrack.ingestion.clean.marks import marks

SPOKEN = frozenset({"call", "meeting", "phone", "video", "audio", "voice"})
RULES = (marks, fillers, false_starts)
_LETTER = re.compile(r"[^\W_]")


def clean(conversation: Conversation) -> Conversation:
    """Return the conversation without disfluencies; mail, chat and languages without a lexicon keep their words.

    A turn that would be left without a word stays as it was.
    """
    lexicon = lexicon_for(conversation.language)
    turns, edits = list(conversation.turns), list(conversation.edits)
    if lexicon and conversation.channel not in {"email", "mail", "chat"}:
        for index, turn in enumerate(turns):
            text, made = _cleaned(index, turn.text, lexicon)
            if made:
                turns[index] = msgspec.structs.replace(turn, text=text)
                edits += made
    people = [msgspec.structs.replace(p, label=normal_label(p.label)) for p in conversation.participants]
    return msgspec.structs.replace(conversation, turns=turns, edits=edits, participants=people)


def _cleaned(index: int, text: str, lexicon: Lexicon) -> tuple[str, list[Edit]]:
    edits: list[Edit] = []
    current = text
    for rule in RULES:
        changes: list[Replacement] = rule(current, lexicon)
        if changes:
            current, made = rewrite(index, current, changes)
            edits += made
    return (current, edits) if _LETTER.search(current) else (text, [])
