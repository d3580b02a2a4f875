"""CaSiNo (Chawla et al., NAACL 2021): ``chat_logs`` of two campsite neighbours who share out food, water and wood.

Deals are struck by buttons whose names stand where the text stands: those are actions.
"""

from __future__ import annotations

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.origin import check_size

DATASET = Dataset("casino", "CaSiNo", "CC BY 4.0")
BUTTONS = frozenset({"Submit-Deal", "Accept-Deal", "Reject-Deal", "Walk-Away"})


class _Chat(msgspec.Struct, frozen=True, gc=False):
    text: str | None = None
    id: str | None = None
    task_data: msgspec.Raw = msgspec.Raw()


class _Negotiation(msgspec.Struct, frozen=True):
    chat_logs: list[_Chat]
    dialogue_id: Identifier | None = None
    participant_info: msgspec.Raw = msgspec.Raw()
    annotations: msgspec.Raw = msgspec.Raw()


_DECODER = msgspec.json.Decoder(_Negotiation)


def read(record: Record) -> Dialogue:
    """Return the dialogue; preferences, reasons, outcomes and strategy labels stay as facts."""
    found = decoded(record, _DECODER)
    check_size(len(found.chat_logs))
    dialogue = Dialogue(DATASET, found.dialogue_id)
    dialogue.facts = {"participant_info": found.participant_info, "annotations": found.annotations}
    for chat in found.chat_logs:
        if chat.text in BUTTONS:
            dialogue.act(chat.id, action=chat.text, data=chat.task_data)
        else:
            dialogue.say(chat.id, chat.text)
    return dialogue
