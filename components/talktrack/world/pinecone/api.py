"""The data plane of one serverless Pinecone index, in memory and over real HTTP on loopback.

The unmodified `pinecone` client talks to it, in version 2026-07 of the interface. `contents` says what the
calls do and `rules` what they may carry; both name the documents. What is not modelled answers 501. Writes are
seen at once, which Pinecone does not promise, and a request is done as a whole or not at all: only the requests that
make up a larger piece of work fail one by one.

[oas] https://github.com/pinecone-io/pinecone-api/blob/main/2026-07/db_data_2026-07.oas.yaml
[errors] https://docs.pinecone.io/reference/api/errors
"""

from __future__ import annotations

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.loopback import Answer, Request
from talktrack.world.pinecone.contents import PineconeContents

VERSION = "2026-07"


class PineconeApi(JsonService):
    """One index of a dimension, by cosine. Use as a context manager; `url` is its host.

    `calls` lists all calls so far.
    """

    def __init__(self, dimension: int, key: str) -> None:
        """Start empty."""
        super().__init__()
        self._contents = PineconeContents(dimension)
        self._key = key

    def names(self) -> list[str]:
        """Return the names of all namespaces."""
        with self.lock:
            return sorted(self._contents.namespaces)

    def ids(self, namespace: str) -> list[str]:
        """Return the ids of a namespace's records."""
        with self.lock:
            held = self._contents.namespaces.get(namespace)
            return sorted(held.records) if held else []

    def admitted(self, request: Request) -> Answer:
        """Do a call that has the key [oas]."""
        if request.headers.get("api-key") != self._key:
            raise Refused(401, "Unauthorized [oas]")
        if request.headers.get("x-pinecone-api-version") != VERSION:
            raise Refused(501, f"only version {VERSION} is modelled")
        return Answer(200, self._contents.does(request))

    def failure(self, refused: Refused) -> Answer:
        """Return the rpcStatus that failed calls carry [oas]; 429 and 5xx ask for another attempt at once [errors]."""
        again = {"Retry-After": "0"} if refused.status == 429 or refused.status >= 500 else {}
        return Answer(refused.status, {"code": refused.status, "message": str(refused), "details": []}, again)
