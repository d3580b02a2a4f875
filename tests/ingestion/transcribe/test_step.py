"""Recordings become conversations without speakers, or quarantine rows with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256, stable_id
from talktrack.core.locations import Files
from talktrack.core.ports import SpokenSegment, Vectors, Waveform
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.transcribe.step import Ears, run
from talktrack.systems.storage import open_store
from tests.samples import TENANT

HELLO = SpokenSegment(start_s=1.0, end_s=2.0, text="Hello.", confidence=0.9, words=[("Hello.", 1.1, 1.9, 0.8)])


class LoudParts:
    """A `VoiceAnalyzer` that takes the second second for speech when the recording is not silent."""

    def speech(self, waveform: Waveform) -> list[tuple[float, float]]:
        """Return one interval, or none."""
        return [(1.0, 2.0)] if waveform.any() else []

    def embed(self, waveform: Waveform, clips: Sequence[tuple[float, float]]) -> Vectors:
        """Return the level of each clip's first sample, as one number."""
        return np.asarray([waveform[int(start)] for start, _ in clips], dtype=np.float32).reshape(-1, 1)


class Parrot:
    """A `Transcriber` that hears "Hello." in positive sound and nothing in negative sound."""

    def transcribe(self, waveform: Waveform, clips: Sequence[tuple[float, float]]) -> list[SpokenSegment]:
        """Return one segment per clip, or none."""
        return [HELLO for _ in clips] if waveform[0] > 0 else []


def _decode(data: bytes) -> Waveform:
    """Take each byte for a hundredth of a second of that level; a leading X is no sound."""
    if data.startswith(b"X"):
        raise SourceUnreadableError("audio_not_decodable", "no header")
    levels = np.frombuffer(data, dtype=np.int8).astype(np.float32) / 128
    return np.repeat(levels, 160)


def _bundle(uri: str, shard: int = 0, kind: str = "audio") -> Bundle:
    return Bundle(id=f"b-{uri}", shard=shard, kind=kind, uris=[uri], digest="d1")


@pytest.fixture
def ears() -> Ears:
    """Return ears that hear what the bytes say."""
    return Ears(tenant=TENANT, files=Files(open_store), decode=_decode, voices=LoudParts(), transcriber=Parrot())


def _heard(tmp_path: Path, ears: Ears, bundles: Sequence[Bundle]) -> dict[str, float]:
    write_table(tmp_path / "manifest", BUNDLES, bundles)
    return run(tmp_path / "manifest", tmp_path / "transcripts", tmp_path / "quarantined", ears, shard=0)


def test_a_recording_becomes_a_conversation_without_speakers(tmp_path: Path, ears: Ears) -> None:
    """Times, words and confidences are kept; the id is that of the recording."""
    sound = b"\x40" * 300
    (tmp_path / "call-1.wav").write_bytes(sound)

    _heard(tmp_path, ears, [_bundle(f"{tmp_path}/call-1.wav")])

    (found,) = read_table(tmp_path / "transcripts", CONVERSATIONS)
    (turn,) = found.turns
    assert (found.id, found.source, found.channel, found.duration_s) == (
        stable_id("c", TENANT, "audio", sha256(sound)),
        "audio",
        "call",
        3.0,
    )
    assert (turn.speaker_id, turn.text, turn.start_s, turn.confidence) == (None, "Hello.", 1.0, 0.9)
    assert (turn.words[0].end_s, found.provenance[0].sha256) == (1.9, sha256(sound))


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (None, "file_missing"),
        (b"X", "audio_not_decodable"),
        (b"\x00" * 300, "audio_no_speech"),
        (b"\xc0" * 300, "audio_no_words"),
    ],
)
def test_what_cannot_be_heard_is_quarantined(tmp_path: Path, ears: Ears, sound: bytes | None, reason: str) -> None:
    """The row says why and what to do, and its neighbour is transcribed all the same."""
    if sound is not None:
        (tmp_path / "bad.wav").write_bytes(sound)
    (tmp_path / "good.wav").write_bytes(b"\x40" * 300)

    counts = _heard(tmp_path, ears, [_bundle(f"{tmp_path}/{name}.wav") for name in ("bad", "good")])

    (row,) = read_table(tmp_path / "quarantined", QUARANTINE)
    assert (row.reasons, row.uri, row.stage, row.suggestion != "") == (
        [reason],
        f"{tmp_path}/bad.wav",
        "transcribe",
        True,
    )
    assert (counts["recordings"], counts["transcribed"], counts[f"quarantined_{reason}"]) == (2, 1, 1)


def test_only_the_audio_of_this_shard_is_heard(tmp_path: Path, ears: Ears) -> None:
    """Transcripts and other shards are somebody else's work."""
    counts = _heard(
        tmp_path,
        ears,
        [_bundle("elsewhere.wav", shard=1), _bundle("call.vtt", kind="transcript"), _bundle("r", kind="review")],
    )

    assert counts["recordings"] == 0


def test_hearing_a_shard_again_gives_the_same_bytes(tmp_path: Path, ears: Ears) -> None:
    """Nothing depends on the run."""
    (tmp_path / "call-1.wav").write_bytes(b"\x40" * 300)
    parts = []
    for _ in range(2):
        _heard(tmp_path, ears, [_bundle(f"{tmp_path}/call-1.wav")])
        parts.append((tmp_path / "transcripts" / "part-00000.parquet").read_bytes())

    assert parts[0] == parts[1]
