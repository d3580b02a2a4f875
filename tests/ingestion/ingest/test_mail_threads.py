"""Threads: references first, then the mailbox's own threads, and the subject only as a last resort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from talktrack.ingestion.ingest.readers.mail import message
from talktrack.ingestion.ingest.readers.mail.threads import threads

SAM, JANE, KIM = "sam@us.example", "jane@buyer.example", "kim@other.example"


def mail(identity: str, references: str = "", minute: int = 0, /, **fields: str) -> bytes:
    """Return a mail; references are ids between spaces."""
    named = " ".join(f"<{name}>" for name in references.split())
    known = {"From": SAM, "To": JANE, "Date": f"Mon, 5 Jan 2026 10:{minute:02}:00 +0000"} | fields
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in known.items() if value]
    return "\n".join([f"Message-ID: <{identity}>", f"References: {named}", *lines, "", "text"]).encode()


def grouped(mails: Sequence[bytes]) -> set[tuple[str, ...]]:
    """Return the threads as their root and the ids of their mails in order."""
    found = threads(message.parse(data) for data in mails)
    return {(thread.root, *(one.links.identity for one in thread.messages)) for thread in found}


def test_a_chain_is_one_thread_in_whatever_order_it_comes() -> None:
    """Every mail names only the one before it."""
    mails = [mail("a"), mail("b", "a", 1), mail("c", "b", 2)]

    assert {frozenset(grouped(order)) for order in permutations(mails)} == {frozenset({("a", "a", "b", "c")})}


def test_mails_between_may_be_missing() -> None:
    """What other mails' references say of them is believed."""
    assert grouped([mail("d", "a b c", 3), mail("e", "b x", 4)]) == {("a", "d", "e")}


def test_in_reply_to_counts_where_references_are_missing() -> None:
    """Only its first id: programs put addresses behind it."""
    answer = mail("b", "", 1, In_Reply_To="<a> from <jane@buyer.example>")

    assert grouped([mail("a"), answer]) == {("a", "a", "b")}


@pytest.mark.parametrize(
    "mails",
    [
        [mail("a", "b"), mail("b", "a", 1)],
        [mail("a", "b"), mail("b", "c", 1), mail("c", "a", 2)],
        [mail("a", "b c a b"), mail("b", "a c", 1), mail("c", "c", 2)],
    ],
)
def test_circles_are_broken(mails: list[bytes]) -> None:
    """A forged circle of references is one thread, and reading ends."""
    found = grouped(mails)

    assert [len(thread) - 1 for thread in found] == [len(mails)]


def test_a_mail_that_answers_itself_stands_alone() -> None:
    """Its own id is no reference."""
    assert grouped([mail("a", "a")]) == {("a", "a")}


def test_a_long_chain_needs_no_recursion() -> None:
    """Ten thousand answers are one thread."""
    chain = [mail("m0"), *(mail(f"m{place}", f"m{place - 1}") for place in range(1, 10_000))]
    ((root, *ids),) = grouped(chain[::-1])

    assert (root, len(ids)) == ("m0", 10_000)


@pytest.mark.parametrize(
    "fields",
    [{"X_GM_THRID": "1788"}, {"Thread_Index": "AdwW9Yk3j3r6sZ9UQ1G6kq7v8w9xyw=="}],
    ids=["gmail", "outlook"],
)
def test_the_mailbox_knows_threads_too(fields: dict[str, str]) -> None:
    """Where references are missing; Outlook's answers prolong the index of what they answer."""
    longer = {name: value.replace("xyw==", "xyxAAAAAAw") for name, value in fields.items()}

    assert grouped([mail("a", **fields), mail("b", "", 1, **longer)]) == {("a", "a", "b")}


def test_references_are_believed_before_the_mailbox() -> None:
    """A mail that names another does not move to the mailbox's thread."""
    mails = [mail("a", X_GM_THRID="1"), mail("b", "z", 1, X_GM_THRID="1")]

    assert grouped(mails) == {("a", "a"), ("z", "b")}


def test_the_subject_is_the_last_resort() -> None:
    """An answer without references to a mail of the same subject that its sender got."""
    mails = [
        mail("a", Subject="Offer"),
        mail("b", "", 1, From=JANE, To=SAM, Subject="Re: offer"),
        mail("c", "", 2, From=KIM, To=SAM, Subject="Re: offer"),
        mail("d", "", 3, From=JANE, To=SAM, Subject="Offer"),
        mail("e", "", 4, From=JANE, To=SAM, Subject="Re:"),
    ]

    assert grouped(mails) == {("a", "a", "b"), ("c", "c"), ("d", "d"), ("e", "e")}


def test_the_subject_of_last_year_is_another_matter() -> None:
    """The same subject comes again every year."""
    late = mail("b", From=JANE, To=SAM, Subject="Re: Offer", Date="Tue, 5 Jan 2027 10:00:00 +0000")

    assert len(grouped([mail("a", Subject="Offer"), late])) == 2


def test_a_mail_without_any_time_stands_last() -> None:
    """Answers among them stand behind what they answer."""
    mails = [mail("c", "a b", Date=""), mail("b", "a", Date=""), mail("a", "", 30)]

    assert grouped(mails) == {("a", "a", "b", "c")}
