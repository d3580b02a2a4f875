"""Decisions of people about quarantined rows: what is released or fixed re-enters once, what is dropped stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.languages import is_language
from talktrack.core.records import Named, Quarantined

RELEASE, FIX, DROP = "release", "fix", "drop"
STATUS = {RELEASE: "released", FIX: "fixed", DROP: "dropped"}
REVIEW = "review"
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

# What was said in a row held for one of these may not be kept, sealed neither: nobody can let it pass as it is.
NOT_KEPT: Mapping[str, str] = {
    "card_dictated": "decide fix and give the turns that hold the code or number without it, or decide drop",
    "retention_expired": "decide drop, since nothing makes its time of retention longer",
}
_FIXABLE = frozenset({"card_dictated"})
_SOMEBODY = re.compile(r"[^\W_]")
_ADDRESS = r"[^\s<>@,;]{1,64}@(?:[^\s<>@.,;]{1,63}\.){1,8}[^\s<>@.,;]{2,63}"
_PERSON = re.compile(rf"[^<>@]{{1,200}}|{_ADDRESS}|[^<>@]{{0,200}}<{_ADDRESS}>")


def case(
    conversation: Conversation, *, stage: str, reasons: Sequence[str], severity: str, suggestion: str
) -> Quarantined:
    """Return the row in which a conversation waits for a person; it names the source that the conversation is from."""
    origin = conversation.provenance[0] if conversation.provenance else None
    return Quarantined(
        id=conversation.id,
        tenant=conversation.tenant,
        stage=stage,
        uri=origin.uri if origin else "",
        sha256=origin.sha256 if origin else "",
        reasons=list(reasons),
        severity=severity,
        suggestion=suggestion,
        conversation=conversation,
    )


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's word on one row: release it as it is, fix it, or drop it; `why` is kept with the row.

    A fix says who speaks (`speakers`: a speaker's id or label, to a contact's id, a name or ``Name <mail>``), what was
    said (`turns`: a turn's number from 0, to its text), in which language (two letters), or when it began (with its
    time zone); all else stays.
    """

    id: str
    decision: str
    by: str
    why: str
    speakers: dict[str, str] = {}
    turns: dict[int, str] = {}
    language: str | None = None
    started_at: datetime | None = None

    @property
    def fixes(self) -> bool:
        """Tell whether anything is to be changed."""
        return bool(self.speakers or self.turns or self.language or self.started_at)


def decide(row: Quarantined, decision: Decision, at: datetime) -> Quarantined:
    """Return the row with the decision on it, and its conversation as it was fixed.

    A row held for a reason of `NOT_KEPT` keeps nothing of what was said where it was fixed, and no word at all once it
    is dropped.

    Raises:
        ConfigurationInvalidError: the decision is unknown, nobody stands behind it, a fix changes nothing, what is not
            there or into what cannot be, or the row may not be released or holds nothing that could.
    """
    _check_decision(row, decision)
    _check_kept(row, decision)
    conversation = row.conversation
    if conversation:
        _check_fix(conversation, decision, at)
        conversation = _decided(conversation, decision, traceless=not_kept(row))
    return msgspec.structs.replace(
        row,
        status=STATUS[decision.decision],
        decided_by=decision.by.strip(),
        decided_why=decision.why.strip(),
        decided_at=at,
        conversation=conversation,
        speakers=[Named(speaker=speaker, person=person.strip()) for speaker, person in decision.speakers.items()],
    )


def not_kept(row: Quarantined) -> bool:
    """Tell whether a row holds what may not be kept."""
    return not NOT_KEPT.keys().isdisjoint(row.reasons)


def without_words(conversation: Conversation) -> Conversation:
    """Return that there was a conversation, when and with whom, and nothing of what was said in it."""
    return msgspec.structs.replace(conversation, turns=[], edits=[], title=None, metadata_json="{}")


def _check_decision(row: Quarantined, decision: Decision) -> None:
    if decision.decision not in STATUS:
        raise ConfigurationInvalidError(f"cannot {decision.decision} {row.id}: decide release, fix or drop.")
    if not (_SOMEBODY.search(decision.by) and _SOMEBODY.search(decision.why)):
        raise ConfigurationInvalidError(f"{row.id}: say who decides and why in words, for they are kept with the row.")
    if decision.fixes != (decision.decision == FIX):
        message = (
            f"{row.id}: decide fix, and say speakers, turns, language or started_at; other decisions change nothing."
        )
        raise ConfigurationInvalidError(message)
    if row.status == "reentered":
        raise ConfigurationInvalidError(f"{row.id} has already re-entered: nothing is left to decide.")


