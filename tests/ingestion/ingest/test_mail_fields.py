"""The fields of a mail: names and addresses, times, encoded words, charsets, parameters, subjects."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.mail import (
    addresses,
    charsets,
    dates,
    encoded_words,
    header,
    invitations,
    parameters,
    subject,
)
from talktrack.ingestion.ingest.readers.mail.invitations import Invitation
from talktrack.ingestion.ingest.readers.mail.subject import Subject


def people(value: str) -> list[tuple[str, str]]:
    """Return the names and addresses in a field."""
    return [(person.name, person.email) for person in addresses.parse([value])]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jane Doe <jane@x.example>", [("Jane Doe", "jane@x.example")]),
        ('"Doe, Jane" <Jane@X.example>', [("Doe, Jane", "jane@x.example")]),
        ("jane@x.example", [("", "jane@x.example")]),
        ("<jane@x.example>", [("", "jane@x.example")]),
        ("jane@x.example (Jane (the second) Doe)", [("Jane the second Doe", "jane@x.example")]),
        ("Jane <jane@x>, Sam <sam@x>", [("Jane", "jane@x"), ("Sam", "sam@x")]),
        ("Team: jane@x, Sam <sam@x>; kim@x", [("", "jane@x"), ("Sam", "sam@x"), ("", "kim@x")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?Q?Jane_D=C3=B6e?= <jane@x>", [("Jane Döe", "jane@x")]),
        ('"=?utf-8?Q?Jane_D=C3=B6e?=" <jane@x>', [("Jane Döe", "jane@x")]),
        ("jane@x.example <jane@x.example>", [("", "jane@x.example")]),
        ("'Jane Doe' <jane@x>", [("Jane Doe", "jane@x")]),
        ('"Jane \\"JD\\" Doe" <jane@x>', [('Jane "JD" Doe', "jane@x")]),
        ("Jane Doe", []),
        ("Jane <jane@x", [("Jane", "jane@x")]),
        ('"Jane <jane@x>', []),
        ("Jane <@relay.example:jane@x>", [("Jane", "jane@x")]),
        ("", []),
        ("@", []),
        ("(" * 5_000 + "jane@x" + ")" * 5_000 + " sam@x", [("jane@x", "sam@x")]),
        ("Jane\x00\r\n\u202eDoe <jane@x>", [("Jane Doe", "jane@x")]),
    ],
)
def test_addresses(value: str, expected: list[tuple[str, str]]) -> None:
    """Names as people read them, addresses in lower case; what is no address is left out."""
    assert people(value) == expected


@given(
    st.lists(
        st.tuples(st.text("abc. -", max_size=8), st.from_regex(r"[a-z]{1,6}@[a-z]{1,6}\.example", fullmatch=True)),
        min_size=1,
        max_size=4,
    )
)
def test_addresses_are_those_of_the_standard_library(pairs: list[tuple[str, str]]) -> None:
    """For everything that a program writes."""
    value = ", ".join(f'"{name.strip()}" <{address}>' for name, address in pairs)

    assert people(value) == [(" ".join(name.split()), address) for name, address in getaddresses([value])]


def test_twenty_thousand_addresses_are_a_thousand() -> None:
    """A mail to everybody names enough people."""
    assert len(people(", ".join(f"p{place}@x" for place in range(20_000)))) == addresses.MAX_ADDRESSES


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 5 Jan 2026 10:00:00 +0100",
        "5 Jan 2026 10:00:00 -0830",
        "Mon, 05 Jan 2026 10:00:00 +0000 (GMT+00:00)",
        "Mon, 5 Jan 2026 10:00 EST",
        "Mon, 5 Jan 26 10:00:00 GMT",
        "Monday, 05-Jan-26 10:00:00 GMT",
        "Jan 5 2026 10:00:00 +0000",
    ],
)
def test_times_are_those_of_the_standard_library(value: str) -> None:
    """The usual form and what else programs write."""
    assert dates.parse(value) == parsedate_to_datetime(value).astimezone(UTC)


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "Mon, 5 Foo 2026 10:00:00 +0000", "Mon, 32 Jan 2026 10:00:00 +0000", "1 Jan 1970 00:00:00 +0000"),
        *("31 Dec 9999 23:59:59 -1200", "5 Jan 2026 10:00:00 +9999", "5 Jan 2026 99:00:00 +0000", "9" * 5_000),
        *("5 Jan 0000 10:00:00 +0000", "Jan Jan Jan Jan Jan"),
    ],
)
def test_what_is_no_time_is_unknown(value: str) -> None:
    """And the beginning of all clocks is no time at which somebody wrote."""
    assert dates.parse(value) is None


def test_a_leap_second_is_read() -> None:
    """Clocks show it, datetime does not."""
    assert dates.parse("Sat, 31 Dec 2016 23:59:60 +0000") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Offer", "Offer"),
        ("=?utf-8?Q?Angebot_f=C3=BCr_Sie?=", "Angebot für Sie"),
        ("=?UTF-8?B?QW5nZWJvdA==?= for you", "Angebot for you"),
        ("=?utf-8?B?w6TD?= =?utf-8?B?pA==?=", "ää"),
        ("=?utf-8?Q?a?=\r\n =?iso-8859-1?Q?=E4?= b", "aä b"),
        ("a =?utf-8?Q?b?= =?utf-8?Q?c?= d", "a bc d"),
        ("=?nonsense?Q?=E4?=", "ä"),
        ("=?utf-8?Q?hi=0D=0ABcc:_x?=", "hi Bcc: x"),
        ("=?utf-8?X?what?=", "=?utf-8?X?what?="),
        ("=?utf-8?Q?unfinished", "=?utf-8?Q?unfinished"),
        ("=?utf-8?B?####?=", ""),
        ("=?zlib?B?eJw=?=", "xœ"),
        ("=?utf-8?Q?with space?=", "with space"),
    ],
)
def test_encoded_words(value: str, expected: str) -> None:
    """A character may be split between two words, and a word brings no line into a field."""
    assert encoded_words.plain(value) == expected


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        ("10 €".encode("cp1252"), "iso-8859-1", "10 €"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "x-unknown", "Grüße"),
        ("Grüße".encode(), '"utf-8"', "Grüße"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("你好".encode("gb18030"), "gb2312", "你好"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("Hi ü".encode("utf-16"), "utf-16", "Hi ü"),
        (b"\xff\xfe\xff", "utf-16", "ÿþÿ"),
        (b"\x81\xff", "utf-8", "\ufffdÿ"),
        (b"+2AA-", "utf-7", "+2AA-"),
        (b"a-b\xff", "punycode", "a-bÿ"),
        (b"\\ud800", "unicode_escape", "\\ud800"),
        (b"abc", "\x00", "abc"),
    ],
)
def test_charsets(data: bytes, declared: str, expected: str) -> None:
    """Declared rightly, wrongly, or as something that is no charset of mail."""
    assert charsets.decode(data, declared) == expected


@given(
    st.binary(max_size=40), st.sampled_from(["utf-8", "utf-16", "gb18030", "hz", "johab", "big5", "iso-2022-kr", ""])
)
def test_any_bytes_are_text_that_can_be_written(data: bytes, declared: str) -> None:
    """No half of a character reaches a table."""
    charsets.decode(data, declared).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('text/plain; charset="utf-8"', ("text/plain", {"charset": "utf-8"})),
        ("TEXT/Plain", ("text/plain", {})),
        ("a/b; x=1;; y = 2 ;z", ("a/b", {"x": "1", "y": "2"})),
        ('a/b; x="a \\"b\\"; c"', ("a/b", {"x": 'a "b"; c'})),
        ("a/b; x*=utf-8'de'f%C3%BCr", ("a/b", {"x": "für"})),
        ("a/b; x*0*=utf-8''f%C3%BC; x*1=r; x*2*=%20Sie", ("a/b", {"x": "für Sie"})),
        ("a/b; x*1=b; x*0=a", ("a/b", {"x": "ab"})),
        ('a/b; x="open', ("a/b", {"x": "open"})),
        ('a/b; x="open\\', ("a/b", {"x": "open"})),
        ("", ("", {})),
    ],
)
def test_parameters(value: str, expected: tuple[str, dict[str, str]]) -> None:
    """Quoted, continued, percent-encoded and broken ones."""
    found = parameters.parse(value)

    assert (found.main, dict(found.parameters)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Offer", Subject("Offer", is_reply=False)),
        ("Re: Offer", Subject("Offer", is_reply=True)),
        ("RE: AW: Re[2]: Antw: Offer", Subject("Offer", is_reply=True)),
        ("Fwd: WG: Offer", Subject("Offer", is_reply=False)),
        ("Fwd: Re: Offer", Subject("Offer", is_reply=True)),
        ("[EXTERNAL] Re: Offer", Subject("Offer", is_reply=True)),
        ("回复：Offer", Subject("Offer", is_reply=True)),
        ("R: Offer", Subject("Offer", is_reply=False)),
        ("Research: results", Subject("Research: results", is_reply=False)),
        ("Res-Q: it", Subject("Res-Q: it", is_reply=False)),
        ("Re:" * 10_000, Subject("Re:" * 146, is_reply=True)),
    ],
)
def test_subjects(value: str, expected: Subject) -> None:
    """Prefixes of programs go, words stay."""
    assert subject.parse(value).is_reply == expected.is_reply
    assert subject.parse(value).title.startswith(expected.title[:20])


@pytest.mark.parametrize(
    ("data", "names", "body"),
    [
        (b"A: 1\nB: 2\n\nhi", {"a": ["1"], "b": ["2"]}, b"hi"),
        (b"A: 1\r\n 2\r\n\t3\r\n\r\nhi", {"a": ["1 2 3"]}, b"hi"),
        (b"A: 1\nA: 2\n\nhi", {"a": ["1", "2"]}, b"hi"),
        (b"A: 1\nno field\nhi", {"a": ["1"]}, b"no field\nhi"),
        (b"From x Mon\nA: 1\n\nhi", {"a": ["1"]}, b"hi"),
        (b"A : 1\n\nhi", {"a": ["1"]}, b"hi"),
        (b"\nhi", {}, b"hi"),
        (b"A: 1", {"a": ["1"]}, b""),
        (b"A: 1\rB: 2\n\nhi", {"a": ["1"]}, b"hi"),
        ("A: Grüße\n\nhi".encode(), {"a": ["Grüße"]}, b"hi"),
    ],
)
def test_headers(data: bytes, names: dict[str, list[str]], body: bytes) -> None:
    """Folded, repeated, without an end; a carriage return brings no field into a field."""
    fields, start = header.split(data, 0, len(data))

    assert (fields, data[start:]) == (names, body)


def test_a_header_has_a_length() -> None:
    """Ten megabytes are refused, before anything is made of them."""
    data = b"A: " + b"x" * 10_000_000 + b"\n\nhi"
    with pytest.raises(SourceUnreadableError) as caught:
        header.split(data, 0, len(data))

    assert caught.value.reason == "mail_header_too_long"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("METHOD:REQUEST\nBEGIN:VEVENT\nUID:1@x\nEND:VEVENT", [Invitation("1@x", "REQUEST")]),
        ("METHOD:reply\nBEGIN:VEVENT\nUID:a\n b\n", [Invitation("ab", "REPLY")]),
        ("METHOD:CANCEL\nBEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\n", [Invitation("1", "CANCEL")]),
        ("BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260122T140000Z\n", [Invitation("1/20260122T140000Z", "PUBLISH")]),
        ("BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Nowhere/Land:20260122T140000\n", [Invitation("1", "PUBLISH")]),
        ("BEGIN:VEVENT\nSUMMARY:no id\n", []),
        ("nothing", []),
    ],
)
def test_invitations(text: str, expected: list[Invitation]) -> None:
    """A meeting by its id, an occurrence by its start too; the method may stand outside."""
    assert list(invitations.read(text, "publish")) == expected
