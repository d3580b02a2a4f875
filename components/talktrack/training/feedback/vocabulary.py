"""What others call the fields of an event, and what happens by another name."""

from __future__ import annotations

import re

# Our name of a field, then what others call it, the most particular first.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "event_id", "feedback_id", "label_id", "uuid"),
    "tenant": ("tenant", "tenant_id", "organisation", "organization", "org_id"),
    "subject": ("subject", "subject_id", "inference_id", "episode_id", "conversation_id", "task_id", "session_id"),
    "kind": ("kind", "feedback_type", "event", "event_type", "event_name", "action"),
    "at": ("at", "timestamp", "occurred_at", "created_at", "labelled_at", "labeled_at", "time", "ts", "date"),
    "user_id": ("user_id", "user", "expert", "expert_id", "rater", "rater_id", "reviewer", "rep_id", "actor"),
    "value": ("value", "score", "rating", "stars", "thumbs", "skill_level", "level", "label", "outcome"),
    "seconds": ("seconds", "duration_s", "duration", "dwell_s", "duration_seconds"),
    "milliseconds": ("milliseconds", "duration_ms", "ms"),
    "text": ("text", "comment", "correction", "demonstration", "suggestion", "note", "feature", "task", "task_name"),
    "prompt": ("prompt", "question"),
    "answer": ("answer", "response", "completion", "output"),
    "path": ("path",),
    "arm": ("arm", "variant", "release"),
    "turn_start": ("turn_start", "first_turn", "segment_start", "turn", "turn_index"),
    "turn_end": ("turn_end", "last_turn", "segment_end"),
    "assisted": ("assisted", "with_assistance", "assistance", "ai_assisted"),
    "retrieved": ("retrieved", "retrieved_texts", "passages", "contexts"),
    "table_version": ("table_version", "chunks_version", "index_version"),
    "answered_at": ("answered_at", "inference_at", "sent_at"),
}

# The field that says what a row is where no field names its kind.
IMPLIED: tuple[tuple[str, str], ...] = (
    ("thumbs", "thumbs"),
    ("rating", "rating"),
    ("stars", "rating"),
    ("skill_level", "expert_label"),
    ("expert", "expert_label"),
    ("rater", "expert_label"),
    ("correction", "correction"),
    ("demonstration", "demonstration"),
    ("comment", "comment"),
    ("outcome", "outcome"),
    ("dwell_s", "dwell_s"),
    ("assisted", "task"),
    ("feature", "feature"),
)

# What happens by another name: our kind, and the value that goes without saying.
EVENTS: dict[str, tuple[str, float | None]] = {
    "thumbs_up": ("thumbs", 1.0),
    "thumbs_down": ("thumbs", -1.0),
    "like": ("thumbs", 1.0),
    "dislike": ("thumbs", -1.0),
    "expert": ("expert_label", None),
    "label": ("expert_label", None),
    "skill_level": ("expert_label", None),
    "meeting_booked": ("outcome", 1.0),
    "meeting_scheduled": ("outcome", 1.0),
    "stage_moved": ("outcome", 1.0),
    "stage_changed": ("outcome", 1.0),
    "stage_advanced": ("outcome", 1.0),
    "stage_moved_back": ("outcome", 0.0),
    "deal_won": ("outcome", 1.0),
    "deal_lost": ("outcome", 0.0),
    "email_answered": ("reply", 1.0),
    "email_replied": ("reply", 1.0),
    "email_not_answered": ("reply", 0.0),
    "session_started": ("session_start", None),
    "login": ("session_start", None),
    "session_ended": ("session_end", None),
    "logout": ("session_end", None),
    "feature_used": ("feature", None),
    "task": ("task", None),
    "task_completed": ("task", None),
    "task_duration": ("task", None),
}
TASKS = {True: "task_assisted_s", False: "task_alone_s"}

WORDS: dict[str, float] = {
    "up": 1.0, "yes": 1.0, "true": 1.0, "won": 1.0, "positive": 1.0,
    "down": -1.0, "no": 0.0, "false": 0.0, "lost": 0.0, "negative": -1.0,
}  # fmt: skip
ASSISTED = {
    "true": True,
    "yes": True,
    "1": True,
    "with": True,
    "false": False,
    "no": False,
    "0": False,
    "without": False,
}
# Product analytics name what happened in these; what they call by a name that nobody knows is the use of a feature.
USAGE_FIELDS = ("event", "event_type", "event_name", "action")

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """Return a field's or event's name as the tables above write it."""
    return _NOT_WORD.sub("_", name.strip().lower()).strip("_")
