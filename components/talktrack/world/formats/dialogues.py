"""Dialogue sets: one file of many dialogues, each in the form that its set is published in.

With their traps: ids that are numbers, empty texts, actions between the turns, times written as text, nulls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from talktrack.core.conversation import SELLER
from talktrack.world.identifiers import number
from talktrack.world.recording import Line, Recording

TRANSITIONS = ("Is there anything else I can do for you?", "Would you like to hear more about that?")


def write_taskmaster(recordings: Iterable[Recording]) -> bytes:
    """Return Taskmaster's file: a list, laid out with white space, of utterances with segments and annotations."""
    return _pretty([_taskmaster(recording) for recording in recordings])


def write_craigslist(recordings: Iterable[Recording]) -> bytes:
    """Return CraigslistBargains' file: events of two agents, who also make and accept an offer."""
    return _pretty([_craigslist(recording) for recording in recordings])


def write_casino(recordings: Iterable[Recording]) -> bytes:
    """Return CaSiNo's file: chat logs that end with the buttons of a deal."""
    return _pretty([_casino(recording) for recording in recordings])


def write_abcd(recordings: Sequence[Recording]) -> bytes:
    """Return ABCD's file: an object of splits, each dialogue with actions and with what only rankers need."""
    made = [_abcd(recording) for recording in recordings]
    return msgspec.json.encode({"train": made[1:], "dev": made[:1], "test": []})


def write_salesbot(recordings: Iterable[Recording]) -> bytes:
    """Return SalesBot's dialogues one a line: texts alone, said in turn by two unnamed speakers."""
    return b"\n".join(msgspec.json.encode(_salesbot(recording)) for recording in recordings) + b"\n"


def write_dialogstudio(recordings: Iterable[Recording], name: str = "Taskmaster1") -> bytes:
    """Return DialogStudio's form of a set: an object of dialogues by name, turns paired and repeated as history."""
    made = enumerate(recordings, start=1)
    return _pretty({f"{name}--train--{index}": _dialogstudio(recording, index) for index, recording in made})


def sides(recording: Recording) -> Iterator[tuple[bool, Line]]:
    """Yield the lines with whether the seller's side says them; a line of nobody is the prospect's."""
    for line in recording.lines:
        yield line.speaker is not None and recording.people[line.speaker].role == SELLER, line


def joined(recording: Recording) -> list[tuple[bool, str]]:
    """Return the texts with lines of one side in a row joined, as sets do that know nothing but turns."""
    found: list[tuple[bool, str]] = []
    for sells, line in sides(recording):
        if found and found[-1][0] == sells:
            found[-1] = (sells, f"{found[-1][1]} {line.text}")
        else:
            found.append((sells, line.text))
    return found


def _taskmaster(recording: Recording) -> dict[str, Any]:
    utterances = [
        {
            "index": index,
            "speaker": "assistant" if sells else "user",
            "text": line.text,
            "segments": [],
            "annotations": [{"name": "api_call", "value": "find", "context": f"api_call_{index}"}] if sells else [],
        }
        for index, (sells, line) in enumerate(sides(recording))
    ]
    return {
        "conversation_id": recording.native_id,
        "vertical": "Software",
        "scenario": recording.title,
        "instructions": None,
        "utterances": [*utterances, {"index": len(utterances), "speaker": "user", "text": ""}],
    }


def _craigslist(recording: Recording) -> dict[str, Any]:
    began = recording.started_at.timestamp()
    events: list[dict[str, Any]] = [
        {
            "action": "message",
            "start_time": None,
            "data": line.text,
            "agent": int(sells),
            "time": str(round(began + (line.end_s or 0.0), 2)),
        }
        for sells, line in sides(recording)
    ]
    offer = {"price": 900.0, "sides": ""}
    closing = [("offer", offer, 0), ("accept", None, 1)]
    ended = str(round(began + recording.duration_s, 2))
    events += [{"action": what, "data": data, "agent": who, "time": ended} for what, data, who in closing]
    return {
        "uuid": f"C_{recording.native_id}",
        "scenario": {"category": "software", "kbs": [_view("buyer", recording), _view("seller", recording)]},
        "scenario_uuid": f"S_{recording.deal_id}",
        "agents": {"0": "human", "1": "human"},
        "outcome": {"reward": 1, "offer": offer},
        "events": events,
    }


def _view(role: str, recording: Recording) -> dict[str, Any]:
    return {
        "personal": {"Role": role, "Target": 1000, "Bottomline": None},
        "item": {"Title": recording.title, "Price": 1000, "Category": "software", "Images": [], "Description": []},
    }


def _casino(recording: Recording) -> dict[str, Any]:
    logs: list[dict[str, Any]] = [
        {"text": line.text, "task_data": {}, "id": f"mturk_agent_{1 + sells}"} for sells, line in sides(recording)
    ]
    shares = {"issue2youget": {"Food": "2"}, "issue2theyget": {"Food": "1"}}
    logs.append({"text": "Submit-Deal", "task_data": shares, "id": "mturk_agent_2"})
    logs.append({"text": "Accept-Deal", "task_data": {"data": "accept_deal"}, "id": "mturk_agent_1"})
    likes = {"value2issue": {"High": "Food", "Medium": "Water", "Low": "Firewood"}}
    return {
        "dialogue_id": number("casino", recording.native_id) % 10_000_000,
        "chat_logs": logs,
        "participant_info": {"mturk_agent_1": likes, "mturk_agent_2": likes},
        "annotations": [[logs[0]["text"], "small-talk"]],
    }


def _abcd(recording: Recording) -> dict[str, Any]:
    spoken = [["agent" if sells else "customer", line.text] for sells, line in sides(recording)]
    original = [*spoken[:1], ["action", "Account has been pulled up."], *spoken[1:], ["customer", ""]]
    customer = next(person for person in recording.people if person.role != SELLER)
    return {
        "convo_id": number("abcd", recording.native_id) % 10_000_000,
        "scenario": {
            "personal": {"customer_name": customer.name, "email": customer.email, "phone": customer.phone},
            "flow": "product_defect",
            "subflow": "refund_status",
        },
        "original": original,
        "delexed": [{"speaker": who, "text": text.lower(), "candidates": [*range(100)]} for who, text in original],
    }


def _salesbot(recording: Recording) -> dict[str, Any]:
    texts = [text for _, text in joined(recording)]
    return {
        "id": f"simulateTOD_{recording.native_id}",
        "dialog": texts,
        "intent": {"type": ["FindSoftware"], "position": min(5, len(texts) - 1)},
        "transition_candidates": TRANSITIONS,
    }


def _dialogstudio(recording: Recording, index: int) -> dict[str, Any]:
    log: list[dict[str, Any]] = []
    history = ""
    for sells, text in joined(recording):
        if not log or not sells or log[-1]["system response"]:
            log.append(
                {"turn id": len(log) + 1, "user utterance": "", "system response": "", "dialog history": history}
            )
        log[-1]["system response" if sells else "user utterance"] = text
        history += f"<{'SYSTEM' if sells else 'USER'}> {text} "
    return {
        "original dialog id": recording.native_id,
        "dialog index": index,
        "original dialog info": {"title": recording.title},
        "log": log,
        "external knowledge": "",
        "prompt": ["This is a bot helping users to find software."],
    }


def _pretty(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=4)
