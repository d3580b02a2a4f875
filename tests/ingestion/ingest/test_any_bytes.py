"""Whatever bytes arrive, a reader ends in conversations, damaged records or a refusal with advice, and nothing else.

Each family is tried with a few hundred mutations of its valid files. ``--hypothesis-profile thorough`` tries 20 000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktrack.core.conversation import Conversation
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import sha256
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from talktrack.ingestion.ingest.rejection import ADVICE
from tests.ingestion.ingest import families

SLOWEST_MS = 60_000  # a bound on hanging, not on speed: machines that run tests are busy
FEWEST_READ = 3
Reader = Callable[[bytes, Origin], Conversation | Iterator[Reading]]
SCALARS = (b"", b"null", b"NaN", b"-1", b"1e999", b'"\\ud800"', b"9" * 5_000, b"true", b"0.0", b'""', b"{}", b"[]")
NESTED = (b"[" * 3_000, b'{"a":' * 3_000, b"(" * 5_000)
TEXTS = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\r",
    b"\n\n",
    b":",
    b"-->",
    b"<v ",
    b"&#999999999999;",
    b">",
    b"=",
)
TIMES = (b"99:99:99.999", b"-0:0:1", b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00", b"1e20")
PIECES = SCALARS + NESTED + TEXTS + TIMES


def mutation(seed: bytes, other: bytes, draw: Random) -> bytes:
    """Return a valid file with a few pieces replaced, removed, repeated, or taken from another file."""
    data = seed
    for _ in range(draw.randint(1, 4)):
        start = draw.randint(0, len(data))
        end = min(len(data), start + draw.choice((0, 1, 4, 12, 60)))
        piece = draw.choice(
            (draw.choice(PIECES), draw.randbytes(draw.randint(0, 6)), data[start:end] * 3, other[start:end])
        )
        data = data[:start] + piece + data[end:]
    return data[: draw.randint(0, len(data))] if draw.random() < 0.1 else data


def file(data: bytes) -> File:
    """Return a file with these bytes."""
    return File(data, Origin(tenant="acme", uri="in/file.x", sha256=sha256(data)))


def outcome(read: Callable[[], Iterable[Reading]]) -> tuple[list[Reading], set[str]]:
    """Return what a reader found until it ended or refused, and every reason that it gave."""
    found: list[Reading] = []
    reasons: set[str] = set()
    try:
        for one in read():
            found.append(one)  # noqa: PERF402 - what came before a refusal counts
    except SourceUnreadableError as error:
        reasons = {error.reason}
    return found, reasons | {one.reason for one in found if isinstance(one, Damaged)}


def alone(read: Reader, given_file: File) -> Iterable[Reading]:
    """Hand a file to one reader, whatever it holds."""
    found = read(given_file.data, given_file.origin)
    return [found] if isinstance(found, Conversation) else found


def survives(*files: File) -> list[Conversation]:
    """Read a bundle; a refusal and every damaged record must have advice, and what is read must fit into the table."""
    found, reasons = outcome(lambda: bundle.read(files))
    assert reasons <= set(ADVICE)
    conversations = [one for one in found if isinstance(one, Conversation)]
    CONVERSATIONS.to_batch(conversations)
    return conversations


@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    """Random bytes are refused with a reason or read."""
    survives(file(data))


@pytest.mark.parametrize("family", families.names())
@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_files(family: str, data: st.DataObject) -> None:
    """Damaged files are refused with a reason or read, and what is read can be written."""
    draw, known = Random(data.draw(st.integers(0, 2**48), label="seed")), families.seeds(family)
    survives(file(mutation(draw.choice(known), draw.choice(known), draw)))


@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**48))
def test_mutated_pairs(seed: int) -> None:
    """Two files in one bundle are no more dangerous than one."""
    draw, known = Random(seed), [one for family in families.names() for one in families.seeds(family)]
    survives(*(file(mutation(draw.choice(known), draw.choice(known), draw)) for _ in range(2)))


@settings(deadline=SLOWEST_MS, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**48))
def test_every_reader_alone(seed: int) -> None:
    """A reader that is handed another's file refuses it in the same way."""
    draw, known = Random(seed), [one for family in families.names() for one in families.seeds(family)]
    other = file(mutation(draw.choice(known), draw.choice(known), draw))
    reasons: set[str] = set()
    readers: tuple[Reader, ...] = (*bundle.ONE.values(), *bundle.MANY.values())
    for read in readers:
        reasons |= outcome(partial(alone, read, other))[1]

    assert reasons <= set(ADVICE)


@pytest.mark.parametrize("family", families.names())
def test_valid_files_are_read(family: str) -> None:
    """Several of every family give conversations, so that mutations begin with something real."""
    read = [bool(survives(*map(file, files))) for files in families.bundles(family)]

    assert sum(read) >= FEWEST_READ


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file_empty"),
        (b" \r\n", "file_empty"),
        (b"PK\x03\x04" + bytes(80), "format_binary"),
        (b'{"hello": "world"}', "json_unknown"),
        (b"[" * 200_000, "json_unknown"),
        (b'{"callTranscripts": ' + b"[" * 200_000, "record_broken"),
        (b"Jane: caf\xe9", "encoding_invalid"),
        (b"WEBVTT\n\n" + b"\n\n" * 100_000, "vtt_no_cues"),
        (b"<" * 1_000_000, "text_no_speakers"),
    ],
)
def test_hostile_files_have_a_reason(data: bytes, reason: str) -> None:
    """The known tricks end in the reason that a person can act on."""
    with pytest.raises(SourceUnreadableError) as caught:
        list(bundle.read([file(data)]))

    assert reason == caught.value.reason


def test_lone_surrogates_do_not_reach_a_table() -> None:
    """UTF-16 with half a pair is refused, not written."""
    assert survives(file("Jane: \ud800 hi".encode("utf-16", "surrogatepass"))) == []