def _check_kept(row: Quarantined, decision: Decision) -> None:
    """Refuse to let pass what was never read, or what may not be kept."""
    if decision.decision == DROP:
        return
    if row.conversation is None:
        message = f"{row.id} holds nothing that could be released: mend {row.uri} and run ingestion again."
        raise ConfigurationInvalidError(message)
    for reason in sorted(NOT_KEPT.keys() & set(row.reasons)):
        if reason not in _FIXABLE or not decision.turns:
            message = f"{row.id} is held as {reason}, which no word can let pass: {NOT_KEPT[reason]}."
            raise ConfigurationInvalidError(message)


def _check_fix(conversation: Conversation, decision: Decision, at: datetime) -> None:
    known = {name for person in conversation.participants for name in (person.id, person.label)}
    _check_there(conversation, "speaker", set(decision.speakers) - known)
    _check_there(conversation, "turn", set(decision.turns) - set(range(len(conversation.turns))))
    for number, text in decision.turns.items():
        if not text.strip():
            message = f"{conversation.id}: turn {number} would be empty: write what was said, such as [removed]."
            raise ConfigurationInvalidError(message)
    for person in decision.speakers.values():
        if not (_SOMEBODY.search(person) and _PERSON.fullmatch(person.strip())):
            message = (
                f"{conversation.id}: {person!r} is nobody: write a name, an address, or Dana Reed <dana@acme.example>."
            )
            raise ConfigurationInvalidError(message)
    if decision.language is not None and not is_language(decision.language):
        message = f"{conversation.id}: {decision.language!r} is no language: use two small letters, such as en or de."
        raise ConfigurationInvalidError(message)
    if decision.started_at is not None:
        _check_start(conversation, decision.started_at, at)


def _check_start(conversation: Conversation, started_at: datetime, at: datetime) -> None:
    if started_at.tzinfo is None:
        message = f"{conversation.id}: started_at has no time zone: write it as in 2026-03-02T09:30:00Z."
        raise ConfigurationInvalidError(message)
    if not EARLIEST <= started_at <= at:
        message = f"{conversation.id}: started_at {started_at:%Y-%m-%d} cannot be: it lies in the past, after 1970."
        raise ConfigurationInvalidError(message)


def _check_there(conversation: Conversation, what: str, unknown: set[str] | set[int]) -> None:
    if unknown:
        listed = ", ".join(sorted(map(str, unknown)))
        raise ConfigurationInvalidError(f"{conversation.id} has no {what} {listed}: see `review show`.")


def _decided(conversation: Conversation, decision: Decision, *, traceless: bool) -> Conversation:
    """Return the conversation with turns, language and start as decided; who speaks is settled by attribution."""
    if traceless and decision.decision == DROP:
        return without_words(conversation)
    retold = _retold if traceless else _rewritten
    return msgspec.structs.replace(
        retold(conversation, decision.turns),
        language=decision.language or conversation.language,
        started_at=decision.started_at or conversation.started_at,
    )


def _rewritten(conversation: Conversation, texts: Mapping[int, str]) -> Conversation:
    """Return the conversation with other texts, from which `core.edits.undo` goes back."""
    rewrites: dict[int, Sequence[Replacement]] = {
        number: [Replacement(0, len(conversation.turns[number].text), text, REVIEW)] for number, text in texts.items()
    }
    return with_rewrites(conversation, rewrites)


def _retold(conversation: Conversation, texts: Mapping[int, str]) -> Conversation:
    """Return the conversation with other texts and no trace of what stood there but that something did."""
    turns = [
        msgspec.structs.replace(turn, text=texts[number], words=()) if number in texts else turn
        for number, turn in enumerate(conversation.turns)
    ]
    edits = [edit for edit in conversation.edits if edit.turn not in texts]
    edits += [Edit(turn=number, start=0, end=0, before="", reason=REVIEW) for number in sorted(texts)]
    return msgspec.structs.replace(conversation, turns=turns, edits=edits)
