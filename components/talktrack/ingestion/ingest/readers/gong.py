"""Reads Gong's two files of a call: ``/v2/calls/transcript`` (who said what) and ``/v2/calls/extensive`` (the rest).

Sentences are timed in milliseconds, everything else in seconds. Names come only from joining parties by speaker.
CRM context counts only as it stood at the time of the call: ``Now`` would leak the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation, DealContext, Participant, Provenance, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import crm_id
from talktrack.ingestion.ingest.readers import gong_schema as schema
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, parse_time
from talktrack.ingestion.ingest.readers.reading import File

SOURCE = "gong"
MS_PER_S = 1000.0
TIME_OF_CALL = "TimeOfCall"

# ISO 639-2B, as Gong writes languages, to the two-letter codes of everything else.
_LANGUAGES = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "dut": "nl", "por": "pt", "jpn": "ja"}


def read(transcript: File | None, extensive: File | None) -> list[Conversation]:
    """Return the calls of a pair; a lone transcript is enough, names and times of day are then unknown.

    Raises:
        SourceUnreadableError: ``gong_transcript_missing``, ``gong_not_json``, ``gong_shape_wrong``, ``gong_no_calls``,
            ``gong_pair_mismatch``, ``gong_no_sentences`` or ``too_many_turns``.
    """
    if transcript is None:
        raise SourceUnreadableError("gong_transcript_missing", "the half with the sentences has not arrived")
    spoken = schema.transcripts(transcript.data)
    known = {str(call.meta_data.id): call for call in schema.calls(extensive.data)} if extensive else {}
    if known and not any(str(call.call_id) in known for call in spoken):
        raise SourceUnreadableError("gong_pair_mismatch", "the two files hold different calls")
    sources = [half.origin.provenance(SOURCE) for half in (transcript, extensive) if half]
    return [_call(call, known.get(str(call.call_id)), transcript.origin, sources) for call in spoken]


def _call(
    spoken: schema.CallTranscript, known: schema.Call | None, origin: Origin, sources: list[Provenance]
) -> Conversation:
    check_size(len(spoken.transcript))
    native = str(spoken.call_id)
    meta = known.meta_data if known else schema.MetaData(id=native)
    cast = Cast()
    turns = [turn for monologue in spoken.transcript if (turn := _turn(monologue, cast)).text]
    if not turns:
        raise SourceUnreadableError("gong_no_sentences", "the call holds no sentence with text")
    started = parse_time(meta.started or meta.scheduled)
    identity = origin.conversation_id(SOURCE, native)
    people = [_joined(person, (known.parties if known else None) or []) for person in cast.participants()]
    occasion = event_id(started, [person.email or person.name or person.label for person in people], identity)
    context = _context(known)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=meta.calendar_event_id or meta.meeting_url or occasion,
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
        provenance=sources,
        metadata_json=_metadata(meta),
    )


def _turn(monologue: schema.Monologue, cast: Cast) -> Turn:
    sentences = monologue.sentences or []
    starts = [sentence.start for sentence in sentences if sentence.start is not None]
    ends = [sentence.end for sentence in sentences if sentence.end is not None]
    text = " ".join(said for sentence in sentences if (said := (sentence.text or "").strip()))
    label = None if monologue.speaker_id is None else str(monologue.speaker_id)
    return Turn(
        speaker_id=cast.id_of(label) if text else None,
        text=text,
        start_s=starts[0] / MS_PER_S if starts else None,
        end_s=ends[-1] / MS_PER_S if ends else None,
    )


def _joined(person: Participant, parties: Sequence[schema.Party]) -> Participant:
    party = next((party for party in parties if str(party.speaker_id) == person.label), None)
    if party is None:
        return person
    return msgspec.structs.replace(
        person,
        name=party.name or None,
        email=party.email_address or None,
        phone=party.phone_number or None,
        affiliation=(party.affiliation or UNKNOWN).lower(),
    )


def _context(known: schema.Call | None) -> list[schema.ContextObject]:
    """Return the CRM objects of a call with their fields as of the call."""
    entries = (known.context if known else None) or []
    return [item for entry in entries for item in entry.objects or () if item.timing == TIME_OF_CALL]


def _object_id(context: Sequence[schema.ContextObject], kind: str) -> str | None:
    return next((crm_id(item.object_id) for item in context if item.object_type == kind and item.object_id), None)


def _deal(context: Sequence[schema.ContextObject]) -> DealContext | None:
    fields = next((item.values() for item in context if item.object_type == "Opportunity"), {})
    stage = fields.get("StageName")
    if not stage:
        return None
    return DealContext(stage=stage, amount=schema.number(fields.get("Amount")), currency=fields.get("CurrencyIsoCode"))


def _metadata(meta: schema.MetaData) -> str:
    known = {"direction": meta.direction, "scope": meta.scope, "system": meta.system, "purpose": meta.purpose}
    return msgspec.json.encode({key: value for key, value in sorted(known.items()) if value}).decode()
