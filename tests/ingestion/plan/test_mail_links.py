"""Mails that name each other are one thread, in whatever order the files are listed."""

from __future__ import annotations

from itertools import permutations

from talktrack.ingestion.plan.mail_links import joined, links

MAIL = b"Message-ID: <b@x>\r\nReferences: <a@x>\r\n <c@x>\r\n\r\nMessage-ID: <quoted@x>\r\n"


def test_a_header_names_its_own_id_and_those_it_answers() -> None:
    """Folded lines belong to the field; the body does not count."""
    assert links(MAIL, many=False) == ("b@x", "a@x", "c@x")


def test_a_mailbox_names_those_of_all_its_mails() -> None:
    """Every header in it counts."""
    box = b"From a\nMessage-ID: <a@x>\n\nHi\n\nFrom b\nMessage-ID: <b@x>\n\nHi\n"

    assert links(box, many=True) == ("a@x", "b@x")


def test_chains_are_one_thread_in_any_order() -> None:
    """The first file by name stands for the thread."""
    files = [("1", ["a"]), ("2", ["b", "a"]), ("3", ["c", "b"]), ("4", ["z"]), ("5", [])]

    for order in permutations(files):
        assert joined(order) == {"1": "1", "2": "1", "3": "1", "4": "4", "5": "5"}
