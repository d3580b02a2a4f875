"""A small home in which everything is held about Dana Reed, and something about others, in every table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.conversation import Conversation, Edit, Participant, Provenance, Turn
from talktrack.core.home import TenantHome
from talktrack.core.ports import LiveIndex
from talktrack.core.records import (
    Analysis,
    Chunk,
    Example,
    FeedbackEvent,
    Inference,
    Quarantined,
    SourceRecord,
    SubjectScore,
)
from talktrack.core.reference import Contact, Deal, Meeting
from talktrack.core.release import ReleaseManifest
from talktrack.core.tables import (
    ANALYSES,
    CONTACTS,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    DEALS,
    EXAMPLES,
    FEEDBACK,
    INFERENCES,
    MEETINGS,
    QUARANTINE,
    SCORES,
    SOURCES,
)
from talktrack.core.tokens import token
from talktrack.operations.forget.request import Request
from talktrack.operations.forget.step import Place
from talktrack.systems.keys import TenantKey, tenant_key
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import STARTED_AT, TENANT

EMAIL = "dana.reed@globex.example"
WRITTEN = ("dana.reed@globex.example", "Dana Reed", "+1 415 555 0199", "dana  reed", "DANA REED")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
REQUEST = Request(TENANT, "Dana.Reed@Globex.example ", "officer-7", "request 12", NOW, users=["u-17"])

DANA = Participant(id="s2", label="Dana Reed", name="Dana Reed", email="Dana.Reed@globex.example")
BO = Participant(id="s1", label="Bo Lind", name="Bo Lind", email="bo@acme.example")
NAMESAKE = Participant(id="s2", label="Dana Reed", name="Dana Reed", email="dana@other.example")


def conversation(identity: str, people: list[Participant], text: str, event: str = "") -> Conversation:
    """Return a call in which one person says one thing."""
    return Conversation(
        id=identity,
        tenant=TENANT,
        event_id=event or f"event-{identity}",
        source="gong",
        channel="call",
        started_at=STARTED_AT,
        participants=people,
        turns=[Turn(speaker_id="s1", text=text)],
        provenance=[Provenance(uri=f"calls/{identity}.json", sha256=identity, reader="gong", version="1")],
    )


def place(home: Path) -> Place:
    """Open everything of the tenant."""
    layout = TenantHome(str(home), TENANT)
    return Place(
        key=tenant_key(str(home), TENANT),
        repository=open_repository(str(home), TENANT, create=True),
        vectors=open_lance(str(home), TENANT),
        registry=open_registry(str(home), TENANT),
        receipts=open_store(layout.erasures),
        folders=[open_store(layout.stagings)],
        encoders={"encoder-before": "0", "encoder-a": str(_version(home))},
        heads={"heads-a": str(_version(home)), "heads-before": "0"},
    )


def _version(home: Path) -> int:
    return open_repository(str(home), TENANT, create=True).version(CONVERSATIONS)


def fill(home: Path) -> None:
    """Publish the rows: `theirs` and `again` are one call, `spoken` only speaks of Dana, `other` is of others."""
    opened = place(home)
    repository, key = open_repository(str(home), TENANT, create=True), tenant_key(str(home), TENANT)
    _fill_raw(repository)
    _fill_clean(repository, key)
    _fill_reference(repository)
    _fill_vectors(home, key)
    _fill_registry(home, repository)
    opened.folders[0].write("backfill/rows.txt", b"Dana Reed")


def _fill_raw(repository: LanceRepository) -> None:
    merged = conversation("again", [BO, Participant(id="s2", label="Speaker 2")], "Only a voice.", "event-theirs")
    waiting = conversation("held", [BO, DANA], "A short one.")
    repository.publish(
        CONVERSATIONS_RAW,
        [
            conversation("theirs", [BO, DANA], "Call me at +1 415 555 0199."),
            merged,
            conversation("spoken", [BO], "I met dana  reed yesterday."),
            conversation("namesake", [BO, NAMESAKE], "We never met before."),
            msgspec.structs.replace(conversation("later", [BO], "Same series.", "event-theirs"), started_at=NOW),
            conversation("other", [BO], "Nothing here."),
        ],
    )
    cases = {"held": waiting, "free": conversation("free", [BO], "A short one.")}
    repository.publish(QUARANTINE, [_case(identity, row) for identity, row in cases.items()])


def _case(identity: str, row: Conversation) -> Quarantined:
    return Quarantined(
        id=identity,
        tenant=TENANT,
        stage="quality_gate",
        uri=f"calls/{identity}.json",
        sha256=identity,
        reasons=["too_few_turns"],
        severity="warning",
        suggestion="Drop it.",
        conversation=row,
    )


def _fill_clean(repository: LanceRepository, key: TenantKey) -> None:
    person, contact = token(key, "PERSON", "Dana Reed"), token(key, "CONTACT", "003")
    tokens = Participant(id="s2", label=person, name=person, crm_contact_id=contact)
    rows = [conversation("theirs", [tokens], "Call me."), conversation("spoken", [], f"I met {person} yesterday.")]
    edited = msgspec.structs.replace(rows[1], edits=[Edit(turn=0, start=6, end=19, before="", reason="redact:PERSON")])
    namesake = msgspec.structs.replace(tokens, crm_contact_id=token(key, "CONTACT", "009"))
    others = [conversation("namesake", [namesake], "We never met."), conversation("other", [], "Nothing here.")]
    repository.publish(CONVERSATIONS, [rows[0], edited, *others])
    known = ("theirs", "spoken", "other")
    repository.publish(ANALYSES, [Analysis(conversation_id=row, tenant=TENANT, turns=1, words=1) for row in known])
    repository.publish(
        EXAMPLES,
        [_example("theirs", "golden", ""), _example("spoken", "train", person), _example("other", "train", "")],
    )
    events = [("e1", "theirs", None), ("e2", "answer-1", EMAIL), ("e3", "answer-2", "u-17"), ("e4", "answer-3", "u-1")]
    repository.publish(
        FEEDBACK,
        [
            FeedbackEvent(id=i, tenant=TENANT, subject=s, kind="thumbs", at=NOW, user_id=u, value=1.0)
            for i, s, u in events
        ],
    )
    asked = [("r-1.a", "u-17", ""), ("r-1.b", "u-1", person), ("r-1.c", "u-1", "")]
    repository.publish(INFERENCES, [_inference(*one) for one in asked])
    scored = ("theirs", "answer-1", "answer-3")
    repository.publish(
        SCORES, [SubjectScore(id=row, tenant=TENANT, score=1.0, confidence=1.0, events=1) for row in scored]
    )
    ledger = SourceRecord(
        id="s1", digest="theirs", processing_version="1", uris=["calls/theirs.json"], run="r", finished_at=NOW
    )
    repository.publish(SOURCES, [ledger])


def _inference(identity: str, user: str, said: str) -> Inference:
    return Inference(
        id=identity,
        tenant=TENANT,
        release="r-1",
        path="coach",
        task="answer",
        at=NOW,
        prompt="What did they say?",
        answer=f"They asked for {said}.",
        seconds=0.2,
        user_id=user,
    )


def _example(conversation_id: str, split: str, said: str) -> Example:
    return Example(
        id=f"x-{conversation_id}",
        tenant=TENANT,
        path="coach",
        task="answer",
        prompt=f"What about {said}?",
        completion="Fine.",
        weight=1.0,
        split=split,
        conversation_id=conversation_id,
        account_id=None,
        prompt_version="1",
        provenance="test",
    )


def _fill_reference(repository: LanceRepository) -> None:
    contacts = [
        Contact(id="003", name="Dana Reed", email=EMAIL, phone="+1 415 555 0199"),
        Contact(id="004", name="Eve Stone", email="eve@globex.example"),
    ]
    repository.publish(CONTACTS, contacts)
    repository.publish(DEALS, [Deal(id="d1", account_id="a1", name="Globex", stage="Won", contact_ids=["003", "004"])])
    guests = [EMAIL, "eve@globex.example"]
    repository.publish(
        MEETINGS, [Meeting(id="m1", title="Dana Reed / Bo", attendees=guests, attendee_names=["Dana Reed"])]
    )


def _fill_vectors(home: Path, key: TenantKey) -> None:
    vectors, person = open_lance(str(home), TENANT), token(key, "PERSON", "Dana Reed")
    texts = {"theirs": "call me", "spoken": f"i met {person} yesterday", "other": "nothing here"}
    for collection in ("old", "live"):
        vectors.replace(collection, chunk_rows([_chunk(identity, text) for identity, text in texts.items()], 2))
    vectors.index("live")
    vectors.switch(LiveIndex(collection="live", encoder_model="e"))


def _chunk(identity: str, text: str) -> Chunk:
    return Chunk(
        id=f"k-{identity}",
        tenant=TENANT,
        conversation_id=identity,
        level="turn",
        position=0,
        turn_start=0,
        turn_end=1,
        text=text,
        speaker_role="seller",
        channel="call",
        embedding=np.array([1.0, 0.0]).tolist(),
    )


def _fill_registry(home: Path, repository: LanceRepository) -> None:
    """Register a release made before anything was known, one made from these rows, and one that continues it."""
    registry = open_registry(str(home), TENANT)
    version = str(repository.version(CONVERSATIONS))
    for number, (release, seen, parent) in enumerate((("r-0", "0", None), ("r-1", version, None), ("r-2", "0", "r-1"))):
        files = home / "release" / release
        files.mkdir(parents=True)
        manifest = ReleaseManifest(
            id=release,
            tenant=TENANT,
            base_id="base",
            tokenizer_sha256="0",
            prompt_version="1",
            encoder_version="1",
            adapters={},
            parent=parent,
            created_at=(NOW + timedelta(days=number)).isoformat(),
            lineage={"conversations": seen, "verdict": "better"},
        )
        registry.register(manifest, files)
    registry.move(registry.pointer(), champion="r-2", candidate=None)
