"""Links into video meetings, found among the others that an invitation holds."""

from __future__ import annotations

import pytest

from talktrack.core.join_links import join_key, join_link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Join: https://us02web.zoom.us/j/123?pwd=a.b.", "https://us02web.zoom.us/j/123?pwd=a.b"),
        ("Find your number: https://zoom.us/u/abc <https://acme.zoom.us/j/9>", "https://acme.zoom.us/j/9"),
        ("https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0 Need help? https://aka.ms/x",
         "https://teams.microsoft.com/l/meetup-join/19%3a@thread.v2/0"),
        ("room https://meet.google.com/abc-defg-hij, then", "https://meet.google.com/abc-defg-hij"),
        ("https://acme.webex.com/acme/globalcallin.php?MTID=m1 https://acme.webex.com/acme/j.php?MTID=m1",
         "https://acme.webex.com/acme/j.php?MTID=m1"),
        ("https://notzoom.us/j/1 https://zoom.us.evil.example/j/1 https://example.com", None),
        ("https://" * 10_000, None),
        ("", None),
    ],
)  # fmt: skip
def test_the_first_link_into_a_room(text: str, expected: str | None) -> None:
    """Help pages, dial-in numbers and look-alikes are none."""
    assert join_link(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Acme.zoom.us/j/123?pwd=abc#success", "https://acme.zoom.us/j/123"),
        ("https://meet.google.com/abc-defg-hij/", "https://meet.google.com/abc-defg-hij?authuser=0"),
        ("https://acme.webex.com/acme/j.php?MTID=m1", "https://ACME.webex.com/acme/j.php?MTID=m1"),
    ],
)
def test_spellings_of_one_room(one: str, other: str) -> None:
    """Passwords and tracking do not make another room."""
    assert join_key(one) == join_key(other)


def test_rooms_that_only_the_query_names_differ() -> None:
    """Webex's old links."""
    assert join_key("https://a.webex.com/j.php?MTID=1") != join_key("https://a.webex.com/j.php?MTID=2")


def test_what_is_no_link_is_its_own_key() -> None:
    """Calendar UIDs stand in the same place as links."""
    assert join_key("040000008200E00@outlook.com") == "040000008200E00@outlook.com"
    assert join_key("https://[broken") == "https://[broken"
