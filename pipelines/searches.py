"""``search``: chunks by meaning, words, filters and wishes, as a table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from textwrap import shorten

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talktrack.core.chunk_rows import EMBEDDING
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository, SearchHit
from talktrack.core.search import Question, search
from talktrack.core.tables import CONVERSATIONS, DEALS
from talktrack.systems.encoders import local
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import open_vectors

WIDEST = 240


def run(asked: argparse.Namespace) -> int:
    """Print the best chunks."""
    if not asked.text.strip():
        raise ConfigurationInvalidError("the search text is empty: say what to look for.")
    repository = open_repository(asked.home, asked.tenant)
    question = question_of(asked, repository)
    store = open_vectors(asked.home, asked.tenant)
    live = store.live()
    if live is None:
        raise ConfigurationInvalidError(f"nothing is indexed for {asked.tenant}: run ingestion first.")
    from talktrack.engines.encoder import open_encoder

    hits = search(question, open_encoder(local(live.encoder_model)), store)
    if asked.json:
        for hit in hits:
            print(msgspec.json.encode(_told(hit)).decode())
    else:
        Console().print(_table(hits) if hits else f"No chunk of {asked.tenant} matches {_said(asked)}.")
    return 0


def question_of(asked: argparse.Namespace, repository: Repository) -> Question:
    """Return what the arguments ask for.

    Raises:
        ConfigurationInvalidError: a pair is none, or an amount is no number.
    """
    where = _pairs("--where", asked.where)
    if asked.outcome:
        where["conversation_id"] = _of_deals(repository, asked.outcome)
    wishes = {name: values[-1] for name, values in _pairs("--wish", asked.wish).items()}
    return Question(
        asked.text,
        limit=asked.limit,
        where=where,
        since=asked.since,
        until=asked.until,
        phase=asked.phase or "",
        context={name: _amount(value) if name == "value" else value for name, value in wishes.items()},
        half_life_days=asked.half_life,
    )


def _of_deals(repository: Repository, outcome: str) -> list[str]:
    """Return the conversations about deals that ended so; outcomes are today's, so no chunk holds them."""
    is_so = {"won": lambda deal: deal.is_won, "lost": lambda deal: deal.is_closed and not deal.is_won}
    chosen = is_so.get(outcome, lambda deal: not deal.is_closed)
    deals = {deal.id for deal in repository.scan(DEALS) if chosen(deal)}
    found = [row.id for row in repository.scan(CONVERSATIONS) if row.deal_id in deals]
    if not found:
        raise ConfigurationInvalidError(f"no conversation is about a deal that is {outcome}: leave --outcome out.")
    return found


def _pairs(option: str, pairs: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigurationInvalidError(f"{option} {pair} is not a pair: write it as NAME=VALUE.")
        found.setdefault(name, []).append(value)
    return found


def _amount(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount < float("inf"):
        raise ConfigurationInvalidError(f"--wish value={text} is no amount: write it as in value=50000.")
    return amount


def _told(hit: SearchHit) -> dict[str, object]:
    """Return a hit without its vector."""
    chunk = msgspec.to_builtins(hit.chunk)
    return {"score": hit.score} | {name: value for name, value in chunk.items() if name != EMBEDDING}


def _said(asked: argparse.Namespace) -> str:
    given = [*asked.where, *([f"outcome={asked.outcome}"] if asked.outcome else [])]
    spans = [f"{name} {moment:%Y-%m-%d}" for name, moment in (("since", asked.since), ("until", asked.until)) if moment]
    return " ".join([*given, *spans]) or "it"


def _table(hits: list[SearchHit]) -> Table:
    """Put what is known about a chunk above its text, so that both fit on any terminal."""
    table = Table("score", "found", show_lines=True)
    for hit in hits:
        chunk = hit.chunk
        when = f"{chunk.started_at:%Y-%m-%d}" if chunk.started_at else None
        known = (chunk.conversation_id, when, chunk.level, chunk.speaker_role, chunk.stage, chunk.industry)
        text = shorten(" / ".join(chunk.text.split("\n")), WIDEST)
        table.add_row(f"{hit.score:.4f}", f"[dim]{escape(' · '.join(filter(None, known)))}[/dim]\n{escape(text)}")
    return table
