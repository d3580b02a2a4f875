"""Text that looks like one of our tokens when it comes in, made to look like none.

What is read comes from the raw zone, where no token of ours ever stands: what looks like one was written by somebody.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.tokens import TOKEN
from talktrack.ingestion.redact.beside import applied, told_beside

SPOOFED = "spoofed_token"
REASON = f"redact:{SPOOFED}"


def without_spoofed(conversation: Conversation) -> tuple[Conversation, int]:
    """Return the conversation with round brackets around what looks like a token, and how many such there were."""
    looked = ((index, _spoofed(turn.text)) for index, turn in enumerate(conversation.turns) if "[" in turn.text)
    turns: dict[int, Sequence[Replacement]] = {index: found for index, found in looked if found}
    beside = {name: (text, _spoofed(text)) for name, text in told_beside(conversation).items()}
    told = {name: applied(text, found) for name, (text, found) in beside.items() if found}
    if not turns and not told:
        return conversation, 0
    count = sum(map(len, turns.values())) + sum(len(found) for _, found in beside.values())
    return msgspec.structs.replace(with_rewrites(conversation, turns), **told), count


def _spoofed(text: str) -> list[Replacement]:
    return [Replacement(m.start(), m.end(), f"({m.group()[1:-1]})", REASON) for m in TOKEN.finditer(text)]
