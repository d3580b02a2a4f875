"""SalesBot (Chiu et al., ACL 2022): ``dialog`` is a list of texts that two unnamed speakers say in turn."""

from __future__ import annotations

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.origin import check_size

# The set's repository names no licence.
DATASET = Dataset("salesbot", "SalesBot")
SPEAKERS = ("speaker 1", "speaker 2")


class _Dialog(msgspec.Struct, frozen=True):
    dialog: list[str | None]
    id: Identifier | None = None
    intent: msgspec.Raw = msgspec.Raw()
    transition_candidates: msgspec.Raw = msgspec.Raw()


_DECODER = msgspec.json.Decoder(_Dialog)


def read(record: Record) -> Dialogue:
    """Return the dialogue; who sells is not said, the intent's position and the candidates stay as facts."""
    found = decoded(record, _DECODER)
    check_size(len(found.dialog))
    dialogue = Dialogue(DATASET, found.id)
    dialogue.facts = {"intent": found.intent, "transition_candidates": found.transition_candidates}
    for index, text in enumerate(found.dialog):
        dialogue.say(SPEAKERS[index % 2], text)
    return dialogue
