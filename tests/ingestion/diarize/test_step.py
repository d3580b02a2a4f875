"""Transcripts get their speakers and reach the raw zone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from kfp import dsl

from talktrack.core.artifacts import write_table
from talktrack.core.conversation import Conversation, Provenance, Turn
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW
from talktrack.ingestion.diarize.component import diarize
from talktrack.systems.repository import open_repository
from talktrack.world.voices import Spoken, make_call, make_voice, write_wav
from tests.samples import TENANT
from tests.training.samples import artifact, metrics

LINES = [("a", "What does a good result look like?"), ("b", "Our budget is fixed."), ("a", "That makes sense.")]
VOICES = {"a": make_voice(10), "b": make_voice(13)}


def _transcript(uri: str, truth: Sequence[Spoken]) -> Conversation:
    identity = stable_id("c", TENANT, "audio", "call")
    return Conversation(
        id=identity,
        tenant=TENANT,
        event_id=identity,
        source="audio",
        channel="call",
        turns=[Turn(speaker_id=None, text=s.text, start_s=s.start_s, end_s=s.end_s) for s in truth],
        provenance=[Provenance(uri=uri, sha256="00", reader="transcribe", version="1")],
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Run the component once on a call of two speakers; return what it published to."""
    samples, truth = make_call(LINES, VOICES, seed=4)
    write_wav(tmp_path / "call.wav", samples)
    gone = msgspec.structs.replace(_transcript("", truth), id=stable_id("c", TENANT, "audio", "gone"))
    write_table(tmp_path / "transcripts", CONVERSATIONS, [_transcript("", truth), gone])
    bundles = [
        Bundle(id=name, shard=0, kind="audio", uris=[f"{tmp_path}/{name}.wav"], digest=name)
        for name in ("call", "gone")
    ]
    write_table(tmp_path / "manifest", BUNDLES, bundles)
    home = str(tmp_path / "home")
    for _ in range(2):
        diarize.python_func(
            manifest=artifact(dsl.Dataset, tmp_path / "manifest"),
            transcripts=artifact(dsl.Dataset, tmp_path / "transcripts"),
            metrics=metrics(tmp_path),
            tenant=TENANT,
            home=home,
            shard=0,
        )
    return open_repository(home, TENANT)


def _published(repository: Repository, name: str) -> Conversation:
    return next(repository.scan(CONVERSATIONS_RAW, where={"id": [stable_id("c", TENANT, "audio", name)]}))


def test_each_turn_has_the_speaker_of_its_voice(repository: Repository) -> None:
    """The first and the third line are one voice, the second another."""
    assert [turn.speaker_id for turn in _published(repository, "call").turns] == ["s1", "s2", "s1"]


def test_voices_are_evidence_with_a_confidence(repository: Repository) -> None:
    """Later steps can weigh it."""
    turns = _published(repository, "call").turns

    assert all(turn.evidence == ("voice",) and 0.5 < (turn.speaker_confidence or 0) <= 1.0 for turn in turns)


def test_a_recording_that_has_gone_is_published_without_speakers(repository: Repository) -> None:
    """Its words are worth keeping."""
    found = _published(repository, "gone")

    assert ([turn.speaker_id for turn in found.turns], found.participants) == ([None] * 3, [])


def test_publishing_twice_adds_nothing(repository: Repository) -> None:
    """One row per recording."""
    assert repository.count(CONVERSATIONS_RAW) == 2
