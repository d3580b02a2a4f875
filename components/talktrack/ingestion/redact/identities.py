"""Who may be named in a conversation, and which token each of them has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.plain_text import folded, plain

_WORD = re.compile(r"[^\W\d_]+(?:[-'’](?!s\b)[^\W\d_]+)*")
GENERIC = frozenset(
    {
        *("speaker", "unknown", "guest", "user", "assistant", "agent", "rep", "customer", "client", "caller", "seller"),
        *("buyer", "prospect", "lead", "host", "participant", "person", "system", "bot", "sales", "representative"),
        *("voice", "channel", "internal", "external", "mturk"),
    }
)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters without accents."""
    return tuple(word.replace("’", "'") for word in _WORD.findall(folded(name)))


def generic(label: str) -> bool:
    """Say whether a label such as "Speaker 1" or "REP" names a part in the talk and not a person."""
    words = re.findall(r"[^\W\d_]+", label.lower())
    return all(word in GENERIC or len(word) == 1 for word in words)


class FullNames:
    """All people of the CRM by their full name, to find mentions of anybody in one pass, however many they are."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index full names by their words and first names by themselves."""
        self._full: dict[tuple[str, ...], str] = {}
        self._firsts: set[str] = set()
        for contact in knowledge.contacts.values():
            words = words_of(contact.name)
            if len(words) > 1:
                self._full.setdefault(words, contact.name)
                self._firsts.add(words[0])

    def mentioned(self, texts: Iterable[str]) -> list[str]:
        """Return the full names that occur in the texts, sorted."""
        found: set[str] = set()
        for text in texts:
            words = words_of(plain(text))
            for index, word in enumerate(words):
                if word in self._firsts:
                    hits = (self._full.get(words[index : index + size]) for size in (2, 3, 4))
                    found |= {name for name in hits if name}
        return sorted(found)


@dataclass(frozen=True)
class Cast:
    """The people of one conversation: every name to look for, and the full name behind a part of a name."""

    names: list[str] = field(default_factory=list)
    behind: dict[tuple[str, ...], str] = field(default_factory=dict)

    def canonical(self, said: str) -> str:
        """Return the full name that "Dana", "dana reed" or "D A N A" stands for here; what was said where none fits."""
        words = words_of(plain(said))
        spelled = ("".join(words),) if len(words) > 1 and all(len(word) == 1 for word in words) else words
        return self.behind.get(words) or self.behind.get(spelled, said)


def cast_of(conversation: Conversation, knowledge: Knowledge, everybody: FullNames) -> Cast:
    """Return the people to look for: those present, then their colleagues, the sellers, and the CRM's full names."""
    present = [name for p in conversation.participants for name in _names(p)]
    around = list(_around(conversation, knowledge))
    mentioned = everybody.mentioned([turn.text for turn in conversation.turns] + [conversation.title or ""])
    names = list(dict.fromkeys([*present, *around, *mentioned]))
    return Cast(names, _behind(names))


def _names(participant: Participant) -> Iterator[str]:
    if participant.name:
        yield participant.name
    if participant.label and not generic(participant.label) and "@" not in participant.label:
        yield participant.label
    if participant.email and not participant.name:
        yield " ".join(w for w in re.findall(r"[^\W\d_]{2,}", participant.email.partition("@")[0]) if w not in GENERIC)


def _around(conversation: Conversation, knowledge: Knowledge) -> Iterator[str]:
    for contact in knowledge.contacts_by_account.get(conversation.account_id or "", []):
        yield contact.name
    for contact in knowledge.contacts.values():
        if contact.affiliation == "internal":
            yield contact.name
    meeting = knowledge.meetings.get(conversation.meeting_id or "")
    yield from meeting.attendee_names if meeting else []


def _behind(names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Map full names and their parts to full names; the first to bear a part keeps it (those present come first)."""
    found: dict[tuple[str, ...], str] = {}
    ordered = [(words_of(name), name) for name in names]
    for words, name in ordered:
        if len(words) > 1:
            found.setdefault(words, name)
    for words, name in ordered:
        if len(words) > 1:
            for part in ((words[0],), (words[-1],)):
                found.setdefault(part, name)
    for words, name in ordered:
        if words:
            found.setdefault(words, name)
    return found
