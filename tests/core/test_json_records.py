"""A JSON file is cut into its records whatever its outermost form, and nothing that it holds fills memory."""

from __future__ import annotations

import json
import tracemalloc

import msgspec
import pytest

from talktrack.core.decoding import whole_characters
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import MAX_OPENINGS, MAX_RECORDS, MAX_VALUES, Record, cut, decoded

MARKS = frozenset({"turns"})
ONE, TWO = {"id": 1, "turns": ["a,{"]}, {"id": 2, "turns": []}
NUMBERED = msgspec.json.Decoder(dict[str, object])


def cut_up(data: bytes) -> list[tuple[str, str | None, object]]:
    """Return place, key and content of every record."""
    return [(one.place, one.key, json.loads(bytes(one.data))) for one in cut(data, MARKS)]


def refused(data: bytes) -> str:
    """Return why a file is refused as a whole."""
    with pytest.raises(SourceUnreadableError) as caught:
        cut(data, MARKS)
    return caught.value.reason


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list(indent: int | None) -> None:
    """Records are told by their position."""
    data = json.dumps([ONE, 5, TWO], indent=indent).encode()

    assert cut_up(data) == [("0", None, ONE), ("1", None, 5), ("2", None, TWO)]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n\r\n"])
def test_one_record_a_line(end: bytes) -> None:
    """Blank lines and Windows line ends do not matter."""
    data = json.dumps(ONE).encode() + b"\r\n\n" + json.dumps(TWO).encode() + end

    assert cut_up(data) == [("0", None, ONE), ("1", None, TWO)]


@pytest.mark.parametrize("indent", [None, 2])
def test_one_record_alone(indent: int | None) -> None:
    """An object with a name that only records have is the record."""
    assert cut_up(json.dumps(ONE, indent=indent).encode()) == [("0", None, ONE)]


def test_an_object_of_records() -> None:
    """The name under which a record stands is kept."""
    assert cut_up(json.dumps({"x": ONE, "y": TWO}).encode()) == [("x", "x", ONE), ("y", "y", TWO)]


def test_an_object_of_lists() -> None:
    """What else the object says is about the document."""
    data = json.dumps({"version": 1, "train": [ONE], "test": [TWO]}).encode()

    assert cut_up(data) == [("train/0", "train", ONE), ("test/0", "test", TWO)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str) -> None:
    """A mark is believed."""
    assert cut_up(json.dumps([ONE]).encode(encoding)) == [("0", None, ONE)]


def test_a_damaged_line_stays_among_its_neighbours() -> None:
    """Even as the first: its record is what cannot be decoded."""
    records = cut(b'{"id": 1, "tur\n{"id": 2}\n', MARKS)

    with pytest.raises(SourceUnreadableError) as caught:
        decoded(records[0], NUMBERED)
    assert (caught.value.reason, decoded(records[1], NUMBERED)) == ("record_broken", {"id": 2})


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b'[{"id": 1}, {"id": NaN}, {"id": 3}]', ["0", "1", "2"]),
        (b'[{"id": 1}, {"a": "\\q}"}, {"id": 3}', ["0", "1", "2", "3"]),
        (b'[{"id": "]}"}, {"id": 2} {"id": 3},]', ["0", "1", "2"]),
        (b'[{"id": 1}, {"id": [2', ["0", "1"]),
        (b'[{"id": 1}, {"id": "2', ["0", "1"]),
        (b'{"x": {"id": 1}, "y": {"id": NaN}, "z" : {"id": 3}}', ["x", "y", "z"]),
        (b'[{"id": 1}]]', ["0", "1"]),
    ],
)
def test_a_broken_document_keeps_its_whole_records(data: bytes, places: list[str]) -> None:
    """They are told apart by their brackets; what does not add up is a record that cannot be decoded."""
    assert [record.place for record in cut(data, MARKS)] == places


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "json_broken"),
        (b"[]", "json_no_records"),
        (b'{"version": 1}', "json_no_records"),
        (b"5", "json_broken"),
        (b'{"turns": [{"a": 1}, {"b": 2}, {"c"', "json_broken"),
        (b'[{"id": NaN}]', "json_broken"),
        (b"[" * 200_000, "json_broken"),
        (b'{"a":' * 200_000, "json_broken"),
        (b'{\n "a": [\n  {}\n ', "json_broken"),
        (b"\xff\xfe[", "encoding_invalid"),
        (b'{"caf\xe9": {}}', "encoding_invalid"),
        (b"[" + b"{}," * MAX_RECORDS + b"{}]", "json_too_many_records"),
        (b'{"a": 1}\n' * (MAX_RECORDS + 1), "json_too_many_records"),
        (b"[" + b"1," * (MAX_VALUES + 1) + b"1]", "json_too_dense"),
        (b"[" + b"{}," * MAX_OPENINGS + b"{}]", "json_too_dense"),
        (b'{"train": [' + b"1," * (MAX_VALUES + 1) + b"1]}", "json_too_dense"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_what_is_no_file_of_records(data: bytes, reason: str) -> None:
    """Every refusal has its reason."""
    assert refused(data) == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[1]", "record_shape_wrong"),
        (b'{"id": 1', "record_broken"),
        (b'{"a": ' + b"[" * 100_000, "record_broken"),
        (b'{"id": "\xff"}', "encoding_invalid"),
        (b'{"id": [' + b"1," * (MAX_VALUES + 1) + b"1]}", "record_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_what_is_no_record(data: bytes, reason: str) -> None:
    """A record is judged alone."""
    with pytest.raises(SourceUnreadableError) as caught:
        decoded(Record("0", data), NUMBERED)

    assert caught.value.reason == reason


@pytest.mark.parametrize("document", [b'[{"turns": "a\\ud800"}]', b'{"turns": "a\\ud800"}'])
def test_half_a_surrogate_pair_is_no_damage(document: bytes) -> None:
    """Texts that were cut to a length in the middle of an emoji end in one: it becomes the replacement character."""
    (record,) = cut(document, MARKS)

    assert decoded(record, msgspec.json.Decoder(dict[str, str])) == {"turns": "a\ufffd"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"\ud83d\ud83d\ude00\ude00", "\ufffd\U0001f600\ufffd"),
        (rb"\\ud800 \ud800", "\\ud800 \ufffd"),
    ],
)
def test_only_halves_are_replaced(text: bytes, expected: str) -> None:
    """Whole pairs stay, and so does what only looks like an escape."""
    assert json.loads(whole_characters(b'"' + text + b'"')) == expected


def test_a_dense_file_of_records_is_cut() -> None:
    """Many values are no objection as long as they stand inside records."""
    record = b'{"turns": [' + b"1," * 999 + b"1]}"

    assert len(cut(b"[" + b",".join([record] * 1_100) + b"]", MARKS)) == 1_100


def test_records_do_not_copy_the_file() -> None:
    """They are views of its bytes."""
    data = b"\n".join([b'{"turns": ["' + b"a" * 10_000 + b'"]}'] * 500)
    tracemalloc.start()
    records = cut(data, MARKS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (len(records), peak < len(data) / 10) == (500, True)
