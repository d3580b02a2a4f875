"""Taskmaster 1 to 4 (Byrne et al., EMNLP 2019 and later): ``utterances`` of a user and an assistant.

Segments mark what a text mentions, annotations of the fourth set the calls that the assistant's system made.
"""

from __future__ import annotations

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.origin import check_size

DATASET = Dataset("taskmaster", "Taskmaster", "CC BY 4.0")


class _Utterance(msgspec.Struct, frozen=True, gc=False):
    speaker: str | None = None
    text: str | None = None
    segments: list[msgspec.Raw] | None = None
    annotations: list[msgspec.Raw] | None = None


class _Conversation(msgspec.Struct, frozen=True):
    """The instructions to the crowd worker, the same long text in many dialogues, are left out."""

    utterances: list[_Utterance]
    conversation_id: Identifier | None = None
    instruction_id: Identifier | None = None
    vertical: str | None = None
    scenario: msgspec.Raw = msgspec.Raw()


_DECODER = msgspec.json.Decoder(_Conversation)


def read(record: Record) -> Dialogue:
    """Return the dialogue; what utterances are marked with stays beside them, by the number of their turn."""
    found = decoded(record, _DECODER)
    check_size(len(found.utterances))
    dialogue = Dialogue(DATASET, found.conversation_id)
    labels: list[dict[str, object]] = []
    for utterance in found.utterances:
        turn = len(dialogue.turns)
        if utterance.segments:
            labels.append({"turn": turn, "segments": utterance.segments})
        if utterance.annotations:
            labels.append({"turn": turn, "annotations": utterance.annotations})
        dialogue.say(utterance.speaker, utterance.text)
    dialogue.facts = {
        "instruction_id": found.instruction_id,
        "labels": labels,
        "scenario": found.scenario,
        "vertical": found.vertical,
    }
    return dialogue
