"""Search over a tenant's chunks: the rule that the command line, the coach and evaluation share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from talktrack.core import channels
from talktrack.core.chunk_rows import CONTEXTUAL, SEMANTIC, TEMPORAL, TEXT
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import WORDS, Encoder, LiveIndex, Query, SearchHit, VectorStore

_GENERATION = re.compile(r"-g(\d+)$")

CHANNEL_WEIGHTS = {TEXT: 1.0, SEMANTIC: 0.5, TEMPORAL: 0.5, CONTEXTUAL: 0.5}
"""The least weights that find about as much as the best on the first phrase book (``score_channels``)."""

AGED_OVERFETCH, AGED_LEAST = 4, 100
"""How many times the limit hits are weighed by age, and how many at least: fewer hits are the first of more."""
DAY_S = 86_400.0
FILTERS = frozenset({"level", "stage", "industry", "channel", "speaker_role", "conversation_id"})


def collection_name(encoder: Encoder) -> str:
    """Return the collection that holds this encoder's vectors."""
    safe = "".join(c if c.isalnum() else "-" for c in encoder.version).strip("-").lower()
    return f"chunks-{safe}-{encoder.dimension}"


def index_for(made: Mapping[str, str], live: LiveIndex | None, *, anew: bool) -> LiveIndex | None:
    """Return the collection that newly made chunks belong to: the live one of their encoder, or with `anew` the next.

    `made` names what embed used (collection, encoder_model, words_weight); it is empty where there were no chunks.
    """
    if "collection" not in made:
        return None
    collection = made["collection"]
    if anew:
        return LiveIndex(next_generation(live, collection), made["encoder_model"], _weight(made))
    return live if live and made_by(live, collection) else LiveIndex(collection, made["encoder_model"], _weight(made))


def _weight(made: Mapping[str, str]) -> float:
    return float(made.get("words_weight", 1.0))


def made_by(live: LiveIndex | None, collection: str) -> bool:
    """Tell whether the live collection is one of the generations of this encoder's collection."""
    return live is not None and _GENERATION.sub("", live.collection) == collection


def generation(live: LiveIndex) -> int:
    """Return how often the chunks of a collection were made anew, from 1."""
    found = _GENERATION.search(live.collection)
    return int(found[1]) if found else 1


def next_generation(live: LiveIndex | None, collection: str) -> str:
    """Return the name under which this encoder's vectors are made anew beside the live ones."""
    return f"{collection}-g{generation(live) + 1 if live else 2}"


@dataclass(frozen=True)
class Question:
    """What somebody looks for.

    `where` names allowed values by filter, `since` and `until` bound when the conversation began. `phase` is where in
    the call it should stand, `context` what deal and speaker should be like (keys of `channels.CONTEXT`): wishes, not
    conditions. `weights` overrule how much each channel, and ``words``, counts. With `half_life_days`, a chunk of that
    age counts half.
    """

    text: str
    limit: int = 10
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    phase: str = ""
    context: Mapping[str, str | float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    half_life_days: float = 0.0


def search(question: Question, encoder: Encoder, store: VectorStore) -> list[SearchHit]:
    """Return the best chunks for a question by vectors and full text together.

    Raises:
        ConfigurationInvalidError: a filter, phase or context is unknown, or nothing was indexed with this encoder.
    """
    _check(question)
    live = store.live()
    if live is None or not made_by(live, collection_name(encoder)):
        message = f"nothing is indexed with encoder {encoder.version}: run ingestion with this encoder first."
        raise ConfigurationInvalidError(message)
    hits = store.search(live.collection, query_of(question, encoder, live))
    if question.half_life_days:
        hits = aged(hits, question.half_life_days)
    return hits[: question.limit]


def query_of(question: Question, encoder: Encoder, live: LiveIndex) -> Query:
    """Return what the store is asked: the channels that the question says something about, and words."""
    vectors = {TEXT: encoder.encode([question.text])[0]}
    if question.phase:
        vectors[TEMPORAL] = channels.phase(question.phase)
    if question.context:
        vectors[CONTEXTUAL] = channels.contextual([question.context])[0]
    if question.weights.get(SEMANTIC):
        vectors[SEMANTIC] = channels.semantic([question.text])[0]
    asked = {name: CHANNEL_WEIGHTS[name] for name in vectors} | {WORDS: live.words_weight}
    return Query(
        vectors=vectors,
        words=question.text,
        limit=max(AGED_LEAST, question.limit * AGED_OVERFETCH) if question.half_life_days else question.limit,
        weights=asked | dict(question.weights),
        where=question.where,
        since=question.since,
        until=question.until,
    )


def aged(hits: Sequence[SearchHit], half_life_days: float) -> list[SearchHit]:
    """Return hits by their score, halved with every half-life of age; the newest hit counts whole.

    What has no date is taken to be as old as the oldest hit that has one.
    """
    dated = [hit.chunk.started_at for hit in hits if hit.chunk.started_at]
    if not dated:
        return list(hits)
    newest, oldest = max(dated), min(dated)
    ages = [(newest - (hit.chunk.started_at or oldest)).total_seconds() / DAY_S for hit in hits]
    weighed = [
        replace(hit, score=hit.score * 0.5 ** (age / half_life_days)) for hit, age in zip(hits, ages, strict=True)
    ]
    return sorted(weighed, key=lambda hit: -hit.score)


def _check(question: Question) -> None:
    for kind, given, known in (
        ("filter by", question.where, FILTERS),
        ("wish for", question.context, frozenset(channels.CONTEXT)),
        ("weigh", question.weights, frozenset({*CHANNEL_WEIGHTS, WORDS})),
    ):
        unknown = sorted(set(given) - known)
        if unknown:
            message = f"cannot {kind} {', '.join(unknown)}: use {', '.join(sorted(known))}."
            raise ConfigurationInvalidError(message)
    if question.since and question.until and question.since >= question.until:
        raise ConfigurationInvalidError("since must lie before until: no conversation is in that span.")
    if question.half_life_days < 0:
        raise ConfigurationInvalidError("half_life_days must be above 0, or 0 to leave ages out.")
