"""What a query asks of Weaviate: filters and searches. Values travel beside the filter, so text is never syntax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import WORDS, Query
from talktrack.systems.vectors.weaviate.objects import EPOCH, TEXT_COLUMN, WHOLE_COLUMNS, property_name

if TYPE_CHECKING:
    from weaviate.collections.classes.filters import _Filters as Filters


def chosen(query: Query) -> dict[str, list[str]]:
    """Return the values that each filtered property may have; Weaviate does not index blank ones.

    Raises:
        ConfigurationInvalidError: a column is not one of whole values.
    """
    for column in query.where:
        if column not in WHOLE_COLUMNS:
            raise ConfigurationInvalidError(f"{column} cannot be filtered: choose one of {', '.join(WHOLE_COLUMNS)}.")
    return {property_name(column): [one for one in values if one.strip()] for column, values in query.where.items()}


def condition(query: Query) -> Filters | None:
    """Return the filter by values and dates; None where everything may be found."""
    from weaviate.classes.query import Filter

    began = Filter.by_property(EPOCH)
    clauses = [any_of(name, values) for name, values in chosen(query).items()]
    clauses += [began.greater_or_equal(query.since.timestamp())] if query.since else []
    clauses += [began.less_than(query.until.timestamp())] if query.until else []
    return Filter.all_of(clauses) if clauses else None


def nearest(query: Query, channel: str) -> dict[str, Any]:
    """Return the search by a channel."""
    return {"near_vector": query.vectors[channel].tolist(), "target_vector": channel}


def is_said(query: Query) -> bool:
    """Tell whether full text is asked; what holds no word finds nothing."""
    return bool(query.weights.get(WORDS)) and any(letter.isalnum() for letter in query.words)


def saying(query: Query) -> dict[str, Any]:
    """Return the search by full text."""
    return {"query": query.words, "query_properties": [TEXT_COLUMN]}


def any_of(name: str, values: Sequence[str]) -> Filters:
    """Return the filter for a property that has one of some values."""
    from weaviate.classes.query import Filter

    return Filter.by_property(name).contains_any(list(values))


def with_ids(keys: Sequence[UUID]) -> Filters:
    """Return the filter for objects of these ids."""
    from weaviate.classes.query import Filter

    return Filter.by_id().contains_any(list(keys))


def with_words_of(text: str) -> Filters:
    """Return the filter for chunks whose text has all words of another, in whatever order."""
    from weaviate.classes.query import Filter

    return Filter.by_property(TEXT_COLUMN).equal(text)
