"""What services that speak OpenAI's interface share: one call, its known fields, a key, and the form of errors.

https://platform.openai.com/docs/api-reference; what is not modelled answers 501.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Set as AbstractSet
from typing import Any

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.loopback import Answer, Request

ROOT = "/v1/"


class OpenAiApi(JsonService):
    """A stand-in with one call, which `done` answers."""

    def __init__(self, call: str, model: str, known: AbstractSet[str], key: str = "") -> None:
        """Answer posts to ``/v1/<call>`` that hold known fields only; with a key, callers must bear it."""
        super().__init__(ROOT)
        self._call, self._model, self._known, self._key = call, model, known, key

    @property
    def reference(self) -> str:
        """Return how settings of ours name the service and its model."""
        return f"{self.url}/v1#{self._model}"

    def admitted(self, request: Request) -> Answer:
        """Do the call that has the key."""
        if (request.method, request.path) != ("POST", f"{ROOT}{self._call}") or set(request.body) - self._known:
            raise Refused(501, "not modelled")
        if self._key and request.headers.get("authorization") != f"Bearer {self._key}":
            raise Refused(401, "invalid_api_key")
        return self.done(request.body)

    @abstractmethod
    def done(self, body: dict[str, Any]) -> Answer:
        """Do what the body asks.

        Raises:
            Refused: the service would refuse it.
        """

    def failure(self, refused: Refused) -> Answer:
        """Return the error object of failed calls."""
        return Answer(refused.status, {"error": {"message": str(refused), "type": "invalid_request_error"}})
