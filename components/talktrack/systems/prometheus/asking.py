"""One answer over HTTP, within a time and a size, or nothing: whatever goes wrong means that there is no data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OK = 200
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Bounds:
    """How long an answer may take as a whole, in seconds, and how large it may be, in bytes."""

    seconds: float = 5.0
    largest: int = 4 * 1024 * 1024


def fetched(url: str, kinds: tuple[str, ...], bounds: Bounds, headers: Mapping[str, str] = {}) -> bytes | None:
    """Return a whole body of one of these content types; a server that names no type is taken at its word.

    Redirects are not followed: the headers may hold a token.
    """
    from urllib3 import PoolManager, Retry, Timeout
    from urllib3.exceptions import HTTPError

    until = time.monotonic() + bounds.seconds
    try:
        with PoolManager(timeout=Timeout(bounds.seconds), retries=Retry(0, redirect=False)) as pool:
            answer = pool.request("GET", url, headers=dict(headers), preload_content=False, redirect=False)
            kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
            is_ours = answer.status == OK and (not kind or kind in kinds)
            body = _read(answer, bounds.largest, until) if is_ours else None
            answer.close()
    except (HTTPError, OSError, ValueError):
        return None
    return body


def _read(answer: Any, largest: int, until: float) -> bytes | None:
    """Read piece by piece: a server that sends a byte now and then must not hold a tick for ever."""
    body = bytearray()
    while piece := answer.read1(PIECE_BYTES, decode_content=False):
        body += piece
        if len(body) > largest or time.monotonic() > until:
            return None
    return bytes(body)
