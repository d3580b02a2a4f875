"""DialogStudio (Zhang et al., EACL 2024): many sets in one form, a ``log`` of what the user said and what came back.

A dialogue is called ``Taskmaster1--train--17``: as the key it stands under in a file, or as ``new dialog id`` in rows.
Utterances of one side in a row were joined there, and every turn repeats the history: only the two texts are read.
"""

from __future__ import annotations

import re

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues import abcd, casino, craigslist, salesbot, taskmaster
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.origin import check_size

UNKNOWN = Dataset("dialogstudio", "DialogStudio")
USER, SYSTEM = "user", "system"
MAX_NAME_CHARACTERS = 60

_ORIGINALS: dict[str, Dataset] = {
    "abcd": abcd.DATASET,
    "casino": casino.DATASET,
    "craigslistbargains": craigslist.DATASET,
    "salesbot": salesbot.DATASET,
    "taskmaster1": taskmaster.DATASET,
    "taskmaster2": taskmaster.DATASET,
    "taskmaster3": taskmaster.DATASET,
}
_NAME = re.compile(r"([^\s/]{1,60}?)--([a-z]{1,20})--(\d{1,9})")


class _Exchange(msgspec.Struct, frozen=True, gc=False, rename={"user": "user utterance", "system": "system response"}):
    """One step of the log: either side may be silent."""

    user: str | None = None
    system: str | None = None


class _Dialog(
    msgspec.Struct,
    frozen=True,
    rename={"original_id": "original dialog id", "new_id": "new dialog id", "info": "original dialog info"},
):
    log: list[_Exchange]
    original_id: Identifier | None = None
    new_id: str | None = None
    info: msgspec.Raw = msgspec.Raw()


_DECODER = msgspec.json.Decoder(_Dialog)


def read(record: Record) -> Dialogue:
    """Return the dialogue under its set's name; where the set is read here in its own form too, both share an event."""
    found = decoded(record, _DECODER)
    check_size(2 * len(found.log))
    name = _NAME.fullmatch(found.new_id or record.key or "")
    dataset = _dataset(name[1]) if name else UNKNOWN
    dialogue = Dialogue(dataset, name[0] if name else found.original_id)
    if dataset in _ORIGINALS.values():
        dialogue.original_id = found.original_id
    dialogue.facts = {
        "original_dialog_id": found.original_id,
        "original_dialog_info": found.info,
        "rehost": UNKNOWN.name,
        "split": name[2] if name else None,
    }
    for exchange in found.log:
        dialogue.say(USER, exchange.user)
        dialogue.say(SYSTEM, exchange.system)
    return dialogue


def _dataset(name: str) -> Dataset:
    """Return the set that a name stands for; the licence of one that is unknown here stands with its publisher."""
    known = _ORIGINALS.get(name.lower())
    return known or Dataset(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or UNKNOWN.source, name)
