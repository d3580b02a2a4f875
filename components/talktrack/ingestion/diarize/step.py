"""The story of diarize: describe the voice of every stretch of speech, group the voices, give each turn its speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from talktrack.core.artifacts import read_table
from talktrack.core.conversation import Conversation
from talktrack.core.ids import stable_id
from talktrack.core.locations import Files
from talktrack.core.ports import Repository, VoiceAnalyzer, Waveform
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW
from talktrack.ingestion.diarize.attribution import Stretch, attribute, cut
from talktrack.ingestion.diarize.clustering import ClusterRule, cluster

WINDOW_S = 2.0


@dataclass(frozen=True)
class Recordings:
    """What telling voices apart takes: whose files, their sound, and what voices are like."""

    tenant: str
    files: Files
    decode: Callable[[bytes], Waveform]
    voices: VoiceAnalyzer


def run(
    manifest: str | Path,
    transcripts: str | Path,
    recordings: Recordings,
    repository: Repository,
    shard: int,
) -> dict[str, float]:
    """Publish the shard's conversations with speakers, one recording in memory; return counts.

    A recording that has disappeared since it was transcribed is published without speakers.
    """
    counts: Counter[str] = Counter(conversations=0, speakers=0, turns=0, turns_split=0, recordings_gone=0)
    places = _places(manifest, recordings.tenant, shard)
    repository.publish(CONVERSATIONS_RAW, _attributed(transcripts, places, recordings, counts))
    return dict(counts)


def time_line(waveform: Waveform, voices: VoiceAnalyzer, rule: ClusterRule) -> list[Stretch]:
    """Return who speaks when: stretches of at most `WINDOW_S` seconds, ordered, each of one voice."""
    windows = cut(voices.speech(waveform), WINDOW_S)
    found = cluster(voices.embed(waveform, windows), rule)
    return [
        Stretch(start_s=start, end_s=end, voice=int(voice), certainty=float(certainty))
        for (start, end), voice, certainty in zip(windows, found.labels, found.certainty, strict=True)
    ]


def _places(manifest: str | Path, tenant: str, shard: int) -> dict[str, str]:
    """Return where the recording of each conversation lies."""
    return {
        stable_id("c", tenant, "audio", bundle.digest): bundle.uris[0]
        for bundle in read_table(manifest, BUNDLES)
        if bundle.shard == shard and bundle.kind == "audio"
    }


def _attributed(
    transcripts: str | Path, places: dict[str, str], recordings: Recordings, counts: Counter[str]
) -> Iterator[Conversation]:
    for conversation in read_table(transcripts, CONVERSATIONS):
        try:
            waveform = recordings.decode(recordings.files.read(places[conversation.id]))
        except FileNotFoundError:
            counts["recordings_gone"] += 1
            yield conversation
            continue
        found = attribute(conversation, time_line(waveform, recordings.voices, ClusterRule()))
        counts.update(
            conversations=1,
            speakers=len(found.participants),
            turns=len(found.turns),
            turns_split=len(found.turns) - len(conversation.turns),
        )
        yield found
