"""``search``: chunks by meaning and words, as a table."""

from __future__ import annotations

import argparse
from textwrap import shorten

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import SearchHit
from talktrack.core.search import search
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import open_vectors

WIDEST = 240


def run(asked: argparse.Namespace) -> int:
    """Print the best chunks."""
    if not asked.text.strip():
        raise ConfigurationInvalidError("the search text is empty: say what to look for.")
    open_repository(asked.home, asked.tenant)
    store = open_vectors(asked.home, asked.tenant)
    live = store.live()
    if live is None:
        raise ConfigurationInvalidError(f"nothing is indexed for {asked.tenant}: run ingestion first.")
    from talktrack.engines.encoder import open_encoder

    encoder = open_encoder(live.encoder_model)
    hits = search(asked.text, encoder, store, asked.limit, _filters(asked.where))
    Console().print(_table(hits) if hits else f"No chunk of {asked.tenant} matches {' '.join(asked.where)}.")
    return 0


def _filters(pairs: list[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigurationInvalidError(f"--where {pair} is not a pair: write it as NAME=VALUE.")
        filters.setdefault(name, []).append(value)
    return filters


def _table(hits: list[SearchHit]) -> Table:
    """Put what is known about a chunk above its text, so that both fit on any terminal."""
    table = Table("score", "found", show_lines=True)
    for hit in hits:
        chunk = hit.chunk
        known = (chunk.conversation_id, chunk.level, chunk.speaker_role, chunk.stage)
        text = shorten(" / ".join(chunk.text.split("\n")), WIDEST)
        table.add_row(f"{hit.score:.4f}", f"[dim]{' · '.join(filter(None, known))}[/dim]\n{escape(text)}")
    return table
