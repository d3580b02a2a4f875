"""Whether a conversation is English: what sounds alike, what is unlikely and what asks is known of English only."""

from __future__ import annotations

import re
from itertools import chain, islice

from talktrack.core.conversation import Conversation
from talktrack.ingestion.correct.english import english

LOOKED_AT = 400
"""Words from the beginning."""
LEAST_KNOWN = 0.6
"""Share of words that English knows, in a conversation whose source does not say its language."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_english(conversation: Conversation) -> bool:
    """Say whether a conversation is English: as the source says, or else by its words."""
    if conversation.language:
        return conversation.language.lower().startswith("en")
    found = chain.from_iterable(_WORD.finditer(turn.text) for turn in conversation.turns)
    words = [word.group().lower() for word in islice(found, LOOKED_AT)]
    return sum(map(english().knows, words)) >= LEAST_KNOWN * len(words)
