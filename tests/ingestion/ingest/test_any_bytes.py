"""Whatever bytes arrive, a reader ends in conversations or in a SourceUnreadableError; nothing else escapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktrack.core import sniff
from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.ingest.readers import bundle, gong, text, zoom
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File, Reading
from talktrack.ingestion.ingest.rejection import ADVICE

GONG = msgspec.json.encode(
    {
        "callTranscripts": [
            {"callId": "1", "transcript": [{"speakerId": 5, "sentences": [{"start": 0, "end": 9, "text": "Hi é"}]}]}
        ]
    }
)
DETAILS = msgspec.json.encode(
    {
        "calls": [
            {
                "metaData": {"id": "1", "started": "2026-01-15T14:00:00Z", "duration": 3.5},
                "parties": [{"speakerId": "5", "name": "Jane", "affiliation": "Internal"}],
                "context": [{"objects": [{"objectType": "Account", "objectId": "001", "timing": "TimeOfCall"}]}],
            }
        ]
    }
)
VTT = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Jane>Hi &amp; hello</v>\n\n00:02.000 --> 00:03.000\nSam: Yes\n"
TEXT = "Date: 2026-01-15\n[00:00:01] Jane Doe: Hi é\nmore\n\nSam  0:03\nYes: really\nSam: no\n".encode()
SEEDS = (GONG, DETAILS, VTT, TEXT, b'{"payload": ' + GONG + b"}")
PIECES = st.sampled_from(
    [
        *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n\n", b":", b"{}"),
        *(b'"\\ud800"', b"1e999", b"9" * 5000, b"null", b"NaN", b"[" * 3000),
        *(b"-->", b"<v ", b"&#999999999999;", b"99:99:99.999"),
        *(b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00"),
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a valid file with a few pieces replaced."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(PIECES | st.binary(max_size=6)) + data[end:]
    return data


def _file(data: bytes) -> File:
    return File(data, Origin(tenant="acme", uri="in/file.x", sha256=sha256(data)))


def _survives(*files: File) -> list[Conversation]:
    """Read a bundle; a refusal must have advice, a success must fit into the table."""
    found, reason = _outcome(lambda: list(bundle.read(files)))
    assert reason is None or reason in ADVICE
    conversations = [one for one in found if isinstance(one, Conversation)]
    CONVERSATIONS.to_batch(conversations)
    return conversations


def _outcome(read: Callable[[], Sequence[Reading]]) -> tuple[Sequence[Reading], str | None]:
    """Return what a reader found or why it refused."""
    try:
        return read(), None
    except SourceUnreadableError as error:
        return [], error.reason


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    """Random bytes are refused with a reason or read."""
    _survives(_file(data))


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_files(data: bytes) -> None:
    """Damaged files are refused with a reason or read, and what is read can be written."""
    _survives(_file(data))


@settings(max_examples=200, deadline=None)
@given(mutated(), mutated())
def test_mutated_pairs(first: bytes, second: bytes) -> None:
    """Two files in one bundle are no more dangerous than one."""
    _survives(_file(first), _file(second))


@settings(max_examples=300, deadline=None)
@given(mutated() | st.binary(max_size=200))
def test_every_reader_alone(data: bytes) -> None:
    """A reader that is handed another's file refuses it in the same way."""
    origin = _file(data).origin
    outcomes = [
        _outcome(lambda: gong.read(File(data, origin), File(data, origin))),
        _outcome(lambda: [zoom.read(data, origin)]),
        _outcome(lambda: [text.read(data, origin)]),
    ]

    assert all(reason is None or reason in ADVICE for _, reason in outcomes)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"PK\x03\x04\0\0\0", "format_binary"),
        (b'{"hello": 1}', "json_unknown"),
        (b"[" * 200_000, "json_unknown"),
        (b'{"callTranscripts": ' + b"[" * 200_000, "gong_shape_wrong"),
        (
            b'{"callTranscripts": [{"callId": "1", "transcript": [{"sentences": [{"start": 1e999}]}]}]}',
            "gong_shape_wrong",
        ),
        (b'{"callTranscripts": [{"callId": "\\ud800"}]}', "gong_not_json"),
        (b"Jane: caf\xe9", "encoding_invalid"),
        (b"WEBVTT\n\n" + b"\n\n" * 100_000, "vtt_no_cues"),
        (b"<" * 1_000_000, "text_no_speakers"),
    ],
)
def test_hostile_files_have_a_reason(data: bytes, reason: str) -> None:
    """The known tricks end in the reason that a person can act on."""
    with pytest.raises(SourceUnreadableError) as caught:
        list(bundle.read([_file(data)]))

    assert reason == caught.value.reason


def test_lone_surrogates_do_not_reach_a_table() -> None:
    """UTF-16 with half a pair is refused, not written."""
    assert _survives(_file("Jane: \ud800 hi".encode("utf-16", "surrogatepass"))) == []


def test_sniffing_needs_only_the_head() -> None:
    """What follows the first 64 KiB does not change the format."""
    assert sniff.sniff(GONG + b" " * sniff.HEAD_BYTES) == sniff.sniff(GONG)
