"""Weaviate's collections and their tenants, with the rules that the published schema and documents name.

[collections] https://docs.weaviate.io/weaviate/config-refs/collections
[tenancy] https://docs.weaviate.io/weaviate/manage-collections/multi-tenancy
[vectors] https://docs.weaviate.io/weaviate/manage-collections/vector-config
[index] https://docs.weaviate.io/weaviate/config-refs/indexing/vector-index
[tenant.go] https://github.com/weaviate/weaviate/blob/main/usecases/schema/tenant.go
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Definition = dict[str, Any]
Vector = npt.NDArray[np.float32]
_CLASS = re.compile(r"[A-Z][_0-9A-Za-z]*")
_PROPERTY = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,230}")
_TENANT = re.compile(r"[A-Za-z0-9_-]{1,64}")
RESERVED = frozenset({"_additional", "_id", "id"})
TYPES = frozenset({"text", "int", "number", "date"})
RANGES = frozenset({"int", "number", "date"})
HNSW = {
    "distance": "cosine",
    "cleanupIntervalSeconds": 300,
    "dynamicEfMin": 100,
    "dynamicEfMax": 500,
    "dynamicEfFactor": 8,
    "ef": -1,
    "efConstruction": 128,
    "flatSearchCutoff": 40_000,
    "maxConnections": 32,
    "skip": False,
    "vectorCacheMaxObjects": 1_000_000_000_000,
}


class RefusedError(Exception):
    """A request that the real server refuses; `status` is HTTP's, gRPC ends with UNKNOWN and the message."""

    def __init__(self, message: str, status: int = 422) -> None:
        """Keep what is answered."""
        super().__init__(message)
        self.status = status


class NotModelledError(Exception):
    """A request that the real server may answer and this one does not know."""


@dataclass
class StoredObject:
    """One object of one tenant, with its named vectors."""

    uuid: str
    properties: dict[str, str | float]
    vectors: dict[str, Vector]


@dataclass
class Tenant:
    """One shard: its objects, oldest write first, and the lengths that its vector indexes took from their first."""

    objects: dict[str, StoredObject] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)


@dataclass
class Collection:
    """A multi-tenant collection and its tenants."""

    definition: Definition
    tenants: dict[str, Tenant] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name."""
        return str(self.definition["class"])

    @property
    def named_vectors(self) -> set[str]:
        """Return the names of the vectors that objects may have."""
        return set(self.definition["vectorConfig"])

    @property
    def stopwords_preset(self) -> str:
        """Return which words filters and keyword search pass over."""
        return str(self.definition["invertedIndexConfig"]["stopwords"]["preset"])

    def property(self, name: str) -> Definition:
        """Return a property's definition."""
        for one in self.definition["properties"]:
            if one["name"] == name:
                return dict(one)
        message = f"no such prop with name '{name}' found in class '{self.name}' in the schema."
        raise RefusedError(f"{message} Check your schema files for which properties in this class are available")

    def tenant(self, name: str) -> Tenant:
        """Return a tenant; one that was not created is not found, as autoTenantCreation is off [tenancy]."""
        if not name:
            raise RefusedError(f"class {self.name} has multi-tenancy enabled, but request was without tenant")
        if name not in self.tenants:
            raise RefusedError(f'tenant not found: "{name}"')
        return self.tenants[name]

    def add_tenants(self, asked: list[Definition]) -> list[Definition]:
        """Add tenants; those that exist stay as they are [tenant.go]."""
        names = [str(one["name"]) for one in asked]
        for number, name in enumerate(names):
            if not _TENANT.fullmatch(name):
                rule = "should only contain alphanumeric characters (a-z, A-Z, 0-9), underscore (_), and hyphen (-)"
                raise RefusedError(f"tenant name at index {number}: tenant name {rule}")
        for name in names:
            self.tenants.setdefault(name, Tenant())
        return [{"name": name, "activityStatus": "HOT"} for name in names]


def checked(asked: Definition) -> Collection:
    """Return a new collection by its definition, completed with the defaults [collections]."""
    made = copy.deepcopy(asked)
    if not _CLASS.fullmatch(str(made.get("class", ""))):
        raise RefusedError(f"'{made.get('class')}' is not a valid class name")
    tenancy = made.get("multiTenancyConfig") or {}
    if not tenancy.get("enabled") or tenancy.get("autoTenantCreation"):
        raise NotModelledError("a collection of one tenant, or one whose tenants come by themselves")
    made["properties"] = [_property(one) for one in made.get("properties") or []]
    made["vectorConfig"] = {name: _vector(one) for name, one in (made.get("vectorConfig") or {}).items()}
    stopwords = {"preset": "en", "additions": None, "removals": None}
    inverted = made.get("invertedIndexConfig") or {}
    inverted["stopwords"] = stopwords | {name: one for name, one in (inverted.get("stopwords") or {}).items() if one}
    made["invertedIndexConfig"] = {"bm25": {"b": 0.75, "k1": 1.2}, "cleanupIntervalSeconds": 60} | inverted
    made["replicationConfig"] = {"factor": 1, "asyncEnabled": False, "deletionStrategy": "NoAutomatedResolution"}
    return Collection(made)


def _property(asked: Definition) -> Definition:
    name, kinds = str(asked.get("name")), asked.get("dataType")
    if not _PROPERTY.fullmatch(name) or name in RESERVED:
        raise RefusedError(f"'{name}' is not a valid property name")
    if not isinstance(kinds, list) or len(kinds) != 1 or kinds[0] not in TYPES:
        raise NotModelledError(f"a property of type {kinds}")
    kind, text = kinds[0], kinds[0] == "text"
    if not text and asked.get("tokenization"):
        raise RefusedError(f"Tokenization is not allowed for data type '{kind}'")
    if not text and asked.get("indexSearchable"):
        raise RefusedError("`indexSearchable` is allowed only for text/text[] data types.")
    if kind not in RANGES and asked.get("indexRangeFilters"):
        raise RefusedError("`indexRangeFilters` is allowed only for number/int/date data types.")
    if text and asked.get("tokenization", "word") not in {"word", "field"}:
        raise NotModelledError(f"tokenization {asked['tokenization']}")
    defaults = {"indexFilterable": True, "indexSearchable": text, "indexRangeFilters": False}
    return defaults | ({"tokenization": "word"} if text else {}) | asked


def _vector(asked: Definition) -> Definition:
    """A vector that comes with the object and is compared by cosine [vectors]; the index has its defaults [index]."""
    index = HNSW | (asked.get("vectorIndexConfig") or {})
    if list(asked.get("vectorizer") or {}) != ["none"] or asked.get("vectorIndexType", "hnsw") != "hnsw":
        raise NotModelledError("a vector that is made by the server, or another index than hnsw")
    if index["distance"] != "cosine":
        raise NotModelledError(f"distance {index['distance']}")
    return {"vectorizer": {"none": {}}, "vectorIndexType": "hnsw", "vectorIndexConfig": index}
