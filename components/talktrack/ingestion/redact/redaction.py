"""Redacting one conversation: find, replace by tokens, strip what may not leave, look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from talktrack.core.conversation import PROSPECT, SELLER, UNKNOWN, Conversation, Participant
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData, Redactor
from talktrack.ingestion.redact.identities import Cast, FullNames, cast_of, generic
from talktrack.ingestion.redact.privacy import privacy_level
from talktrack.ingestion.redact.tokens import Pseudonyms, blanked, token

PERSON = "PERSON"
ROUNDS = 2
ROLES = frozenset({SELLER, PROSPECT})
AFFILIATIONS = frozenset({"internal", "external"})


@dataclass(frozen=True)
class Redacted:
    """The clean conversation, how often each kind was replaced, and why it may not go on (empty: it may)."""

    conversation: Conversation
    replaced: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


class Redaction:
    """Redacts the conversations of one tenant, one after the other."""

    def __init__(self, redactor: Redactor, pseudonyms: Pseudonyms, knowledge: Knowledge) -> None:
        """Keep the finder, the tenant's key and the people of its CRM."""
        self._redactor = redactor
        self._pseudonyms = pseudonyms
        self._knowledge = knowledge
        self._everybody = FullNames(knowledge)

    def redact(self, conversation: Conversation) -> Redacted:
        """Return the conversation without personal data; with a reason when a last look still finds some.

        A replaced name changes what stands beside it, so that a second round may see more; it is replaced as well.
        """
        cast = cast_of(conversation, self._knowledge, self._everybody)
        kinds: Counter[str] = Counter()
        clean = conversation
        for _ in range(ROUNDS):
            clean, found = self._round(clean, cast)
            kinds += found
        left = self._round(clean, cast)[1]
        reasons = ["redaction_incomplete", *(f"left:{kind}" for kind in sorted(left))] if left else []
        clean = self._stripped(clean, cast, privacy_level(conversation, kinds))
        return Redacted(clean, dict(sorted(kinds.items())), reasons)

    def _round(self, conversation: Conversation, cast: Cast) -> tuple[Conversation, Counter[str]]:
        """Look at everything that will leave, outside of tokens, and replace what is found."""
        fields = _fields(conversation)
        texts = [*(turn.text for turn in conversation.turns), *fields.values()]
        found = self._redactor.find([blanked(text) for text in texts], cast.names)
        replacements = [self._replacements(text, spans, cast) for text, spans in zip(texts, found, strict=True)]
        turns = len(conversation.turns)
        clean = with_rewrites(conversation, {i: r for i, r in enumerate(replacements[:turns]) if r})
        told = {name: _applied(fields[name], r) for name, r in zip(fields, replacements[turns:], strict=True)}
        return msgspec.structs.replace(clean, **told), Counter(span.kind for spans in found for span in spans)

    def _replacements(self, text: str, spans: Sequence[PersonalData], cast: Cast) -> list[Replacement]:
        return [
            Replacement(s.start, s.end, self._token(s.kind, text[s.start : s.end], cast), f"redact:{s.kind}")
            for s in spans
        ]

    def _token(self, kind: str, value: str, cast: Cast) -> str:
        return token(self._pseudonyms, kind, cast.canonical(value) if kind == PERSON else value)

    def _stripped(self, clean: Conversation, cast: Cast, level: str) -> Conversation:
        """Give participants tokens, blank what stood before edits, drop words and metadata, which repeat the text."""
        return msgspec.structs.replace(
            clean,
            participants=[self._participant(p, cast) for p in clean.participants],
            turns=[msgspec.structs.replace(turn, words=()) for turn in clean.turns],
            edits=[msgspec.structs.replace(edit, before="") for edit in clean.edits],
            privacy_level=level,
            metadata_json="{}",
        )

    def _participant(self, participant: Participant, cast: Cast) -> Participant:
        told = participant.name or participant.label
        name = None if generic(told) else self._token(PERSON, told, cast)
        kept = participant.label if generic(participant.label) else name or self._token(PERSON, participant.label, cast)
        return Participant(
            id=participant.id,
            label=kept,
            name=name,
            email=self._optional("EMAIL_ADDRESS", participant.email),
            phone=self._optional("PHONE_NUMBER", participant.phone),
            role=participant.role if participant.role in ROLES else UNKNOWN,
            affiliation=participant.affiliation if participant.affiliation in AFFILIATIONS else UNKNOWN,
            crm_contact_id=self._optional("CONTACT", participant.crm_contact_id),
        )

    def _optional(self, kind: str, value: str | None) -> str | None:
        return token(self._pseudonyms, kind, value) if value else None


def _fields(conversation: Conversation) -> dict[str, str]:
    """Return the texts beside the turns that may hold personal data."""
    fields = {"title": conversation.title, "event_id": conversation.event_id, "meeting_id": conversation.meeting_id}
    return {name: value for name, value in fields.items() if value}


def _applied(text: str, replacements: Sequence[Replacement]) -> str:
    for change in sorted(replacements, key=lambda r: r.start, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text
