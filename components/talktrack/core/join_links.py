"""Links by which people join a video meeting: finding them in text, and telling whether two lead to the same room."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_TEXT_CHARACTERS = 64 * 1024

_LINK = re.compile(r"https?://[^\s<>\"'\\\])]{4,2000}", re.IGNORECASE)
# Hosts of rooms, subdomains included, and how the path of a room begins: invitations hold links to help pages too.
_ROOMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("zoom.us", ("/j/", "/my/", "/s/", "/w/")),
    ("zoomgov.com", ("/j/", "/my/", "/s/", "/w/")),
    ("teams.microsoft.com", ("/l/meetup-join/", "/meet/")),
    ("teams.live.com", ("/meet/",)),
    ("meet.google.com", ("/",)),
    ("webex.com", ("/",)),
)
_NO_ROOM = "globalcallin.php"
_WHOLE_QUERY = ".php"


def join_link(text: str) -> str | None:
    """Return the first link in a text that leads into a Zoom, Teams, Meet or Webex room."""
    found = (link[0].rstrip(".,;") for link in _LINK.finditer(text[:MAX_TEXT_CHARACTERS]))
    return next((link for link in found if _is_room(link)), None)


def _is_room(link: str) -> bool:
    host, _, path = link.partition("://")[2].partition("/")
    known = (paths for name, paths in _ROOMS if f".{host.lower()}".endswith(f".{name}"))
    return any(f"/{path}".startswith(paths) for paths in known) and _NO_ROOM not in path


def join_key(link: str) -> str:
    """Return what every spelling of a link has in common: no password, no tracking; other texts come back as they are.

    Only Webex's old links name their room in the query.
    """
    if not link.lower().startswith(("https://", "http://")):
        return link
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = f"?{parts.query}" if parts.path.endswith(_WHOLE_QUERY) else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"
