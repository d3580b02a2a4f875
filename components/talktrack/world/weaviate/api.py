"""A Weaviate server in memory, over real HTTP and gRPC on loopback; the unmodified `weaviate-client` talks to it.

[rest] https://docs.weaviate.io/weaviate/api/rest
What is not modelled answers 501 or UNIMPLEMENTED.
"""

from __future__ import annotations

import copy
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, cast

import grpc
from weaviate.proto.v1 import weaviate_pb2_grpc

from talktrack.world.listening import Listening
from talktrack.world.loopback import Answer, JsonHandler, Request
from talktrack.world.weaviate.database import Database, Fault
from talktrack.world.weaviate.schema import NotModelledError, RefusedError
from talktrack.world.weaviate.service import Service

VERSION = "1.33.0"
MESSAGE_BYTES = 104_858_000
WORKERS = 16
_SCHEMA = re.compile(r"/v1/schema(?:/(?P<name>[^/]+))?(?P<tenants>/tenants)?")


class WeaviateApi(Listening):
    """The server. Use as a context manager; `url` is its address, as `open_weaviate` takes it.

    `database` is what it holds; its `calls` are named ``POST /v1/schema`` or, of gRPC, ``Search``. With a `key`, gRPC
    calls without it are refused.
    """

    def __init__(self, key: str = "") -> None:
        """Bind the port of gRPC; nothing is answered before the context is entered."""
        super().__init__(JsonHandler)
        self.database = Database()
        self._grpc = grpc.server(ThreadPoolExecutor(WORKERS), options=[("grpc.so_reuseport", 0)])
        weaviate_pb2_grpc.add_WeaviateServicer_to_server(Service(self.database, key), self._grpc)
        self.grpc_port = self._grpc.add_insecure_port("127.0.0.1:0")

    @property
    def url(self) -> str:
        """Return the address of the running server."""
        return f"{super().url}?grpc=127.0.0.1:{self.grpc_port}"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._grpc.start()
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        """Stop answering and free both ports."""
        self._grpc.stop(grace=None).wait()
        super().__exit__()

    def plant(self, call: str, *faults: Fault) -> None:
        """Let the next calls of a kind go wrong, one fault each."""
        with self.database.lock:
            self.database.faults[call] += faults

    def answer(self, request: Request) -> Answer:
        """Answer one HTTP call."""
        call = f"{request.method} {request.path}"
        with self.database.lock:
            fault = self.database.called(call)
            if fault and not fault.applied:
                return _failure(fault.status, "this call was made to fail")
            try:
                body = copy.deepcopy(self._routed(request))
            except RefusedError as refused:
                return _failure(refused.status, str(refused))
            except NotModelledError as unknown:
                return _failure(501, f"{call} is not modelled: {unknown}")
            return _failure(fault.status, "the answer was lost") if fault else Answer(200, body)

    def _routed(self, request: Request) -> dict[str, Any]:
        """Return the body of the answer [rest]."""
        if (request.method, request.path) == ("GET", "/v1/meta"):
            return {
                "version": VERSION,
                "grpcMaxMessageSize": MESSAGE_BYTES,
                "hostname": super().url,
                "modules": {},
            }
        place = _SCHEMA.fullmatch(request.path)
        if not place or (place["tenants"] and not place["name"]):
            raise NotModelledError("no such path here")
        if place["tenants"]:
            return self._tenants_call(request.method, place["name"], request.body)
        return self._schema_call(request.method, place["name"], request.body)

    def _schema_call(self, method: str, name: str | None, body: dict[str, Any]) -> dict[str, Any]:
        known = self.database.collections
        if method == "GET" and name is None:
            return {"classes": [one.definition for one in known.values()]}
        if method == "POST" and name is None:
            return self.database.create(body).definition
        if method == "GET" and name is not None:
            return self.database.collection(name).definition
        if method == "DELETE" and name is not None:
            known.pop(name, None)
            return {}
        raise NotModelledError(method)

    def _tenants_call(self, method: str, name: str, body: object) -> dict[str, Any]:
        """Add or remove tenants; what is sent is a list, and so is what comes back [rest]."""
        collection, asked = self.database.collection(name), cast("list[Any]", body)
        if method == "POST":
            return cast("dict[str, Any]", collection.add_tenants(asked))
        if method == "DELETE":
            for tenant in asked:
                collection.tenants.pop(tenant, None)
            return {}
        raise NotModelledError(method)


def _failure(status: int, message: str) -> Answer:
    """Return the error body that every failed call carries [rest]."""
    return Answer(status, {"error": [{"message": message}]})
