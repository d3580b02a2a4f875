"""What one serverless Pinecone index holds, and what its calls do. No network, no faults.

[oas] https://github.com/pinecone-io/pinecone-api/blob/main/2026-07/db_data_2026-07.oas.yaml
[namespaces] https://docs.pinecone.io/guides/manage-data/manage-namespaces
[errors] https://docs.pinecone.io/reference/api/errors
[operations] https://docs.pinecone.io/reference/api/database-limits/operation-limits
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from talktrack.world.json_service import Refused
from talktrack.world.loopback import Request
from talktrack.world.pinecone import rules
from talktrack.world.pinecone.rules import Metadata

Body = dict[str, Any]
PAGE = 100
MAX_TOP_K = 10_000
MAX_RESULT_BYTES = 4_000_000
RESERVED = "__default__"


@dataclass
class _Record:
    values: npt.NDArray[np.float32]
    metadata: Metadata

    def body(self, identity: str) -> Body:
        return {"id": identity, "values": self.values.astype(float).tolist(), "metadata": dict(self.metadata)}


@dataclass
class _Namespace:
    indexed: frozenset[str] | None = None
    records: dict[str, _Record] = field(default_factory=dict)


class PineconeContents:
    """The namespaces of an index by cosine, each with its records."""

    def __init__(self, dimension: int) -> None:
        """Start empty."""
        self.namespaces: dict[str, _Namespace] = {}
        self._dimension = dimension

    def does(self, asked: Request) -> Body:
        """Do what is asked and return the answer's body.

        Raises:
            Refused: a rule is broken, or the call is not modelled.
        """
        route, takes = self._route(asked)
        unknown = (set(asked.body) | set(asked.listed)) - takes
        if unknown:
            raise Refused(501, f"{', '.join(sorted(unknown))} is not modelled")
        return route(asked)

    def _route(self, asked: Request) -> tuple[Callable[[Request], Body], set[str]]:
        routes: dict[tuple[str, ...], tuple[Callable[[Request], Body], set[str]]] = {
            ("POST", "describe_index_stats"): (self._stats, set()),
            ("POST", "query"): (
                self._query,
                {"namespace", "topK", "filter", "vector", "includeValues", "includeMetadata"},
            ),
            ("POST", "vectors", "upsert"): (self._upsert, {"namespace", "vectors"}),
            ("POST", "vectors", "delete"): (self._delete, {"namespace", "ids", "filter"}),
            ("GET", "vectors", "fetch"): (self._fetch, {"namespace", "ids"}),
            ("GET", "vectors", "list"): (self._list, {"namespace", "prefix", "limit", "paginationToken"}),
            ("POST", "vectors", "fetch_by_metadata"): (
                self._chosen,
                {"namespace", "filter", "limit", "paginationToken"},
            ),
            ("POST", "namespaces"): (self._create, {"name", "schema"}),
            ("GET", "namespaces"): (self._namespaces, {"prefix", "limit", "paginationToken"}),
            ("GET", "namespaces", "*"): (self._describe, set()),
            ("DELETE", "namespaces", "*"): (self._drop, set()),
        }
        wanted = (asked.method, *asked.parts)
        named = (*wanted[:2], "*") if wanted[1] == "namespaces" and len(wanted) == 3 else wanted
        if named not in routes:
            raise Refused(501, f"{' '.join(wanted)} is not modelled")
        return routes[named]

    def _stats(self, _: Request) -> Body:
        counts = {name: {"vectorCount": len(held.records)} for name, held in self.namespaces.items()}
        total = sum(len(held.records) for held in self.namespaces.values())
        return {"namespaces": counts, "dimension": self._dimension, "totalVectorCount": total, "metric": "cosine"}

    def _create(self, asked: Request) -> Body:
        """A namespace can be made before it holds anything, once [namespaces]; the default one cannot [oas]."""
        name = rules.name(asked.body.get("name"), "name")
        if name == RESERVED:
            raise Refused(400, f"{RESERVED} is reserved [oas]")
        if name in self.namespaces:
            raise Refused(409, "a namespace of this name already exists [oas]")
        indexed = rules.schema(asked.body["schema"]) if "schema" in asked.body else None
        self.namespaces[name] = _Namespace(indexed)
        return self._described(name)

    def _described(self, name: str) -> Body:
        held = self.namespaces.get(name)
        if held is None:
            raise Refused(404, "namespace not found [oas]")
        fields = {"fields": {one: {"filterable": True} for one in sorted(held.indexed)}} if held.indexed else None
        described: Body = {"name": name, "record_count": str(len(held.records))}
        return described | ({"schema": fields} if fields else {})

    def _describe(self, asked: Request) -> Body:
        return self._described(rules.name(asked.parts[1], "namespace"))

    def _drop(self, asked: Request) -> Body:
        """Deleting a namespace deletes all in it, for ever [namespaces]."""
        if self.namespaces.pop(rules.name(asked.parts[1], "namespace"), None) is None:
            raise Refused(404, "namespace not found [oas]")
        return {}

    def _namespaces(self, asked: Request) -> Body:
        page, further = _page(self.namespaces, asked)
        return {"namespaces": [self._described(name) for name in page]} | further

    def _upsert(self, asked: Request) -> Body:
        """All records of a request are written or none; a missing namespace is made [namespaces]."""
        if asked.size_bytes > rules.MAX_UPSERT_BYTES:
            raise Refused(413, f"a request may have {rules.MAX_UPSERT_BYTES} bytes [operations]")
        given = asked.body.get("vectors")
        if not isinstance(given, list) or not 1 <= len(given) <= rules.MAX_RECORDS:
            raise Refused(400, f"an upsert takes 1 to {rules.MAX_RECORDS} records [oas]")
        checked = {rules.name(one.get("id"), "id"): self._record(one) for one in given}
        self.namespaces.setdefault(self._name(asked), _Namespace()).records.update(checked)
        return {"upsertedCount": len(given)}

    def _record(self, given: Body) -> _Record:
        if set(given) - {"id", "values", "metadata"}:
            raise Refused(501, "sparse values are not modelled")
        values = np.array(rules.vector(given.get("values"), self._dimension), dtype=np.float32)
        return _Record(values, rules.metadata(given.get("metadata", {})))

    def _delete(self, asked: Request) -> Body:
        """By ids or by metadata, not by both [oas]; of a missing namespace nothing can be deleted [errors]."""
        held = self.namespaces.get(self._name(asked))
        if ("ids" in asked.body) == ("filter" in asked.body):
            raise Refused(400, "exactly one of ids and filter must be given [oas]")
        if held is None:
            raise Refused(404, "namespace not found [errors]")
        ids = rules.names(asked.body["ids"], "ids") if "ids" in asked.body else self._matching(held, asked)
        for identity in ids:
            held.records.pop(identity, None)
        return {}

    def _matching(self, held: _Namespace, asked: Request) -> list[str]:
        if not asked.body.get("filter"):
            raise Refused(400, "an empty filter is not allowed [oas]")
        holds = rules.condition(asked.body["filter"], held.indexed)
        return sorted(identity for identity, record in held.records.items() if holds(record.metadata))

    def _query(self, asked: Request) -> Body:
        """The most similar first; a missing namespace has no records."""
        top = rules.number(asked.body.get("topK"), "topK", 1, MAX_TOP_K)
        vector = np.array(rules.vector(asked.body.get("vector"), self._dimension), dtype=np.float32)
        held = self.namespaces.get(self._name(asked), _Namespace())
        among = self._matching(held, asked) if asked.body.get("filter") else sorted(held.records)
        scored = [(float(_cosine(held.records[identity].values, vector)), identity) for identity in among]
        best = sorted(scored, key=lambda one: (-one[0], one[1]))[:top]
        shown = {"values": asked.body.get("includeValues"), "metadata": asked.body.get("includeMetadata")}
        matches = [
            {"id": identity, "score": score}
            | {part: held.records[identity].body(identity)[part] for part, wanted in shown.items() if wanted}
            for score, identity in best
        ]
        if len(json.dumps(matches)) > MAX_RESULT_BYTES:
            raise Refused(400, "the result exceeds 4 MB [operations]")
        return {"matches": matches, "namespace": self._name(asked)}

    def _fetch(self, asked: Request) -> Body:
        records = self.namespaces.get(self._name(asked), _Namespace()).records
        wanted = rules.names(asked.listed.get("ids"), "ids")
        return {"vectors": {one: records[one].body(one) for one in wanted if one in records}}

    def _chosen(self, asked: Request) -> Body:
        held = self.namespaces.get(self._name(asked), _Namespace())
        page, further = _page(self._matching(held, asked), asked)
        return {"vectors": {one: held.records[one].body(one) for one in page}} | further

    def _list(self, asked: Request) -> Body:
        page, further = _page(self.namespaces.get(self._name(asked), _Namespace()).records, asked)
        return {"vectors": [{"id": identity} for identity in page]} | further

    def _name(self, asked: Request) -> str:
        named = asked.listed.get("namespace", [""])[0] or asked.body.get("namespace")
        if not named:
            raise Refused(501, "the default namespace is not modelled")
        return rules.name(named, "namespace")


def _page(names: Iterable[str], asked: Request) -> tuple[list[str], Body]:
    """Return one page in bitwise order, at most 100 by default, and the token of the next [oas]."""
    given = {key: values[0] for key, values in asked.listed.items()} | asked.body
    highest = MAX_TOP_K if "filter" in asked.body else PAGE
    limit = rules.number(int(given.get("limit", PAGE)), "limit", 1, highest)
    after = base64.b64decode(given.get("paginationToken", "")).decode()
    left = sorted(name for name in names if name.startswith(given.get("prefix", "")) and name > after)
    page = left[:limit]
    more = {"pagination": {"next": base64.b64encode(page[-1].encode()).decode()}} if len(left) > limit else {}
    return page, more


def _cosine(first: Any, second: Any) -> Any:
    return first @ second / (np.linalg.norm(first) * np.linalg.norm(second))
