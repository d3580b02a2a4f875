"""Arguments: NAME=VALUE pairs become typed values, or a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.arguments import check_name, parse
from talktrack.core.errors import ConfigurationInvalidError

DECLARED: dict[str, dict[str, Any]] = {
    "shard_size": {"parameterType": "NUMBER_INTEGER"},
    "relevance_min": {"parameterType": "NUMBER_DOUBLE"},
    "strict": {"parameterType": "BOOLEAN"},
    "sources": {"parameterType": "LIST"},
    "limits": {"parameterType": "STRUCT"},
    "tenant": {"parameterType": "STRING"},
}


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("shard_size=3", {"shard_size": 3}),
        ("relevance_min=0.5", {"relevance_min": 0.5}),
        ("relevance_min=1", {"relevance_min": 1.0}),
        ("strict=True", {"strict": True}),
        ("strict=false", {"strict": False}),
        ('sources=["a", "b"]', {"sources": ["a", "b"]}),
        ('limits={"a": 1}', {"limits": {"a": 1}}),
        ("tenant=a=b", {"tenant": "a=b"}),
        ("tenant=", {"tenant": ""}),
    ],
)
def test_values_take_the_declared_type(pair: str, expected: dict[str, Any]) -> None:
    """The first equals sign parts name and value."""
    assert parse([pair], DECLARED) == expected


def test_the_last_of_equal_names_counts() -> None:
    """As on any command line."""
    assert parse(["shard_size=3", "shard_size=4"], DECLARED) == {"shard_size": 4}


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("shard_size", "is not a pair: write it as NAME=VALUE"),
        ("shardsize=3", "did you mean shard_size?"),
        ("zebra=3", "the known ones are limits, relevance_min, shard_size"),
        ("shard_size=three", "shard_size must be a whole number, not 'three'"),
        ("shard_size=3.5", "shard_size must be a whole number"),
        ("relevance_min=high", "relevance_min must be a number"),
        ("strict=yes", "strict must be true or false"),
        ("sources=a", "sources must be a JSON list"),
        ('sources={"a": 1}', "sources must be a JSON list"),
        ("limits=[]", "limits must be a JSON object"),
    ],
)
def test_a_wrong_pair_is_a_sentence(pair: str, sentence: str) -> None:
    """It names the parameter and what would fit."""
    with pytest.raises(ConfigurationInvalidError, match=sentence.replace("?", r"\?")):
        parse([pair], DECLARED)


def test_a_known_name_passes() -> None:
    """Nothing is said about it."""
    check_name("tenant", DECLARED)
