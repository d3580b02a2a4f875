"""How Weaviate looks at words: tokens, filters over them, and BM25.

[tokens] https://docs.weaviate.io/weaviate/config-refs/collections#tokenization
[filters] https://docs.weaviate.io/weaviate/api/graphql/filters
[stopwords] https://docs.weaviate.io/weaviate/config-refs/indexing/inverted-index#stopwords
[bm25] https://docs.weaviate.io/weaviate/concepts/search/keyword-search
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from talktrack.core.bm25 import Bm25
from talktrack.world.weaviate.schema import Collection, NotModelledError, RefusedError, StoredObject

_WORD = re.compile(r"[^\W_]+")
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by for if in into is it no not of on or such that the their then there these they "
        "this to was will with",
    )
)
Test = Callable[[StoredObject], bool]


def tokens(text: str, tokenization: str) -> list[str]:
    """Return the tokens of a text: words are runs of letters and digits in lower case, a field is one [tokens]."""
    if tokenization == "field":
        return [text.strip()] if text.strip() else []
    return [found.lower() for found in _WORD.findall(text)]


def bm25(query: str, names: Sequence[str], collection: Collection, objects: Sequence[StoredObject]) -> dict[str, float]:
    """Return the scores of the objects that hold a word of the query, k1 = 1.2 and b = 0.75 [bm25]."""
    if len(names) != 1 or not collection.property(names[0])["indexSearchable"]:
        raise NotModelledError("keyword search over other than one searchable property")
    tokenization = collection.property(names[0])["tokenization"]
    texts = [tokens(str(one.properties.get(names[0], "")), tokenization) for one in objects]
    asked = [word for word in tokens(query, tokenization) if word not in _stopwords(collection)]
    found = Bm25(texts).scores(asked).tolist()
    return {one.uuid: score for one, score in zip(objects, found, strict=True) if score > 0}


def test_of(asked: Any, collection: Collection) -> Test:
    """Return a filter as a question to an object; `asked` is the message ``Filters`` [filters]."""
    operator = asked.Operator.Name(asked.operator).removeprefix("OPERATOR_")
    if operator in {"AND", "OR"}:
        parts, together = [test_of(one, collection) for one in asked.filters], all if operator == "AND" else any
        return lambda one: together(part(one) for part in parts)
    name = asked.target.property
    if name == "_id":
        return _id_test(operator, asked)
    definition = collection.property(name)
    if not (definition["indexFilterable"] or definition["indexSearchable"] or definition["indexRangeFilters"]):
        raise RefusedError(f"Filtering by property '{name}' requires inverted index. Is `indexFilterable` enabled?")
    if definition["dataType"] == ["text"]:
        return _text_test(operator, asked, definition, collection)
    return _number_test(operator, asked, definition)


def _id_test(operator: str, asked: Any) -> Test:
    if operator != "CONTAINS_ANY":
        raise NotModelledError(f"{operator} on ids")
    wanted = set(asked.value_text_array.values)
    return lambda one: one.uuid in wanted


def _text_test(operator: str, asked: Any, definition: dict[str, Any], collection: Collection) -> Test:
    """An object must have all words of a value, of ContainsAny those of one of the values."""
    arrays = {"EQUAL": [asked.value_text], "CONTAINS_ANY": list(asked.value_text_array.values)}
    if operator not in arrays:
        raise NotModelledError(f"{operator} on text")
    name, tokenization = definition["name"], definition["tokenization"]
    passed_over = _stopwords(collection) if tokenization == "word" else frozenset()
    wanted = [set(tokens(value, tokenization)) - passed_over for value in arrays[operator]]
    if not wanted or not all(wanted):
        raise RefusedError(
            "invalid search term, only stopwords provided. "
            "Stopwords can be configured in class.invertedIndexConfig.stopwords"
        )
    return lambda one: any(words <= set(tokens(str(one.properties.get(name, "")), tokenization)) for words in wanted)


def _number_test(operator: str, asked: Any, definition: dict[str, Any]) -> Test:
    """An object without the value is on neither side of a bound."""
    if asked.WhichOneof("test_value") != "value_number" or definition["dataType"] != ["number"]:
        raise RefusedError(f"data type filter cannot use this value on type {definition['dataType'][0]!r}")
    bound, name = asked.value_number, definition["name"]
    orders: dict[str, Callable[[float], bool]] = {
        "GREATER_THAN_EQUAL": lambda value: value >= bound,
        "LESS_THAN": lambda value: value < bound,
    }
    if operator not in orders:
        raise NotModelledError(f"{operator} on numbers")
    return lambda one: name in one.properties and orders[operator](float(one.properties[name]))


def _stopwords(collection: Collection) -> frozenset[str]:
    return ENGLISH if collection.stopwords_preset == "en" else frozenset()
