"""ABCD (Chen et al., NAACL 2021): ``original`` is a list of (speaker, text) of customer service chats.

Lines of the speaker ``action`` tell what the agent's buttons did. Nobody says them, so they are actions. The
delexicalised copy and the ranking candidates, which fill most of a file, serve other models and are left out.
"""

from __future__ import annotations

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.facts import says
from talktrack.ingestion.ingest.readers.origin import check_size

DATASET = Dataset("abcd", "ABCD", "MIT")
ACTION, CUSTOMER = "action", "customer"


class _Personal(msgspec.Struct, frozen=True):
    customer_name: str | None = None
    email: str | None = None
    phone: str | None = None


class _Scenario(msgspec.Struct, frozen=True):
    personal: _Personal | None = None


class _Chat(msgspec.Struct, frozen=True):
    original: list[tuple[str | None, str | None]]
    convo_id: Identifier | None = None
    scenario: msgspec.Raw = msgspec.Raw()


_CHAT = msgspec.json.Decoder(_Chat)
_SCENARIO = msgspec.json.Decoder(_Scenario)


def read(record: Record) -> Dialogue:
    """Return the dialogue; the scenario names the customer, with address and number."""
    found = decoded(record, _CHAT)
    check_size(len(found.original))
    dialogue = Dialogue(DATASET, found.convo_id)
    dialogue.known = {CUSTOMER: _customer(found.scenario, record.place)}
    dialogue.facts = {"scenario": found.scenario}
    for speaker, text in found.original:
        if speaker == ACTION:
            dialogue.act(None, text=text)
        else:
            dialogue.say(speaker, text)
    return dialogue


def _customer(scenario: msgspec.Raw, place: str) -> dict[str, str]:
    person = decoded(Record(place, scenario), _SCENARIO).personal if says(scenario) else None
    if person is None:
        return {}
    told = {"name": person.customer_name, "email": person.email, "phone": person.phone}
    return {name: value for name, value in told.items() if value}
