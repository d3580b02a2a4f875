"""Files of published dialogue sets made to crash, hang or fill memory, or to lose the neighbours of a bad record."""

from __future__ import annotations

import json
from typing import Any

from tests.hostile.case import Cases

MB = 1_000_000
GOOD = b'{"id": "%d", "dialog": ["Hi", "Hello"], "intent": {}}'


def listed(*records: bytes) -> bytes:
    """Return a list of a good dialogue, these records, and another good one."""
    return b"[" + b",".join((GOOD % 1, *records, GOOD % 2)) + b"]"


def lines(*records: bytes) -> bytes:
    """Return the same one a line."""
    return b"\n".join((GOOD % 1, *records, GOOD % 2))


def craigslist(**event: Any) -> bytes:
    """Return a dialogue of one event."""
    said = {"action": "message", "data": "Hi", "agent": 0, "time": "1496341290", "start_time": None}
    return json.dumps([{"uuid": "C", "scenario_uuid": "S", "scenario": {}, "events": [said | event]}]).encode()


def taskmaster(**utterance: Any) -> bytes:
    """Return a dialogue of one utterance."""
    return json.dumps(
        [{"conversation_id": "d", "utterances": [{"speaker": "user", "text": "Hi"} | utterance]}]
    ).encode()


FILES: Cases = {
    "dialogues: a deep neighbour": (lambda: listed(b"[" * 200_000 + b"]" * 200_000), 4),
    "dialogues: a deep line": (lambda: lines(b"[" * 200_000), 4),
    "dialogues: a neighbour cut off holds the next": (lambda: listed(b'{"dialog": ["Hi"'), 2),
    "dialogues: a line cut off": (lambda: lines(b'{"dialog": ["Hi"'), 4),
    "dialogues: a neighbour with NaN": (lambda: listed(b'{"id": NaN, "dialog": ["Hi"]}'), 4),
    "dialogues: a neighbour of 5 MB digits": (lambda: listed(b'{"id": ' + b"9" * (5 * MB) + b', "dialog": ["Hi"]}'), 4),
    "dialogues: neighbours of other types": (lambda: listed(b"null", b"5", b'"a"', b"[]", b"{}", b"true"), 4),
    "dialogues: a neighbour in Latin-1": (lambda: listed(b'{"id": "3", "dialog": ["caf\xe9"]}'), 4),
    "dialogues: half an emoji": (lambda: listed(b'{"id": "3", "dialog": ["Hi \\ud83d"]}'), 5),
    "dialogues: one id for all": (lambda: listed(*[GOOD % 1] * 10), 4),
    "dialogues: names that repeat": (lambda: listed(b'{"id": "3", "dialog": ["a"], "dialog": ["b", "c"]}'), 6),
    "dialogues: of two sets": (lambda: listed(b'{"id": "3", "dialog": ["a"], "log": [], "events": 5}'), 5),
    "dialogues: cut off in the middle": (lambda: listed(GOOD % 3)[:-20], 4),
    "dialogues: no end": (lambda: b"[" + GOOD % 1 + b"," * MB, 2),
    "dialogues: commas": (lambda: b'[{"dialog": [], "intent": 0}' + b"," * (20 * MB) + b"]", "dialogue_empty"),
    "dialogues: a million nulls": (lambda: b"[" + GOOD % 1 + b",null" * MB + b"]", "json_too_dense"),
    "dialogues: a million objects": (lambda: b"[" + GOOD % 1 + b",{}" * MB + b"]", "json_too_many_records"),
    "dialogues: too many": (
        lambda: b"[" + b",".join(GOOD % n for n in range(100_001)) + b"]",
        "json_too_many_records",
    ),
    "dialogues: a dialogue of a million turns": (
        lambda: b'[{"id": 1, "intent": 0, "dialog": [' + b'"a",' * 900_000 + b'"a"]}]',
        "too_many_turns",
    ),
    "dialogues: two million turns": (
        lambda: b'[{"id": 1, "intent": 0, "dialog": [' + b'"a",' * 2 * MB + b'"a"]}]',
        "record_too_large",
    ),
    "dialogues: a turn of 20 MB": (lambda: b'[{"id": 1, "intent": 0, "dialog": ["' + b"word " * (4 * MB) + b'"]}]', 1),
    "dialogues: empty turns": (
        lambda: b'[{"id": 1, "intent": 0, "dialog": [' + b'"",' * 90_000 + b'" "]}]',
        "dialogue_empty",
    ),
    "dialogues: turns that are numbers": (lambda: b'[{"id": 1, "intent": 0, "dialog": [1, 2]}]', "record_shape_wrong"),
    "dialogues: UTF-16 without a mark": (lambda: listed().decode().encode("utf-16-be"), "format_binary"),
    "dialogues: UTF-16 cut inside a character": (lambda: listed().decode().encode("utf-16")[:-1], "encoding_invalid"),
    "dialogues: two documents in one file": (lambda: listed() + listed(), 4),
    "craigslist: a time of 1e308": (lambda: craigslist(time="1e308"), 1),
    "craigslist: a time of 5 MB": (lambda: craigslist(time="9" * (5 * MB)), 1),
    "craigslist: NaN as text": (lambda: craigslist(time="nan", start_time="-inf"), 1),
    "craigslist: an offer that is deep": (
        lambda: craigslist().replace(b'"scenario": {}', b'"scenario": ' + b'{"a":' * 500 + b"1" + b"}" * 500),
        1,
    ),
    "craigslist: an agent that is a list": (lambda: craigslist(agent=[0]), "record_shape_wrong"),
    "taskmaster: a speaker of a megabyte": (lambda: taskmaster(speaker="s" * MB), 1),
    "taskmaster: annotations for ever": (
        lambda: taskmaster(segments=[{"annotations": [{"name": "a" * 9}]}] * 50_000),
        1,
    ),
    "taskmaster: a name that is a path": (lambda: taskmaster(speaker="../../etc/passwd"), 1),
    "taskmaster: a text with control characters": (lambda: taskmaster(text="Hi \x00\x1b[2J\x07"), 1),
}
