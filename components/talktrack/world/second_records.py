"""More of an organisation: second records of its calls in every other format, dialogue sets, practice sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from talktrack.world.conversations import generate
from talktrack.world.formats import captions, dialogues, notetakers, recorders, roleplay
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording

EVERY = 4
PRACTISED = 6

RECORDS: dict[str, Callable[[Recording], bytes]] = {
    "teams.vtt": captions.write_teams,
    "metadata.vtt": captions.write_teams_metadata,
    "captions.vtt": captions.write_webvtt,
    "srt": captions.write_srt,
    "zoom.json": recorders.write_zoom_timeline,
    "whisperx.json": recorders.write_whisperx,
    "analytics.json": recorders.write_call_analytics,
    "fireflies.json": notetakers.write_fireflies,
    "fathom.json": notetakers.write_fathom,
}
SETS: dict[str, Callable[[Sequence[Recording]], bytes]] = {
    "taskmaster.json": dialogues.write_taskmaster,
    "craigslistbargains.json": dialogues.write_craigslist,
    "casino.json": dialogues.write_casino,
    "abcd.json": dialogues.write_abcd,
    "salesbot.json": dialogues.write_salesbot,
    "dialogstudio.json": dialogues.write_dialogstudio,
    "sessions.jsonl": roleplay.write_roleplay,
    "personas.json": roleplay.write_personas,
    "personas.yaml": roleplay.write_personas_yaml,
    "scenarios.jsonl": roleplay.write_scenarios,
}


def write(organisation: Organisation, root: Path) -> dict[str, int]:
    """Write a second record of every fourth call below calls/again, and small dialogue sets below practice.

    The dialogues are calls of another organisation, so that they are no third records. Return counts.
    """
    folder = root / "calls" / "again"
    folder.mkdir(parents=True, exist_ok=True)
    counts = {"second_records": 0}
    for recording in islice(timed(organisation), 0, None, EVERY):
        names = list(RECORDS)
        name = names[counts["second_records"] % len(names)]
        moment = f"{recording.started_at:%Y-%m-%d_%H%M}"
        (folder / f"{moment}-{recording.native_id[:12]}.{name}").write_bytes(RECORDS[name](recording))
        counts["second_records"] += 1
    return counts | {"dialogue_sets": _practice(organisation, root / "practice")}


def _practice(organisation: Organisation, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    others = Organisation(
        seed=organisation.seed + 1,
        tenant=organisation.tenant,
        book=organisation.book,
        conversations=2 * PRACTISED,
        turns=20,
    )
    recordings = list(islice(timed(others), PRACTISED))
    for name, made in SETS.items():
        (folder / name).write_bytes(made(recordings))
    return len(SETS)


def timed(organisation: Organisation) -> Iterator[Recording]:
    """Yield the recordings of an organisation that say when every line was said."""
    for conversation in generate(organisation):
        recording = conversation.recording
        if recording.lines and all(line.start_s is not None for line in recording.lines):
            yield recording
