"""What a person is told whose file no reader knows, and the forms that the README offers instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.bundle import read
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from talktrack.ingestion.ingest.rejection import ADVICE, rejected

README = Path(__file__).parents[3] / "components/talktrack/ingestion/ingest/README.md"


def told(data: bytes) -> tuple[str, str]:
    """Return the reason and the detail of a file that cannot be read."""
    with pytest.raises(SourceUnreadableError) as refused:
        conversations(data)
    return refused.value.reason, str(refused.value)


def conversations(data: bytes) -> list[Conversation]:
    """Read a file."""
    found = read([File(data, Origin(tenant="acme", uri="in/x", sha256="00"))])
    return [reading for reading in found if isinstance(reading, Conversation)]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (
            b'{"id": 1, "utterances": [{"speaker": "Ann", "text": "Hello."}]}\n',
            "it comes nearest to dialogues, which has `conversation_id` and `utterances`; it lacks `conversation_id`",
        ),
        (
            b'{"segments": [{"from": 0.0, "text": "Hello."}]}',
            "it comes nearest to whisperx, which has `segments` and `start`; it lacks `start`",
        ),
        (b'{"hello": "world"}', "no reader knows this JSON document"),
    ],
)
def test_the_nearest_form_is_named(data: bytes, detail: str) -> None:
    """In words of ours: nothing of the file stands in the row."""
    assert told(data) == ("json_unknown", detail)


def test_nul_bytes_are_told() -> None:
    """A transcript may be good but for one of them."""
    reason, detail = told(b"Ann: Hello.\nBen: Hi\0.\n")

    assert (reason, detail) == ("format_binary", "neither text nor sound, with NUL bytes: 1, the first at byte 19")
    assert "NUL" in ADVICE[reason].suggestion


def test_a_table_of_turns_is_told_what_to_become() -> None:
    """No reader guesses columns."""
    reason, _ = told(b"speaker,text,start\nAnn,Hello.,0.0\nBen,Hi.,2.0\n")

    assert (reason, "(CSV)" in ADVICE[reason].suggestion) == ("text_no_speakers", True)


def test_what_the_readme_offers_is_read() -> None:
    """Each of its lines, and the one of text, is a conversation of two turns."""
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    offered = [line for line in lines if line.startswith(('{"segments"', '{"original'))]
    read_back = [conversations(line.encode()) for line in (*offered, "[00:00:05] Ann: Hello.\n[00:00:07] Ben: Hi.")]

    assert [[turn.text for turn in one.turns] for (one,) in read_back] == [["Hello.", "Hi."]] * 3
    assert [one.source for (one,) in read_back] == ["whisperx", "ours", "text"]


def test_what_the_advice_offers_is_read() -> None:
    """People copy it from the review queue."""
    suggestion = rejected(SourceUnreadableError("json_unknown"), tenant="acme", uri="in/x", sha256="00").suggestion
    offered = suggestion[suggestion.index("{") : suggestion.rindex("}") + 1]

    assert [turn.text for turn in conversations(offered.encode())[0].turns] == ["Hello."]
