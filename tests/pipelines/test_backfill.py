"""A backfill on this machine: changed rules reach what is stored, and searches never see half of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.local_runs import LocalRun, execute
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.search import Question, search
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.engines.encoder import open_encoder
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import TENANT
from tests.tiny_encoder import make_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TALK = """Anna Weber: Hello Bob, thank you for making the time. How is your team doing this quarter?
Bob Stone: Good, thanks. We compare vendors, and the price of a seat is our main concern so far.
Anna Weber: What would a seat have to cost so that your finance team agrees before the summer?
Bob Stone: Around forty dollars. Please send the offer and I will forward it to finance on Friday.
"""
SHORT = "Anna Weber: Is the price of a seat still open?\nBob Stone: It is.\n"
LATER = TALK.replace("price of a seat", "security audit")


@dataclass(frozen=True)
class Ran:
    """A home after ingestion, after a backfill with gentler rules, and after one more ingestion."""

    home: str
    encoder: str
    ready: tuple[int, int, int]
    collections: tuple[str, str, str]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run all three."""
    root = tmp_path_factory.mktemp("backfill")
    home, encoder = str(root / "home"), str(make_encoder(root / "tiny", seed=1))
    (root / "in").mkdir()
    (root / "in" / "call.txt").write_text(TALK)
    (root / "in" / "short.txt").write_text(SHORT)
    gentle = ["min_turns=1", "min_words=3", "relevance_min=0"]
    ready, collections = [], []
    for pipeline, params in (("ingestion", []), ("backfill", gentle), ("ingestion", [])):
        sources = [str(root / "in")] if pipeline == "ingestion" else []
        assert execute(LocalRun(pipeline, TENANT, home, sources, [*params, f"encoder_model={encoder}"])).good
        ready.append(open_repository(home, TENANT).count(CONVERSATIONS))
        live = open_lance(home, TENANT).live()
        collections.append(live.collection if live else "")
        (root / "in" / "later.txt").write_text(LATER)
    return Ran(home, encoder, (ready[0], ready[1], ready[2]), (collections[0], collections[1], collections[2]))


def test_what_the_old_rules_held_is_ready_now(ran: Ran) -> None:
    """Its case is closed, by name."""
    cases = {row.status: row.decided_by for row in open_repository(ran.home, TENANT).scan(QUARANTINE)}

    assert ran.ready == (1, 2, 3)
    assert cases == {"reentered": "backfill"}


def test_searches_went_over_to_new_vectors(ran: Ran) -> None:
    """The next generation is live, later ingestion adds to it, and the old one is gone."""
    first, second, third = ran.collections
    vectors = open_lance(ran.home, TENANT)
    found = search(Question("security audit", limit=3), open_encoder(ran.encoder), vectors)

    assert (second, third) == (f"{first}-g2", f"{first}-g2")
    assert vectors.count(first) == 0
    assert any("security audit" in hit.chunk.text for hit in found)


def test_nothing_is_left_aside(ran: Ran) -> None:
    """What was gathered has taken its place."""
    left = Path(ran.home) / TENANT / "staging"

    assert [file for file in left.rglob("*") if file.is_file()] == []


def test_a_step_that_is_none_is_refused_before_any_work(ran: Ran) -> None:
    """With the names of those that are."""
    params = ["first_step=embedding", f"encoder_model={ran.encoder}"]

    with pytest.raises(ConfigurationInvalidError, match="cannot start at embedding: name one of quality_gate, prepare"):
        execute(LocalRun("backfill", TENANT, ran.home, [], params))
