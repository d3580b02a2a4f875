"""Which collections a Weaviate server has, and which tenants they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from talktrack.systems.vectors.weaviate.access import WeaviateAccess

if TYPE_CHECKING:
    from weaviate import WeaviateClient
    from weaviate.classes.config import Property


class Schema:
    """Reads and changes what one tenant may write to, each tried again while the server is busy."""

    def __init__(self, access: WeaviateAccess, tenant: str) -> None:
        """Remember whose."""
        self._access, self._tenant = access, tenant

    def names(self) -> list[str]:
        """Return the names of all collections, of whatever tenants and programs."""
        return self._access.tried(lambda client: list(client.collections.list_all()))

    def has(self, collection: str) -> bool:
        """Say whether a collection exists and has the tenant."""
        return self._access.tried(
            lambda client: client.collections.exists(collection) and self._is_tenant(client, collection)
        )

    def ensure(self, collection: str, properties: Sequence[Property], channels: Sequence[str]) -> None:
        """Make a collection, and the tenant in it, unless they are there; others may do the same meanwhile."""

        def attempt(client: WeaviateClient) -> None:
            tenants = client.collections.use(collection).tenants
            _make(
                lambda: client.collections.exists(collection), lambda: _create(client, collection, properties, channels)
            )
            _make(lambda: self._is_tenant(client, collection), lambda: tenants.create([self._tenant]))

        self._access.tried(attempt)

    def leave(self, collection: str) -> None:
        """Remove the tenant, with all that it has, from a collection."""
        self._access.tried(lambda client: client.collections.use(collection).tenants.remove([self._tenant]))

    def _is_tenant(self, client: WeaviateClient, collection: str) -> bool:
        return self._tenant in client.collections.use(collection).tenants.get_by_names([self._tenant])


def _make(is_there: Callable[[], bool], make: Callable[[], object]) -> None:
    from weaviate.exceptions import UnexpectedStatusCodeError

    if is_there():
        return
    try:
        make()
    except UnexpectedStatusCodeError:
        if not is_there():
            raise


def _create(client: WeaviateClient, name: str, properties: Sequence[Property], channels: Sequence[str]) -> None:
    """Create a collection whose tenants nobody makes by writing to them, and whose vectors come from us.

    No word is left out as a stop word: a filter by a value that is one would fail.
    """
    from weaviate.classes.config import Configure, StopwordsPreset, VectorDistances

    cosine = Configure.VectorIndex.hnsw(distance_metric=VectorDistances.COSINE)
    vectors = [Configure.Vectors.self_provided(name=channel, vector_index_config=cosine) for channel in channels]
    client.collections.create(
        name,
        properties=properties,
        vector_config=vectors or Configure.Vectors.self_provided(),
        inverted_index_config=Configure.inverted_index(stopwords_preset=StopwordsPreset.NONE),
        multi_tenancy_config=Configure.multi_tenancy(enabled=True, auto_tenant_creation=False),
    )
