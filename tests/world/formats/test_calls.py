"""Call files: Gong's pair, Zoom's WebVTT, plain text."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.formats import gong, text, zoom
from talktrack.world.organisation import Organisation


@cache
def first(source: str) -> TrueConversation:
    """Return the first conversation of a source."""
    organisation = Organisation(seed=3, tenant="acme", conversations=60, turns=14)
    return next(c for c in generate(organisation) if c.recording.source == source)


def pair() -> tuple[Any, Any]:
    """Return Gong's two documents of one call."""
    files = gong.files(first("gong").recording)
    return tuple(json.loads(data) for data in files.values())


def test_gong_names_both_files_by_the_call() -> None:
    """Transcript and extensive share the call id."""
    call = first("gong").truth.native_id

    assert set(gong.files(first("gong").recording)) == {f"{call}.transcript.json", f"{call}.extensive.json"}


def test_gong_sentences_are_in_milliseconds_and_the_call_in_seconds() -> None:
    """The vendor's trap is kept."""
    transcript, extensive = pair()
    last = transcript["callTranscripts"][0]["transcript"][-1]["sentences"][-1]
    duration_s = extensive["calls"][0]["metaData"]["duration"]

    assert abs(last["end"] / 1000 - duration_s) < 3


def test_gong_names_come_only_from_joining_parties() -> None:
    """Monologues carry ids that parties explain."""
    transcript, extensive = pair()
    speakers = {monologue["speakerId"] for monologue in transcript["callTranscripts"][0]["transcript"]}

    assert speakers <= {party["speakerId"] for party in extensive["calls"][0]["parties"]}


def test_gong_sentences_make_up_the_turn() -> None:
    """Nothing is lost by splitting."""
    transcript, _ = pair()
    monologues = transcript["callTranscripts"][0]["transcript"]
    texts = [" ".join(sentence["text"] for sentence in monologue["sentences"]) for monologue in monologues]

    assert texts == [turn.text for turn in first("gong").truth.turns]


def test_zoom_writes_numbered_cues_with_names_inside() -> None:
    """No voice tags; dots before milliseconds."""
    name, data = next(iter(zoom.files(first("zoom").recording).items()))
    blocks = data.decode().strip().split("\n\n")

    assert re.fullmatch(r"GMT\d{8}-\d{6}_Recording_\d+\.transcript\.vtt", name)
    assert blocks[0] == "WEBVTT"
    assert re.fullmatch(r"1\n\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n[^:]+: .+", blocks[1])


def test_text_has_one_line_per_turn() -> None:
    """With or without times, by the habit of whoever wrote it down."""
    conversation = first("text")
    data = next(iter(text.files(conversation.recording).values()))

    assert len(data.decode().splitlines()) == len(conversation.truth.turns)
