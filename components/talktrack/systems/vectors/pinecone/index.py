"""One Pinecone index over its own client: what is asked is asked until it is answered, a bounded number of times.

Everything that is asked here may be asked again: an upsert or a delete whose answer was lost changes nothing twice.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError, TalktrackError
from talktrack.systems.vectors.pinecone.records import Record, batches, indexed_metadata

if TYPE_CHECKING:
    from pinecone import Index
    from pinecone.models.vectors.responses import Pagination
    from pinecone.models.vectors.vector import Vector

Filter = dict[str, Any]

KEY = "PINECONE_API_KEY"
PAUSES_S = (0.5, 2.0, 8.0)  # on top of the client's own, shorter ones
PAGE = 100  # what list gives at most, and what a fetch asks for at once
MAX_TOP_K = 10_000


class _Page(Protocol):
    @property
    def pagination(self) -> Pagination | None: ...


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=_Page)


def connected(host: str) -> Index:
    """Return the client for the index at this host; it asks no other host for anything.

    Raises:
        ConfigurationInvalidError: there is no key in the environment, or this is no host.
    """
    from pinecone import Index
    from pinecone.errors import PineconeValueError

    if not os.environ.get(KEY):
        raise ConfigurationInvalidError(f"Pinecone needs a key: set {KEY}.")
    try:
        return Index(host=host, api_key=os.environ[KEY])
    except PineconeValueError as error:
        raise ConfigurationInvalidError(
            f"{host} is no host of a Pinecone index, or {KEY} is no key: {error}"
        ) from error


class PatientIndex:
    """The requests that a vector store makes of an index.

    Every method raises StoreUnavailableError when Pinecone cannot be reached or refuses us, and
    ConfigurationInvalidError when it says that a request is wrong.
    """

    def __init__(self, index: Index, sleep: Callable[[float], None]) -> None:
        """Take the client and what waits between two attempts."""
        self._index = index
        self._sleep = sleep

    def dimension(self) -> int:
        """Return the length of the index's vectors."""
        size = self._asked(self._index.describe_index_stats).dimension
        if not size:
            raise ConfigurationInvalidError("the Pinecone index takes no dense vectors: use a dense index, by cosine.")
        return int(size)

    def create(self, namespace: str) -> None:
        """Make a namespace that indexes what is filtered by; an existing one stays as it is."""
        from pinecone.errors import ConflictError

        with contextlib.suppress(ConflictError):
            self._asked(self._index.create_namespace, name=namespace, schema=indexed_metadata())

    def exists(self, namespace: str) -> bool:
        """Say whether there is such a namespace, be it empty."""
        return self._found(self._index.describe_namespace, name=namespace) is not None

    def count(self, namespace: str) -> int:
        """Return the number of records; 0 without the namespace."""
        described = self._found(self._index.describe_namespace, name=namespace)
        return described.record_count if described else 0

    def namespaces(self, prefix: str) -> list[str]:
        """Return the names that begin so."""
        pages = self._paged(self._index.list_namespaces_paginated, prefix=prefix, limit=PAGE)
        return [namespace.name for page in pages for namespace in page.namespaces]

    def drop(self, namespace: str) -> None:
        """Remove a namespace with all its records; a missing one is fine."""
        self._found(self._index.delete_namespace, name=namespace)

    def upsert(self, namespace: str, records: Iterable[Record]) -> None:
        """Write records by id, in requests of a size that is allowed."""
        for batch in batches(records):
            self._asked(self._index.upsert, vectors=batch, namespace=namespace)

    def delete(self, namespace: str, chosen: Filter) -> None:
        """Remove the records that a filter chooses."""
        self._found(self._index.delete, namespace=namespace, filter=chosen)

    def nearest(self, namespace: str, vector: list[float], chosen: Filter, limit: int) -> list[str]:
        """Return the ids of the records at the smallest angle, best first."""
        top = min(limit, MAX_TOP_K)
        answer = self._found(self._index.query, top_k=top, vector=vector, namespace=namespace, filter=chosen or None)
        return [match.id for match in answer.matches] if answer else []

    def fetched(self, namespace: str, ids: Sequence[str]) -> dict[str, Vector]:
        """Return those of the records that there are."""
        records: dict[str, Vector] = {}
        for start in range(0, len(ids), PAGE):
            answer = self._found(self._index.fetch, ids=ids[start : start + PAGE], namespace=namespace)
            records |= answer.vectors if answer else {}
        return records

    def chosen(self, namespace: str, chosen: Filter) -> Iterator[Vector]:
        """Stream the records that a filter chooses."""
        for page in self._paged(self._index.fetch_by_metadata, filter=chosen, namespace=namespace, limit=PAGE):
            yield from page.vectors.values()

    def pages(self, namespace: str) -> Iterator[list[str]]:
        """Stream the ids of all records in lists of at most a hundred."""
        for page in self._paged(self._index.list_paginated, namespace=namespace, limit=PAGE):
            yield [str(item.id) for item in page.vectors]

    def _paged(self, call: Callable[..., S], **asked: Any) -> Iterator[S]:
        """Ask for page after page, for none when there is no such namespace."""
        page = self._found(call, **asked)
        while page is not None:
            yield page
            token = page.pagination.next if page.pagination else None
            page = self._found(call, **asked, pagination_token=token) if token else None

    def _found(self, call: Callable[P, R], *args: P.args, **asked: P.kwargs) -> R | None:
        """Ask; return None when there is no such namespace."""
        from pinecone.errors import NotFoundError

        try:
            return self._asked(call, *args, **asked)
        except NotFoundError:
            return None

    def _asked(self, call: Callable[P, R], *args: P.args, **asked: P.kwargs) -> R:
        """Ask until it is answered; what is missing or exists already is for the caller to judge."""
        from pinecone import errors

        pauses = iter(PAUSES_S)
        while True:
            try:
                return call(*args, **asked)
            except (errors.NotFoundError, errors.ConflictError):
                raise
            except errors.PineconeError as error:
                pause_s = next(pauses, None) if _passes(error) else None
                if pause_s is None:
                    raise _ours(error) from error
                self._sleep(pause_s)


def _passes(error: Exception) -> bool:
    """Say whether the same request may succeed a little later."""
    from pinecone import errors

    busy = errors.RateLimitError | errors.ServiceError
    return isinstance(error, busy | errors.PineconeTimeoutError | errors.PineconeConnectionError)


def _ours(error: Exception) -> TalktrackError:
    """Return what a failure means to callers."""
    from pinecone import errors

    if _passes(error):
        return StoreUnavailableError(f"Pinecone does not answer ({_named(error)}): do it again later.")
    if isinstance(error, errors.UnauthorizedError | errors.ForbiddenError | errors.PaymentRequiredError):
        return StoreUnavailableError(f"Pinecone refuses us ({_named(error)}): check {KEY}, plan and quota.")
    return ConfigurationInvalidError(f"Pinecone calls the request wrong ({_named(error)}): the cause says why.")


def _named(error: Exception) -> str:
    """Return kind and status: what Pinecone says beyond that may repeat what was sent."""
    return f"{type(error).__name__} {getattr(error, 'status_code', '')}".strip()
