"""Ways in which files are broken after they were written: cut, re-encoded, replaced by something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Files = dict[str, bytes]

_PAGE = (
    b"<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>Try again</h1></body></html>"
)
_NUMBER = re.compile(rb"^\d+\n(?=[-0-9:.]+ --> )", re.MULTILINE)
_TABLE = b"order,customer,total\n1001,C-77,19.90\n1002,C-12,5.00\n1003,C-40,120.10\n"


def truncated(files: Files, _: Random) -> Files:
    """The download stopped half-way."""
    return {name: data[: len(data) * 6 // 10] if _is_transcript(name) else data for name, data in files.items()}


def not_json(files: Files, _: Random) -> Files:
    """A quote is missing somewhere."""
    return _transcripts(files, lambda data: data.replace(b'"speakerId":"', b'"speakerId":', 3))


def wrong_shape(files: Files, _: Random) -> Files:
    """The vendor's next version: sentences became an object."""
    return _transcripts(
        files, lambda data: data.replace(b'"sentences":[', b'"sentences":{"items":[').replace(b"}]}", b"}]}}")
    )


def another_call(files: Files, _: Random) -> Files:
    """The details belong to a call with another id."""
    return {
        name: data if _is_transcript(name) else re.sub(rb'"metaData":\{"id":"\d+"', b'"metaData":{"id":"42"', data)
        for name, data in files.items()
    }


def details_missing(files: Files, _: Random) -> Files:
    """The second file never came."""
    return {name: data for name, data in files.items() if _is_transcript(name)}


def transcript_missing(files: Files, _: Random) -> Files:
    """Only the details came."""
    return {name: data for name, data in files.items() if not _is_transcript(name)}


def orphan_speaker(files: Files, rng: Random) -> Files:
    """A speaker id of the transcript joins nobody."""
    stranger = b'"speakerId":"%d"' % rng.randrange(10**18, 10**19)
    return {
        name: data if _is_transcript(name) else re.sub(rb'"speakerId":"\d+"', stranger, data)
        for name, data in files.items()
    }


def garbage_date(files: Files, _: Random) -> Files:
    """A date that is none, in nobody's time zone."""
    return {
        name: data if _is_transcript(name) else re.sub(rb'"started":"[^"]*"', b'"started":"31.02.25 26:61 MEZ?"', data)
        for name, data in files.items()
    }


def empty_file(files: Files, _: Random) -> Files:
    """Nothing was written."""
    return _transcripts(files, lambda _: b"")


def nul_bytes(files: Files, _: Random) -> Files:
    """A block of the disk was never written."""
    return _transcripts(files, lambda data: data[: len(data) // 2] + bytes(512) + data[len(data) // 2 :])


def utf16_without_mark(files: Files, _: Random) -> Files:
    """Saved as UTF-16 by a program that leaves out the byte-order mark."""
    return _transcripts(files, lambda data: data.decode().encode("utf-16-le"))


def windows_1252(files: Files, _: Random) -> Files:
    """Typographic quotes in a one-byte encoding."""
    return _transcripts(files, lambda data: data.decode().replace("'", "’").encode("cp1252", "replace"))


def error_page(files: Files, _: Random) -> Files:
    """The server answered with a page instead of the transcript."""
    return _transcripts(files, lambda _: _PAGE)


def table_instead(files: Files, _: Random) -> Files:
    """Somebody saved the wrong file under this name."""
    return _transcripts(files, lambda _: _TABLE)


def no_header(files: Files, _: Random) -> Files:
    """The first line of the WebVTT file is missing, and so are the numbers that would make it SRT."""
    return _transcripts(files, lambda data: _NUMBER.sub(b"", data.removeprefix(b"WEBVTT\n\n")))


def marked_crlf(files: Files, _: Random) -> Files:
    """A byte-order mark and Windows line ends: ugly, but readable."""
    return _transcripts(files, lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))


def _is_transcript(name: str) -> bool:
    return not name.endswith(".extensive.json")


def _transcripts(files: Files, change: Callable[[bytes], bytes]) -> Files:
    return {name: change(data) if _is_transcript(name) else data for name, data in files.items()}
