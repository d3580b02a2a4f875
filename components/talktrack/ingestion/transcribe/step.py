"""The story of transcribe: find the speech of each recording, recognise it, write a conversation or a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from talktrack.core.artifacts import TableWriter, read_table, write_counts
from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.core.locations import Files
from talktrack.core.ports import Transcriber, VoiceAnalyzer, Waveform
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.transcribe.transcript import conversation, unheard

RATE_HZ = 16_000


@dataclass(frozen=True)
class Ears:
    """What listening takes: whose files, their sound, where somebody speaks in it, and what they say."""

    tenant: str
    files: Files
    decode: Callable[[bytes], Waveform]
    voices: VoiceAnalyzer
    transcriber: Transcriber


def run(
    manifest: str | Path, transcripts: str | Path, quarantined: str | Path, ears: Ears, shard: int
) -> dict[str, float]:
    """Write the shard's transcripts and quarantine rows, one recording in memory; return counts."""
    counts: Counter[str] = Counter(recordings=0, transcribed=0, turns=0, words=0, seconds=0, quarantined=0)
    with TableWriter(transcripts, CONVERSATIONS) as heard, TableWriter(quarantined, QUARANTINE) as rejected:
        for bundle in recordings(manifest, shard):
            counts["recordings"] += 1
            try:
                found = listen(bundle, ears)
            except SourceUnreadableError as error:
                rejected.write(unheard(error, tenant=ears.tenant, uri=bundle.uris[0], sha256=bundle.digest))
                counts.update(["quarantined", f"quarantined_{error.reason}"])
            else:
                heard.write(found)
                counts.update(_sizes(found))
    write_counts(transcripts, "transcribe", counts)
    return dict(counts)


def recordings(manifest: str | Path, shard: int) -> Iterator[Bundle]:
    """Yield the bundles of this shard that hold audio."""
    return (bundle for bundle in read_table(manifest, BUNDLES) if bundle.shard == shard and bundle.kind == "audio")


def listen(bundle: Bundle, ears: Ears) -> Conversation:
    """Return the conversation of one recording.

    Raises:
        SourceUnreadableError: the file is gone, damaged or empty, nobody speaks in it, or no words were recognised.
    """
    uri = bundle.uris[0]
    try:
        data = ears.files.read(uri)
    except FileNotFoundError:
        raise SourceUnreadableError("file_missing", "the file is gone") from None
    waveform = ears.decode(data)
    clips = ears.voices.speech(waveform)
    if not clips:
        raise SourceUnreadableError("audio_no_speech", "no stretch of sound looks like speech")
    segments = ears.transcriber.transcribe(waveform, clips)
    if not segments:
        raise SourceUnreadableError("audio_no_words", f"{len(clips)} stretches of speech without words")
    return conversation(ears.tenant, uri, sha256(data), len(waveform) / RATE_HZ, segments)


def _sizes(found: Conversation) -> dict[str, int]:
    words = sum(len(turn.text.split()) for turn in found.turns)
    return {"transcribed": 1, "turns": len(found.turns), "words": words, "seconds": round(found.duration_s or 0)}
