"""Reads Gong's two files of a call: ``/v2/calls/transcript`` (who said what) and ``/v2/calls/extensive`` (the rest).

Sentences are timed in milliseconds, everything else in seconds. Names come only from joining parties by speaker.
CRM context counts only as it stood at the time of the call: ``Now`` would leak the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from operator import attrgetter

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, DealContext, Participant, Provenance, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import crm_id
from talktrack.core.json_records import Record
from talktrack.ingestion.ingest.readers import gong_schema as schema
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.gong_schema import SOURCE
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, parse_time
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading

MS_PER_S = 1000.0
_TEXT = attrgetter("text")
TIME_OF_CALL = "TimeOfCall"

# ISO 639-2B, as Gong writes languages, to the two-letter codes of everything else.
_LANGUAGES = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "dut": "nl", "por": "pt", "jpn": "ja"}
_TRANSCRIPT_MISSING = SourceUnreadableError("gong_transcript_missing", "no transcript of this call has arrived")


@dataclass(frozen=True)
class _Pair:
    """What is known beside the transcript: the details of calls by id, or why they cannot be read."""

    origin: Origin
    sources: list[Provenance]
    details: Mapping[str, schema.Call | SourceUnreadableError]


def read(transcript: File | None, extensive: File | None) -> Iterator[Reading]:
    """Yield the calls of a pair; a lone transcript is enough, names and times of day are then unknown.

    A call that is damaged in either half, or has details and no transcript, is yielded as `Damaged`.

    Raises:
        SourceUnreadableError: ``gong_transcript_missing``, ``gong_pair_mismatch``, or a half is damaged as a whole
            (see `Pages.records`).
    """
    if transcript is None:
        raise _TRANSCRIPT_MISSING
    spoken = schema.transcripts(transcript.data)
    details = dict(_details(extensive.data)) if extensive else {}
    if details and not any(schema.identity(call) in details for call in spoken):
        raise SourceUnreadableError("gong_pair_mismatch", "the two files hold different calls")
    sources = [half.origin.provenance(SOURCE) for half in (transcript, extensive) if half]
    pair = _Pair(transcript.origin, sources, details)
    met: set[str] = set()
    for call in spoken:
        native, reading = _reading(call, pair)
        repeated = Damaged(call.place, "record_repeated", "another call of the file has the same id")
        yield repeated if native in met else reading
        met.add(native)
    yield from (_damaged(native, _reason(details[native])) for native in details if native not in met)


def _details(data: bytes) -> Iterator[tuple[str, schema.Call | SourceUnreadableError]]:
    """Yield each call of the extensive document, or what is wrong with it, under its id; without one, its place."""
    for call in schema.details(data):
        try:
            found = schema.detail(call)
            yield str(found.meta_data.id), found
        except SourceUnreadableError as error:
            yield schema.identity(call) or f"details {call.place}", error


def _reading(call: Record, pair: _Pair) -> tuple[str, Reading]:
    """Return a call's id, or its place in the file when it names none, and the call."""
    try:
        spoken = schema.transcript(call)
        return str(spoken.call_id), _conversation(spoken, pair)
    except SourceUnreadableError as error:
        native = schema.identity(call) or f"call {call.place}"
        return native, _damaged(native, error)


def _damaged(native: str, error: SourceUnreadableError) -> Damaged:
    return Damaged(native, error.reason, str(error))


def _reason(detail: schema.Call | SourceUnreadableError) -> SourceUnreadableError:
    return detail if isinstance(detail, SourceUnreadableError) else _TRANSCRIPT_MISSING


def _conversation(spoken: schema.CallTranscript, pair: _Pair) -> Conversation:
    check_size(len(spoken.transcript))
    native = str(spoken.call_id)
    known = pair.details.get(native)
    if isinstance(known, SourceUnreadableError):
        raise known
    meta = known.meta_data if known else schema.MetaData(id=native)
    cast = Cast()
    turns = _turns(spoken.transcript, cast)
    if not turns:
        raise SourceUnreadableError("gong_no_sentences", "the call holds no sentence with text")
    started = parse_time(meta.started or meta.scheduled)
    identity = pair.origin.conversation_id(SOURCE, native)
    people = _joined(cast, (known.parties if known else None) or ())
    context = _context(known)
    return Conversation(
        id=identity,
        tenant=pair.origin.tenant,
        event_id=meta.calendar_event_id or meta.meeting_url or _occasion(started, people, identity),
        source=SOURCE,
        channel="meeting" if meta.direction == "Conference" else "call",
        title=meta.title,
        started_at=started,
        duration_s=meta.duration,
        language=_LANGUAGES.get(meta.language or ""),
        participants=people,
        turns=turns,
        meeting_id=meta.calendar_event_id,
        account_id=_object_id(context, "Account"),
        deal_id=_object_id(context, "Opportunity"),
        deal=_deal(context),
        provenance=pair.sources,
        metadata_json=_metadata(meta),
    )


def _occasion(started: datetime | None, people: Iterable[Participant], identity: str) -> str:
    return event_id(started, (person.email or person.name or person.label for person in people), identity)


def _turns(monologues: Sequence[schema.Monologue], cast: Cast) -> list[Turn]:
    """Return one turn per monologue with text; it begins with its first sentence and ends with its last."""
    said = [monologue.sentences or () for monologue in monologues]
    texts = [" ".join(filter(None, map(_TEXT, sentences))).strip() for sentences in said]
    speakers = dict.fromkeys(compress([monologue.speaker_id for monologue in monologues], texts))
    ids = {speaker: None if speaker is None else cast.id_of(str(speaker)) for speaker in speakers}
    return [
        Turn(
            speaker_id=ids[monologue.speaker_id],
            text=text,
            start_s=None if (start := sentences[0].start) is None else start / MS_PER_S,
            end_s=None if (end := sentences[-1].end) is None else end / MS_PER_S,
        )
        for monologue, sentences, text in zip(monologues, said, texts, strict=True)
        if text
    ]


def _joined(cast: Cast, parties: Iterable[schema.Party]) -> list[Participant]:
    """Return who speaks, with what the party of the same speaker id says about them."""
    known = {str(party.speaker_id): party for party in reversed(list(parties)) if party.speaker_id is not None}
    return [_named(person, known[person.label]) if person.label in known else person for person in cast.participants()]


def _named(person: Participant, party: schema.Party) -> Participant:
    return msgspec.structs.replace(
        person,
        name=party.name or None,
        email=party.email_address or None,
        phone=str(party.phone_number) if party.phone_number else None,
        affiliation=(party.affiliation or UNKNOWN).lower(),
    )


def _context(known: schema.Call | None) -> list[schema.ContextObject]:
    """Return the CRM objects of a call with their fields as of the call."""
    entries = (known.context if known else None) or []
    return [item for entry in entries for item in entry.objects or () if item.timing == TIME_OF_CALL]


def _object_id(context: Sequence[schema.ContextObject], kind: str) -> str | None:
    return next((crm_id(str(item.object_id)) for item in context if item.object_type == kind and item.object_id), None)


def _deal(context: Sequence[schema.ContextObject]) -> DealContext | None:
    deal = next((item for item in context if item.object_type == "Opportunity"), schema.ContextObject())
    stage, currency = deal.value("StageName"), deal.value("CurrencyIsoCode")
    if not stage:
        return None
    amount = deal.number("Amount")
    return DealContext(stage=str(stage), amount=amount, currency=str(currency) if currency else None)


def _metadata(meta: schema.MetaData) -> str:
    said = {"direction": meta.direction, "scope": meta.scope, "system": meta.system, "purpose": meta.purpose}
    return metadata_json(said)
