"""Weaviate's objects as they come and go: checks of what is written, searches, and the messages of gRPC.

[batch] https://docs.weaviate.io/weaviate/manage-objects/import
[types] https://docs.weaviate.io/weaviate/config-refs/datatypes
[mapping.go] https://github.com/weaviate/weaviate/blob/main/adapters/handlers/grpc/v1/mapping.go
[limits] https://docs.weaviate.io/deploy/configuration/env-vars#QUERY_MAXIMUM_RESULTS
[cursor] https://github.com/weaviate/weaviate/blob/main/entities/filters/cursor_validator.go
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from talktrack.world.weaviate.schema import Collection, NotModelledError, RefusedError, StoredObject, Tenant, Vector
from talktrack.world.weaviate.words import bm25, test_of

DEFAULT_LIMIT, MOST_RESULTS = 10, 10_000
SEARCH_FIELDS = frozenset(
    {
        *("collection", "tenant", "properties", "metadata", "limit", "offset", "after", "filters"),
        *("bm25_search", "near_vector", "uses_123_api", "uses_125_api", "uses_127_api"),
    }
)


def write(asked: Any, collection: Collection, tenant: Tenant) -> None:
    """Store a ``BatchObject``, whole in place of one with its id: a batch is an upsert [batch].

    The server is one with AUTOSCHEMA_ENABLED=false: what the collection does not define is refused.
    """
    made = StoredObject(str(UUID(asked.uuid)), _properties(asked.properties, collection), _vectors(asked))
    for name, vector in made.vectors.items():
        if name not in collection.named_vectors:
            raise RefusedError(f"collection {collection.name} does not have configuration for vector {name}")
        known = tenant.lengths.get(name, len(vector))
        if len(vector) != known:
            lengths = f"length {len(vector)}. Existing nodes have vectors with length {known}"
            raise RefusedError(f"Validate vector index for {made.uuid}: new node has a vector with {lengths}")
    tenant.lengths |= {name: len(vector) for name, vector in made.vectors.items()}
    tenant.objects.pop(made.uuid, None)
    tenant.objects[made.uuid] = made


def found(asked: Any, collection: Collection, tenant: Tenant) -> list[StoredObject]:
    """Return the page of objects that a ``SearchRequest`` finds; filters choose before the limit."""
    _check_modelled(asked)
    limit = asked.limit or DEFAULT_LIMIT
    if limit + asked.offset > MOST_RESULTS:
        raise RefusedError("query maximum results exceeded")  # [limits]
    objects = list(tenant.objects.values())
    if asked.HasField("filters"):
        objects = list(filter(test_of(asked.filters, collection), objects))
    if asked.HasField("near_vector"):
        objects = _nearest(asked.near_vector, collection, tenant, objects)
    elif asked.HasField("bm25_search"):
        scores = bm25(asked.bm25_search.query, asked.bm25_search.properties, collection, objects)
        objects = sorted((one for one in objects if one.uuid in scores), key=lambda one: -scores[one.uuid])
    elif not asked.HasField("filters"):
        # A list without a search comes in the order of ids, which the cursor goes along [cursor].
        objects = sorted((one for one in objects if one.uuid > asked.after), key=lambda one: one.uuid)
    return objects[asked.offset : asked.offset + limit]


def fill(result: Any, one: StoredObject, asked: Any, collection: Collection) -> None:
    """Write an object into a ``SearchResult`` as it was asked for; a property without value is null [mapping.go]."""
    result.metadata.id_as_bytes = UUID(one.uuid).bytes
    for name in asked.metadata.vectors:
        if name not in collection.named_vectors:
            raise RefusedError(f"class {collection.name} does not have named vector {name} configured.")
        if name in one.vectors:
            result.metadata.vectors.add(name=name, vector_bytes=one.vectors[name].tobytes(), type=1)
    everything = not asked.HasField("properties") or asked.properties.return_all_nonref_properties
    every = [str(definition["name"]) for definition in collection.definition["properties"]]
    result.properties.target_collection = collection.name
    for name in every if everything else asked.properties.non_ref_properties:
        _fill_value(result.properties.non_ref_props.fields[name], one.properties.get(name), collection.property(name))


def _check_modelled(asked: Any) -> None:
    unknown = {field.name for field, _ in asked.ListFields()} - SEARCH_FIELDS
    if unknown:
        raise NotModelledError(", ".join(sorted(unknown)))
    if asked.after:
        _check_cursor(asked)


def _check_cursor(asked: Any) -> None:
    """A cursor goes along all objects and takes nothing else [cursor]."""
    if asked.HasField("bm25_search") or asked.HasField("near_vector"):
        raise RefusedError("other params cannot be set with after and limit parameters")
    others = [name for name, given in (("offset", asked.offset), ("where", asked.HasField("filters"))) if given]
    if others:
        raise RefusedError(f"{','.join(others)} cannot be set with after and limit parameters")


def _properties(asked: Any, collection: Collection) -> dict[str, str | float]:
    others = {field.name for field, _ in asked.ListFields()} - {"non_ref_properties"}
    if others:
        raise NotModelledError(", ".join(sorted(others)))
    given = {name: value for name, value in asked.non_ref_properties.items() if value is not None}
    for name, value in given.items():
        kind = collection.property(name)["dataType"][0]
        if not _fits(value, kind):
            raise RefusedError(f"invalid {kind} property '{name}' on class '{collection.name}'")
    return given


def _fits(value: object, kind: str) -> bool:
    """Say whether a value is one of a type; a date is RFC 3339 with its offset [types]."""
    if kind == "date":
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    if kind == "text":
        return isinstance(value, str)
    return isinstance(value, float) and (kind == "number" or value.is_integer())


def _vectors(asked: Any) -> dict[str, Vector]:
    if asked.vector or asked.vector_bytes:
        raise NotModelledError("a vector without a name")
    return {one.name: np.frombuffer(one.vector_bytes, dtype="<f4") for one in asked.vectors}


def _nearest(asked: Any, collection: Collection, tenant: Tenant, objects: Sequence[StoredObject]) -> list[StoredObject]:
    """Return the objects that have the target vector, by cosine distance."""
    targets, vectors = list(asked.targets.target_vectors), list(asked.vectors)
    if len(targets) != 1 or len(vectors) != 1:
        raise NotModelledError("a search by other than one vector for one target")
    target, looked_for = targets[0], np.frombuffer(vectors[0].vector_bytes, dtype="<f4")
    if target not in collection.named_vectors:
        raise RefusedError(f"class {collection.name} does not have named vector {target} configured.")
    length = tenant.lengths.get(target, len(looked_for))
    if len(looked_for) != length:
        raise RefusedError(f"vector search: vector lengths don't match: {length} vs {len(looked_for)}")
    having = {one.uuid: one.vectors[target] for one in objects if target in one.vectors}
    likeness = _cosines(having, looked_for)
    return sorted((one for one in objects if one.uuid in having), key=lambda one: -likeness[one.uuid])


def _cosines(vectors: Mapping[str, Vector], looked_for: Vector) -> dict[str, float]:
    norm = float(np.linalg.norm(looked_for)) or 1.0
    return {
        uuid: float(vector @ looked_for) / (norm * (float(np.linalg.norm(vector)) or 1.0))
        for uuid, vector in vectors.items()
    }


def _fill_value(into: Any, value: str | float | None, definition: Mapping[str, Any]) -> None:
    if value is None:
        into.null_value = 0
        return
    kind = definition["dataType"][0]
    if kind == "int":
        into.int_value = int(value)
    else:
        setattr(into, f"{kind}_value", value)
