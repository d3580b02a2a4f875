"""Dialogue sets: every set's own form and DialogStudio's, as a list, as lines, as an object, and with odd types."""

from __future__ import annotations

import json
from typing import Any

SALESBOT: dict[str, Any] = {
    "id": "simulateTOD_0001",
    "dialog": ["I love hondas.", "Do you like é films?", "Yes, find me one."],
    "intent": {"type": ["FindMovies"], "position": 2},
    "transition_candidates": ["Shall I find you a film?"],
}
CRAIGSLIST: dict[str, Any] = {
    "uuid": "C_1",
    "scenario": {
        "category": "bike",
        "kbs": [
            {"personal": {"Role": "buyer", "Target": 7, "Bottomline": None}, "item": {"Title": "Red bike"}},
            {"personal": {"Role": "seller", "Target": 10}, "item": {"Title": "Red bike"}},
        ],
    },
    "scenario_uuid": "S_1",
    "agents": {"0": "human", "1": "human"},
    "outcome": {"reward": 1, "offer": {"price": 7.0, "sides": ""}},
    "events": [
        {
            "action": "message",
            "start_time": "1496341284.35",
            "data": "Would you take 5? ",
            "agent": 0,
            "time": "1496341290",
        },
        {"action": "message", "start_time": None, "data": "Make it 7.", "agent": 1, "time": "1496341300.5"},
        {"action": "offer", "start_time": None, "data": {"price": 7.0, "sides": ""}, "agent": 0, "time": "1496341310"},
        {"action": "accept", "start_time": None, "data": None, "agent": 1, "time": "1496341320"},
    ],
}
CASINO: dict[str, Any] = {
    "dialogue_id": 938,
    "chat_logs": [
        {"text": "Hello! 🙂", "task_data": {}, "id": "mturk_agent_1"},
        {"text": "I need the water.", "task_data": {"speaker": "mturk_agent_2"}, "id": "mturk_agent_2"},
        {"text": "Submit-Deal", "task_data": {"issue2youget": {"Water": "3"}}, "id": "mturk_agent_1"},
        {"text": "Accept-Deal", "task_data": {"data": "accept_deal"}, "id": "mturk_agent_2"},
    ],
    "participant_info": {"mturk_agent_1": {"value2issue": {"High": "Food"}}},
    "annotations": [["Hello! 🙂", "small-talk"]],
}
ABCD: dict[str, Any] = {
    "convo_id": 3592,
    "scenario": {
        "personal": {"customer_name": "crystal minh", "email": "cminh@email.example", "phone": "(977) 555-0161"},
        "flow": "product_defect",
        "subflow": "return_size",
    },
    "original": [
        ["agent", "Hi!"],
        ["customer", "I got the wrong size."],
        ["action", "Account has been pulled up for crystal minh."],
        ["agent", "Which one?"],
    ],
    "delexed": [{"speaker": "agent", "text": "hi!", "turn_count": 1, "targets": [None, [], 1], "candidates": [1, 2]}],
}
TASKMASTER: dict[str, Any] = {
    "conversation_id": "dlg-1",
    "vertical": "Coffee",
    "scenario": "Chai latte",
    "instructions": None,
    "utterances": [
        {
            "index": 0,
            "speaker": "user",
            "text": "one Chai Latte please",
            "segments": [{"start_index": 4, "end_index": 14, "text": "Chai Latte", "annotations": [{"name": "drink"}]}],
            "annotations": [{"name": "api_call", "value": "add", "context": "api_call_0"}],
        },
        {"index": 1, "speaker": "assistant", "text": "Here or to go?", "segments": [], "annotations": []},
    ],
}
DIALOGSTUDIO: dict[str, Any] = {
    "original dialog id": "dlg-1",
    "dialog index": 1,
    "original dialog info": {"instruction_id": "coffee-1"},
    "log": [
        {"turn id": 1, "user utterance": "One latte.", "system response": "Sure.", "dialog history": ""},
        {"turn id": 2, "user utterance": "Bye.", "system response": "", "dialog history": "<USER> One latte. …"},
    ],
    "prompt": ["This is a bot."],
}
SETS: tuple[dict[str, Any], ...] = (SALESBOT, CRAIGSLIST, CASINO, ABCD, TASKMASTER, DIALOGSTUDIO)
ROW = DIALOGSTUDIO | {"new dialog id": "Taskmaster2--test--7", "original dialog info": "{}"}


def document(value: Any, **layout: Any) -> bytes:
    """Return a value as JSON."""
    return json.dumps(value, **layout).encode()


def lines(*values: Any) -> bytes:
    """Return one value a line."""
    return b"\n".join(document(value) for value in values) + b"\n"


SEEDS: tuple[bytes, ...] = (
    *(document([one]) for one in SETS),
    *(lines(one, one | {"unknown": 1}) for one in SETS),
    document([TASKMASTER, TASKMASTER | {"conversation_id": 7}], indent=4),
    document({"train": [ABCD], "dev": [], "test": [ABCD | {"convo_id": "x"}]}),
    document({"Taskmaster1--train--1": DIALOGSTUDIO, "Taskmaster3--test--2": DIALOGSTUDIO}, indent=2),
    lines(ROW, DIALOGSTUDIO),
    document(CASINO, ensure_ascii=False),
    b"\xef\xbb\xbf" + document([SALESBOT, CASINO, 5, None, [], {}]),
    document([CRAIGSLIST], ensure_ascii=False).decode().encode("utf-16"),
)
