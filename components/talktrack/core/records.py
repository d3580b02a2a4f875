"""The other records that cross a room's door: chunks, quarantine, sources, feedback, examples, statistics."""

from __future__ import annotations

from datetime import datetime

import msgspec

from talktrack.core.conversation import Conversation

LEVELS = ("conversation", "topic", "turn", "sentence")
PATHS = ("roleplay", "coach")


STORED_RAW, STORED_CLEAN = "stored_raw", "stored_clean"
FROM_RAW = ("quality_gate", "prepare", "clean", "attribute", "correct", "enrich", "redact")
FROM_CLEAN = ("analyze", "embed", "index")
"""Where a backfill may start, by the zone that it reads; from the clean one, no conversation is judged again."""


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """Files that belong together and are never split; `shard` is the loop iteration that handles them.

    `kind` is ``transcript``, ``audio``, ``review`` (a reviewed row that re-enters), ``stored_raw`` or ``stored_clean``
    (a conversation that a backfill takes from that zone); `uris` of the last three hold the row's id.
    """

    id: str
    shard: int
    kind: str
    uris: list[str]
    digest: str
    size_bytes: int = 0


class SourceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Ledger entry: this bundle was handled to the end by this processing version."""

    id: str
    digest: str
    processing_version: str
    uris: list[str]
    run: str
    finished_at: datetime


MERGED = "events"  # who decides that nobody need look at a record, because a better one of the same call is ready


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word on who a speaker is: `speaker` is the participant's id or label.

    `person` is the id of a CRM contact, a name, a mail address, or both as in ``Dana Reed <dana@acme.example>``.
    """

    speaker: str
    person: str


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """A row that may not go on, with machine-readable reasons; never lost.

    `status` is open, released, fixed, dropped or reentered. `conversation` is None when the bytes could not be read.
    `speakers` are what a reviewer said about who speaks; later conversations learn from it.
    """

    id: str
    tenant: str
    stage: str
    uri: str
    sha256: str
    reasons: list[str]
    severity: str
    suggestion: str
    detail: str = ""
    status: str = "open"
    decided_by: str | None = None
    decided_why: str | None = None
    decided_at: datetime | None = None
    conversation: Conversation | None = None
    speakers: list[Named] = msgspec.field(default_factory=list)


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was erased at a person's request and must not come back; `id` is its keyed digest.

    `kind` is email, user, conversation or token; which person asked cannot be told from a row.
    """

    id: str
    kind: str
    at: datetime


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What named another person in a record that was erased; it lets that person be found and forgotten later.

    `address` is the keyed digest of their mail address, `token` stands for their name or number.
    """

    id: str
    address: str
    token: str


class RunCount(msgspec.Struct, frozen=True, kw_only=True):
    """One number of one step in one shard of one run; `name` is ``step.what``."""

    id: str
    run: str
    shard: int
    name: str
    value: float
    at: datetime


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """A searchable piece of a conversation at one of four levels; `embedding` is unit length."""

    id: str
    tenant: str
    conversation_id: str
    level: str
    position: int
    turn_start: int
    turn_end: int
    text: str
    speaker_role: str
    channel: str
    stage: str | None = None
    industry: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    started_at: datetime | None = None
    embedding: list[float] = msgspec.field(default_factory=list)


class TurnLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a turn was heard to be: `kind` and `label` as in `core.sales_labels`, with a calibrated confidence."""

    turn: int
    kind: str
    label: str
    confidence: float


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard in one conversation; formulas of statistics stand in `core.statistics`. None: data is missing.

    `classified_by` names the heads that gave the labels, or ``rules``. Traits and objections are the prospect's.
    `effectiveness` is how well the seller communicates, in [0, 1].
    """

    conversation_id: str
    tenant: str
    turns: int
    words: int
    talk_ratio: float | None = None
    longest_monologue_s: float | None = None
    longest_customer_story_s: float | None = None
    interactivity_per_min: float | None = None
    patience_s: float | None = None
    question_rate_per_h: float | None = None
    seller_questions: int = 0
    prospect_questions: int = 0
    interruptions_per_h: float | None = None
    follow_up_rate: float | None = None
    paraphrase_rate: float | None = None
    objections_met_rate: float | None = None
    effectiveness: float | None = None
    labels: list[TurnLabel] = msgspec.field(default_factory=list)
    traits: list[str] = msgspec.field(default_factory=list)
    objections: list[str] = msgspec.field(default_factory=list)
    classified_by: str = ""


class FeedbackEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement or outcome about an answer, an episode or a conversation, or one use of the product.

    `kind`: thumbs (-1/1), rating (1-5), correction, demonstration, comment, click, dwell_s, reply, outcome (0/1),
    expert_label (skill level 1-5), turn_label (``kind:label`` of turn `turn_start` in `text`, see `core.sales_labels`);
    session_start, session_end (seconds or none), feature (its name in `text`), task_assisted_s and task_alone_s
    (seconds that a task took with and without the product's help, its name in `text`). `subject` is an inference id, an
    episode id or a conversation id; of a use the session, the task or else the user. `retrieved` holds the texts that
    the answer was grounded in and `table_version` the version of the chunks, whose ids change when they are cut again.
    """

    id: str
    tenant: str
    subject: str
    kind: str
    at: datetime
    user_id: str | None = None
    value: float | None = None
    text: str | None = None
    prompt: str | None = None
    answer: str | None = None
    path: str | None = None
    arm: str | None = None
    turn_start: int | None = None
    turn_end: int | None = None
    retrieved: list[str] = msgspec.field(default_factory=list)
    table_version: int | None = None


class Inference(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that a release gave; its id begins with the release, and feedback refers to it.

    `instead_of` is the release that should have answered and could not. `passages` are ids of the chunks that were
    quoted, `retrieved` their texts and `table_version` the generation of the chunks, whose ids change when they are cut
    again. Of several instances in one request the first is kept. Prompt and answer are redacted.
    """

    id: str
    tenant: str
    release: str
    path: str
    task: str
    at: datetime
    prompt: str
    answer: str
    seconds: float
    instead_of: str | None = None
    user_id: str | None = None
    passages: list[str] = msgspec.field(default_factory=list)
    retrieved: list[str] = msgspec.field(default_factory=list)
    table_version: int | None = None


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One training example: prompt and completion as text, built by `core.prompts` only.

    `rejected` is a completion that somebody found worse than `completion`, empty where there is none. `weight` is
    confidence for positives, 1 - confidence for negatives; `split` is train, validation or golden.
    """

    id: str
    tenant: str
    path: str
    task: str
    prompt: str
    completion: str
    weight: float
    split: str
    conversation_id: str
    account_id: str | None
    prompt_version: str
    provenance: str
    at: datetime | None = None
    rejected: str = ""


class SubjectScore(msgspec.Struct, frozen=True, kw_only=True):
    """What all feedback on one subject adds up to: score and confidence in [0, 1]."""

    id: str
    tenant: str
    score: float
    confidence: float
    events: int
