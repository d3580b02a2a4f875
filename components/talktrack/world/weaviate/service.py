"""The gRPC service of Weaviate, with the messages that ship inside the client.

[grpc] https://docs.weaviate.io/weaviate/api/grpc
[service.go] https://github.com/weaviate/weaviate/blob/main/adapters/handlers/grpc/v1/service.go
[handler.go] https://github.com/weaviate/weaviate/blob/main/adapters/handlers/grpc/v1/batch/handler.go
[delete] https://docs.weaviate.io/weaviate/manage-objects/delete
[matches] https://github.com/weaviate/weaviate/issues/5070
[auth] https://docs.weaviate.io/deploy/configuration/authentication
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from weaviate.proto.v1 import (
    aggregate_pb2,
    batch_delete_pb2,
    batch_pb2,
    search_get_pb2,
    tenants_pb2,
    weaviate_pb2_grpc,
)

from talktrack.world.weaviate import objects
from talktrack.world.weaviate.database import Database
from talktrack.world.weaviate.schema import NotModelledError, RefusedError
from talktrack.world.weaviate.words import test_of

FAILED = "put object: context deadline exceeded"


class Service(weaviate_pb2_grpc.WeaviateServicer):
    """Answers from a database; with a `key`, calls without it are refused [auth]. Other calls are UNIMPLEMENTED."""

    def __init__(self, database: Database, key: str) -> None:
        """Share the database with the HTTP side."""
        self._database, self._key = database, key

    def Search(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the service's own name
        """Find objects by vector, by words, by filter, or one after the other."""
        return self._served("Search", context, lambda _: _search(self._database, request))

    def BatchObjects(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the service's own name
        """Upsert objects."""
        return self._served("BatchObjects", context, lambda failing: _write(self._database, request, failing))

    def BatchDelete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the service's own name
        """Delete what a filter finds."""
        return self._served("BatchDelete", context, lambda _: _delete(self._database, request))

    def TenantsGet(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the service's own name
        """Return tenants by name."""
        return self._served("TenantsGet", context, lambda _: _tenants(self._database, request))

    def Aggregate(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the service's own name
        """Count a tenant's objects."""
        return self._served("Aggregate", context, lambda _: _count(self._database, request))

    def _served(self, call: str, context: grpc.ServicerContext, action: Callable[[int], Any]) -> Any:
        """Answer one call; the server's errors are plain ones, which gRPC ends with UNKNOWN [service.go]."""
        with self._database.lock:
            fault = self._database.called(call)
            if self._key and ("authorization", f"Bearer {self._key}") not in context.invocation_metadata():
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "invalid api key, please provide a valid api key")
            if fault and not (fault.applied or fault.objects):
                context.abort(grpc.StatusCode[fault.code], "this call was made to fail")
            try:
                reply = action(fault.objects if fault else 0)
            except RefusedError as refused:
                context.abort(grpc.StatusCode.UNKNOWN, str(refused))
            except NotModelledError as unknown:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{call} is not modelled: {unknown}")
            if fault and fault.applied:
                context.abort(grpc.StatusCode[fault.code], "the answer was lost")
            return reply


def _search(database: Database, request: Any) -> Any:
    collection = database.collection(request.collection)
    reply = search_get_pb2.SearchReply()
    for one in objects.found(request, collection, collection.tenant(request.tenant)):
        objects.fill(reply.results.add(), one, request, collection)
    return reply


def _write(database: Database, request: Any, failing: int) -> Any:
    """Store each object by itself: those that are refused stand in the reply, which is a success [handler.go]."""
    reply = batch_pb2.BatchObjectsReply()
    for number, one in enumerate(request.objects):
        problem = FAILED if number < failing else _written(database, one)
        if problem:
            reply.errors.add(index=number, error=problem)
    return reply


def _written(database: Database, one: Any) -> str:
    try:
        collection = database.collection(one.collection)
        objects.write(one, collection, collection.tenant(one.tenant))
    except RefusedError as refused:
        return str(refused)
    return ""


def _delete(database: Database, request: Any) -> Any:
    """Delete at most QUERY_MAXIMUM_RESULTS objects at once, and say how many there were [delete] [matches]."""
    if request.dry_run or request.verbose:
        raise NotModelledError("a dry run, or the list of what was deleted")
    collection = database.collection(request.collection)
    tenant, test = collection.tenant(request.tenant), test_of(request.filters, collection)
    matches = [one.uuid for one in tenant.objects.values() if test(one)]
    gone = matches[: objects.MOST_RESULTS]
    for uuid in gone:
        del tenant.objects[uuid]
    return batch_delete_pb2.BatchDeleteReply(matches=len(matches), successful=len(gone))


def _tenants(database: Database, request: Any) -> Any:
    names = list(request.names.values)
    if not names:
        raise NotModelledError("the list of all tenants")
    reply = tenants_pb2.TenantsGetReply()
    for name in names:
        if name in database.collection(request.collection).tenants:
            reply.tenants.add(name=name, activity_status="TENANT_ACTIVITY_STATUS_HOT")
    return reply


def _count(database: Database, request: Any) -> Any:
    if {field.name for field, _ in request.ListFields()} - {"collection", "tenant", "objects_count"}:
        raise NotModelledError("other than the number of all objects")
    reply = aggregate_pb2.AggregateReply()
    reply.single_result.objects_count = len(database.collection(request.collection).tenant(request.tenant).objects)
    return reply
