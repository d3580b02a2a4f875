"""What hostile mails may not do beside hanging: swell the record, or cost their neighbours in a mailbox."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.mail import reader
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from tests.hostile import mail


def read(data: bytes) -> list[Reading]:
    """Read one file."""
    return list(reader.read([File(data, Origin(tenant="acme", uri="in/mail.eml", sha256="0"))]))


@pytest.mark.parametrize("name", ["addresses", "encoded words", "references", "sixty megabytes of text"])
def test_a_mail_that_swells_is_a_small_record(name: str) -> None:
    """People, titles and texts have their limits."""
    make, _ = mail.FILES[f"mail: {name}"]
    (found,) = read(make())

    assert isinstance(found, Conversation)
    assert len(found.participants) <= 1_000
    assert len(found.title or "") <= 500
    assert sum(len(turn.text) for turn in found.turns) <= mail.MEGABYTE


@pytest.mark.parametrize("data", [b"no header\nat all", b"", bytes(1_000)], ids=["no header", "nothing", "zeros"])
def test_what_is_no_mail_is_damaged(data: bytes) -> None:
    """A reader that is handed another file says so."""
    (found,) = read(data)

    assert isinstance(found, Damaged)
    assert found.reason == "mail_no_header"


def test_a_damaged_mail_never_costs_its_neighbours() -> None:
    """Whatever one mail of a mailbox is made of."""
    texts = [b"one", b"two", b"three"]
    head = mail.HEAD
    good = [head.replace(b"<m@x>", b"<%s@x>" % text).replace(b"a@x", b"%s@x" % text) + b"\n" + text for text in texts]
    bad = [mail.FILES[f"mail: {name}"][0]() for name in ("a long header", "nested parts", "an attachment alone")]
    mails = [one for pair in zip(good, bad, strict=True) for one in pair]
    found = read(b"\n".join(mail.LINE + one + b"\n" for one in mails))

    assert sorted(one.turns[0].text for one in found if isinstance(one, Conversation)) == ["one", "three", "two"]
    assert sum(isinstance(one, Damaged) for one in found) == 3


def test_a_mark_before_a_mail_is_no_part_of_it() -> None:
    """Editors put one before what they save."""
    with_mark, without = (read(mark + mail.HEAD + b"\nhi") for mark in (b"\xef\xbb\xbf", b""))

    assert with_mark == without
