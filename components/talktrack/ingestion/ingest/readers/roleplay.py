"""Reads practice sessions of a seller with an AI that plays a prospect, in a form of our own.

::

    {"session_id": "s-17", "started_at": "2026-03-02T09:30:00Z",
     "seller": {"name": "Sam Reed", "email": "sam@acme.example"},
     "persona": {"persona_id": "cfo", "name": "Dana Ortiz", "role": "finance", …} or "cfo",
     "scenario": {"scenario_id": "renewal", "goal": "…", "title": "…", …} or "renewal",
     "turns": [{"role": "seller", "text": "Hello Dana.", "at": 0.0}, {"role": "prospect", "text": "Hi.", "at": 2.5}],
     "outcome": "meeting_booked", "score": 0.72}

A file is one session, a JSON list of them, or one a line. `role` is ``seller`` or ``prospect``, or another word for one
of them; `at` is seconds from the start, a clock (``01:02``) or a time of day with its date. Whoever plays the prospect
is an AI: source and channel say ``roleplay``, the label says ``bot``, and the metadata lists the participant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import msgspec

from talktrack.core.conversation import PRACTICE, PROSPECT, SELLER, Conversation, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record, cut, decoded
from talktrack.ingestion.ingest.readers.facts import metadata_json
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, parse_time
from talktrack.ingestion.ingest.readers.reading import Reading
from talktrack.ingestion.ingest.readers.records import each
from talktrack.ingestion.ingest.readers.timecode import seconds

SOURCE = CHANNEL = PRACTICE
SELLER_LABEL, PARTNER_LABEL = "seller", "prospect bot"
MARKS = frozenset({"turns"})
MAX_SECONDS = 4e9  # the year 2096

_LABELS = dict.fromkeys(("seller", "rep", "trainee", "user", "human", "learner"), SELLER_LABEL) | dict.fromkeys(
    ("prospect", "persona", "ai", "assistant", "bot", "partner", "buyer", "customer"), PARTNER_LABEL
)
_ROLES = {SELLER_LABEL: SELLER, PARTNER_LABEL: PROSPECT}

Moment = str | float | None


class _Line(msgspec.Struct, frozen=True, gc=False):
    role: str | None = None
    text: str | None = None
    at: Moment = None


class _Person(msgspec.Struct, frozen=True):
    name: str | None = None
    email: str | None = None
    title: str | None = None


class _Session(msgspec.Struct, frozen=True):
    session_id: str | int
    turns: list[_Line]
    started_at: Moment = None
    language: str | None = None
    seller: _Person | str | None = None
    persona: _Person | str | int | None = None
    scenario: _Person | str | int | None = None


class _Verbatim(msgspec.Struct, frozen=True):
    """What is kept as it stands."""

    persona: msgspec.Raw = msgspec.Raw()
    scenario: msgspec.Raw = msgspec.Raw()
    outcome: msgspec.Raw = msgspec.Raw()
    score: msgspec.Raw = msgspec.Raw()


_SESSION = msgspec.json.Decoder(_Session)
_VERBATIM = msgspec.json.Decoder(_Verbatim)


def read(data: bytes, origin: Origin) -> Iterator[Reading]:
    """Yield the sessions of one file.

    Raises:
        SourceUnreadableError: the file as a whole is no such document (see `talktrack.core.json_records.cut`).
    """
    return each(cut(data, MARKS), partial(_conversation, origin=origin))


def _conversation(record: Record, origin: Origin) -> Conversation:
    session = decoded(record, _SESSION)
    check_size(len(session.turns))
    cast = Cast()
    began = _began(session)
    turns = [turn for line in session.turns if (turn := _turn(line, cast, began)).text]
    if not turns:
        raise SourceUnreadableError("roleplay_empty", "the session holds no turn with text")
    identity = origin.conversation_id(SOURCE, str(session.session_id))
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=identity,
        source=SOURCE,
        channel=CHANNEL,
        title=session.scenario.title if isinstance(session.scenario, _Person) else None,
        started_at=began,
        language=session.language,
        participants=[_introduced(person, session) for person in cast.participants()],
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
        metadata_json=_metadata(record, cast),
    )


def _turn(line: _Line, cast: Cast, began: datetime | None) -> Turn:
    text = (line.text or "").strip()
    role = (line.role or "").strip()
    label = _LABELS.get(role.lower(), role) or None
    return Turn(speaker_id=cast.id_of(label) if text else None, text=text, start_s=_offset(line.at, began))


def _began(session: _Session) -> datetime | None:
    """Return when the session began: as it says, else the time of day of its first turn."""
    return _time_of_day(session.started_at) or (
        _time_of_day(session.turns[0].at, dated=True) if session.turns else None
    )


def _time_of_day(moment: Moment, *, dated: bool = False) -> datetime | None:
    """Return a moment in UTC; a number counts seconds since 1970, unless only a date makes it a time of day."""
    if isinstance(moment, float):
        sensible = math.isfinite(moment) and 0 <= moment < MAX_SECONDS and not dated
        return datetime.fromtimestamp(moment, UTC) if sensible else None
    return parse_time(moment) if moment and "-" in moment else None


def _offset(moment: Moment, began: datetime | None) -> float | None:
    """Return the seconds from the start of the session."""
    if isinstance(moment, float):
        return moment if abs(moment) <= MAX_SECONDS else None
    if not moment:
        return None
    time = _time_of_day(moment)
    if time and began:
        return round((time - began).total_seconds(), 3)
    return seconds(moment)


def _introduced(person: Participant, session: _Session) -> Participant:
    told = session.persona if person.label == PARTNER_LABEL else session.seller
    known = told if isinstance(told, _Person) and person.label in _ROLES else _Person()
    return msgspec.structs.replace(
        person, name=known.name, email=known.email, role=_ROLES.get(person.label, person.role)
    )


def _metadata(record: Record, cast: Cast) -> str:
    told = decoded(record, _VERBATIM)
    artificial = [person.id for person in cast.participants() if person.label == PARTNER_LABEL]
    return metadata_json({"ai_participants": artificial, **msgspec.structs.asdict(told)})
