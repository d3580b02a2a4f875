"""How a Weaviate server is reached: its address and key, and what is done again when it is busy."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs, urlsplit

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError

if TYPE_CHECKING:
    from weaviate import WeaviateClient

T = TypeVar("T")
KEY_VARIABLE = "WEAVIATE_API_KEY"
GRPC_PORT = 50051
BUSY_STATUSES = frozenset({429, 500, 502, 503, 504})
BUSY_CODES = frozenset({"UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "ABORTED"})
QUERY_TIMEOUT_S, INSERT_TIMEOUT_S, CONNECT_TIMEOUT_S = 30, 90, 10


class UnfinishedError(Exception):
    """A call succeeded, but not for all of its objects."""


@dataclass(frozen=True)
class Address:
    """Where HTTP and gRPC listen; `secure` holds for both."""

    http: tuple[str, int]
    grpc: tuple[str, int]
    secure: bool

    @classmethod
    def of(cls, url: str) -> Address:
        """Read ``http://host:8080?grpc=host:50051``.

        https means TLS for both. Without ``grpc`` it is the same host's port 50051, without a port 80 or 443.

        Raises:
            ConfigurationInvalidError: the URL is of another form.
        """
        try:
            parts = urlsplit(url)
            named = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
            grpc = urlsplit("//" + named.pop("grpc", [parts.netloc.rpartition("@")[2].split(":")[0]])[0])
            secure = parts.scheme == "https"
            known = parts.scheme in {"http", "https"} and not named and parts.path in {"", "/"} and not parts.username
            if known and parts.hostname and grpc.hostname:
                http = (parts.hostname, parts.port or (443 if secure else 80))
                return cls(http, (grpc.hostname, grpc.port or GRPC_PORT), secure)
        except ValueError:
            pass
        raise ConfigurationInvalidError(f"{url!r} names no Weaviate server: use http://host:8080?grpc=host:50051.")


@dataclass(frozen=True)
class Patience:
    """How often a busy server is asked, and the pauses between, each twice as long as the one before."""

    tries: int = 6
    first_pause_s: float = 0.5
    sleep: Callable[[float], None] = time.sleep

    def pauses(self) -> Iterator[float]:
        """Yield the pauses between the tries."""
        yield from (self.first_pause_s * 2**number for number in range(self.tries - 1))

    def grpc_policy(self) -> str:
        """Return gRPC's own policy (https://grpc.io/docs/guides/retry): at most five attempts while nobody listens.

        Only then the client tries again too, with pauses that nobody can change: 1, 2, 4 seconds, for a minute at most.
        """
        policy = {
            "maxAttempts": 5,
            "initialBackoff": f"{self.first_pause_s:.3f}s",
            "maxBackoff": f"{self.first_pause_s * 4:.3f}s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"],
        }
        return json.dumps({"methodConfig": [{"name": [{"service": "weaviate.v1.Weaviate"}], "retryPolicy": policy}]})


class WeaviateAccess:
    """One client, connected by the first call and closed with this object; threads may share it."""

    def __init__(self, address: Address, patience: Patience) -> None:
        """Remember where; nobody is called."""
        self._address, self._patience = address, patience
        self._client: WeaviateClient | None = None
        self._lock = threading.Lock()

    def tried(self, action: Callable[[WeaviateClient], T]) -> T:
        """Return what an action returns; do it again, with pauses, while the server is busy or has not done all.

        Raises:
            StoreUnavailableError: the server stayed busy, or refuses.
        """
        import httpx
        from weaviate.exceptions import WeaviateBaseError

        pauses = self._patience.pauses()
        while True:
            try:
                return action(self._connected())
            except (WeaviateBaseError, httpx.HTTPError, UnfinishedError) as failure:
                pause = next(pauses, None) if _passes(failure) else None
                if pause is None:
                    message = f"Weaviate at {self._address.http[0]} fails, do it again when it is well: {failure}"
                    raise StoreUnavailableError(message) from failure
            self._patience.sleep(pause)

    def _connected(self) -> WeaviateClient:
        with self._lock:
            if self._client is None:
                self._client = _connect(self._address, self._patience)
                weakref.finalize(self, self._client.close)
            return self._client


def _connect(address: Address, patience: Patience) -> WeaviateClient:
    """Connect without the client's checks, which would ask the package index for its newest version."""
    import weaviate
    from weaviate.classes.init import AdditionalConfig, Auth, GrpcConfig, Timeout
    from weaviate.connect import ConnectionParams

    # Its error lines quote whole objects, and conversation text never reaches a log.
    logging.getLogger("weaviate-client").setLevel(logging.CRITICAL)
    key = os.environ.get(KEY_VARIABLE)
    options = GrpcConfig(channel_options=[("grpc.service_config", patience.grpc_policy())])
    client = weaviate.WeaviateClient(
        connection_params=ConnectionParams.from_params(
            *address.http,
            http_secure=address.secure,
            grpc_host=address.grpc[0],
            grpc_port=address.grpc[1],
            grpc_secure=address.secure,
        ),
        auth_client_secret=Auth.api_key(key) if key else None,
        additional_config=AdditionalConfig(
            timeout=Timeout(query=QUERY_TIMEOUT_S, insert=INSERT_TIMEOUT_S, init=CONNECT_TIMEOUT_S),
            grpc_config=options,
        ),
        skip_init_checks=True,
    )
    try:
        client.connect()
    except Exception:
        client.close()
        raise
    return client


def _passes(failure: BaseException | None) -> bool:
    """Say whether a failure passes by itself, by the status of the reply or of the gRPC call behind it."""
    import httpx
    from weaviate.exceptions import UnexpectedStatusCodeError, WeaviateRetryError

    while failure is not None:
        if isinstance(failure, UnfinishedError | httpx.TransportError):
            return True
        if isinstance(failure, WeaviateRetryError):
            return False  # the client has been patient already
        if isinstance(failure, UnexpectedStatusCodeError):
            return failure.status_code in BUSY_STATUSES
        code = getattr(failure, "code", None)
        if callable(code):
            return code().name in BUSY_CODES
        failure = failure.__cause__ or failure.__context__
    return False
