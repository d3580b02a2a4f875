"""Redacting one conversation: find, replace by tokens, strip what may not leave, look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from talktrack.core.conversation import PROSPECT, SELLER, UNKNOWN, Conversation, Participant, Turn
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData, Redactor
from talktrack.core.tokens import Pseudonyms, blanked, token
from talktrack.ingestion.redact.beside import applied, told_beside
from talktrack.ingestion.redact.continued import chains
from talktrack.ingestion.redact.identities import Cast, FullNames, cast_of, generic
from talktrack.ingestion.redact.privacy import privacy_level
from talktrack.ingestion.redact.spoofed import SPOOFED, without_spoofed

PERSON = "PERSON"
MOST_LOOKS = 3
REASON = "redact:"
ROLES = frozenset({SELLER, PROSPECT})
AFFILIATIONS = frozenset({"internal", "external"})


@dataclass(frozen=True)
class Redacted:
    """The clean conversation, how often each kind was replaced, and why it may not go on (empty: it may)."""

    conversation: Conversation
    replaced: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Value:
    """A part of a text that is personal, and all that was said of the value, here and in other turns."""

    span: PersonalData
    value: str


class Redaction:
    """Redacts the conversations of one tenant, one after the other."""

    def __init__(self, redactor: Redactor, pseudonyms: Pseudonyms, knowledge: Knowledge) -> None:
        """Keep the finder, the tenant's key and the people of its CRM."""
        self._redactor = redactor
        self._pseudonyms = pseudonyms
        self._knowledge = knowledge
        self._everybody = FullNames(knowledge)

    def redact(self, conversation: Conversation) -> Redacted:
        """Return the conversation without personal data; with a reason when the last look still finds some.

        A replaced name changes what stands beside it, so that a second look may see more; it is replaced as well. No
        conversation goes on before a look at all of it found nothing.
        """
        clean, spoofed = without_spoofed(conversation)
        cast = cast_of(clean, self._knowledge, self._everybody)
        kinds: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for look in range(1, MOST_LOOKS + 1):
            redacted, left = self._round(clean, cast)
            if not left or look == MOST_LOOKS:
                break
            clean, kinds = redacted, kinds + left
        reasons = ["redaction_incomplete", *(f"left:{kind}" for kind in sorted(left))] if left else []
        clean = self._stripped(clean, cast, privacy_level(conversation, kinds))
        return Redacted(clean, dict(sorted((kinds + Counter({SPOOFED: spoofed})).items())), reasons)

    def _round(self, conversation: Conversation, cast: Cast) -> tuple[Conversation, Counter[str]]:
        """Look at everything that will leave, outside of tokens, and replace what is found."""
        fields = told_beside(conversation)
        texts = [*(turn.text for turn in conversation.turns), *fields.values()]
        found = self._redactor.find([blanked(text) for text in texts], cast.names)
        parts: dict[int, list[Value]] = {}
        for index, value in self._continued(conversation, cast):
            parts.setdefault(index, []).append(value)
        replacements = [
            self._replacements(_chosen(_values(text, spans), parts.get(index, [])), cast)
            for index, (text, spans) in enumerate(zip(texts, found, strict=True))
        ]
        turns = len(conversation.turns)
        clean = with_rewrites(conversation, {i: r for i, r in enumerate(replacements[:turns]) if r})
        told = {name: applied(fields[name], r) for name, r in zip(fields, replacements[turns:], strict=True)}
        kinds = Counter(change.reason.removeprefix(REASON) for changes in replacements for change in changes)
        return msgspec.structs.replace(clean, **told), kinds

    def _continued(self, conversation: Conversation, cast: Cast) -> Iterator[tuple[int, Value]]:
        """Yield the parts of what goes on from turn to turn, by turn; each part stands for the whole value."""
        joined = list(chains(conversation.turns))
        found = self._redactor.find([blanked(chain.text) for chain in joined], cast.names) if joined else []
        for chain, spans in zip(joined, found, strict=True):
            for span in spans:
                for index, part in chain.pieces(span).items():
                    yield index, Value(part, chain.text[span.start : span.end])

    def _replacements(self, values: Sequence[Value], cast: Cast) -> list[Replacement]:
        return [
            Replacement(v.span.start, v.span.end, self._token(v.span.kind, v.value, cast), REASON + v.span.kind)
            for v in values
        ]

    def _token(self, kind: str, value: str, cast: Cast) -> str:
        return token(self._pseudonyms, kind, cast.canonical(value) if kind == PERSON else value)

    def _stripped(self, clean: Conversation, cast: Cast, level: str) -> Conversation:
        """Give participants tokens, blank what stood before edits, drop words and metadata, which repeat the text."""
        return msgspec.structs.replace(
            clean,
            participants=[self._participant(p, cast) for p in clean.participants],
            turns=[_bare(turn) for turn in clean.turns],
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


def _values(text: str, spans: Sequence[PersonalData]) -> list[Value]:
    return [Value(span, text[span.start : span.end]) for span in spans]


def _chosen(own: list[Value], parts: list[Value]) -> list[Value]:
    """Return what a turn holds itself and the parts of what goes on in other turns; of two that overlap the longer."""
    kept: list[Value] = []
    for part in sorted(parts, key=lambda v: (v.span.start - v.span.end, -len(v.value))):
        rivals = [value for value in own if _overlap(value, part)]
        shorter = all(_length(value) <= _length(part) for value in rivals)
        if shorter and not any(_overlap(part, other) for other in kept):
            kept.append(part)
            own = [value for value in own if value not in rivals]
    return own + kept


def _overlap(one: Value, other: Value) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _length(value: Value) -> int:
    return value.span.end - value.span.start


def _bare(turn: Turn) -> Turn:
    """Return a turn without its timed words, and with kinds of evidence that name no reviewer."""
    return msgspec.structs.replace(turn, words=(), evidence=tuple(kind.partition(":")[0] for kind in turn.evidence))
