"""Whatever stands in a conversation, the gate gives a verdict with reasons and never an exception."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Conversation, Provenance, Turn
from talktrack.core.ports import Expectations
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.engines.expectations import open_expectations
from talktrack.ingestion.quality_gate.measures import columns, measure
from talktrack.ingestion.quality_gate.step import Tables, run
from talktrack.ingestion.quality_gate.suite import suite
from talktrack.ingestion.quality_gate.thresholds import Thresholds

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = [Provenance(uri="in/x", sha256="00", reader="text", version="1")]
BUSINESS = ("What does it cost?", "Forty dollars a seat.", "Could you send a quote to my manager today?", "Of course.")


@pytest.fixture(scope="module")
def expectations() -> Expectations:
    """The validator; loading the library takes seconds."""
    return open_expectations()


def talk(*turns: Turn, **fields: object) -> Conversation:
    """Return a conversation of turns."""
    bare = Conversation(
        id="c1", tenant="acme", event_id="e", source="text", channel="call", turns=list(turns), provenance=SOURCE
    )
    return msgspec.structs.replace(bare, **fields)


def lines(*texts: str, **fields: float) -> list[Turn]:
    """Return turns of two people in turn, four times over in other words."""
    several = [f"{text} {place * 'really '}" for place in range(4) for text in texts]
    return [
        msgspec.structs.replace(Turn(speaker_id=f"s{place % 2}", text=text), **fields)
        for place, text in enumerate(several)
    ]


ODD: Sequence[tuple[Conversation, set[str]]] = (
    (talk(), {"too_few_turns", "too_few_words", "too_few_speakers", "speakers_unknown", "few_letters"}),
    (talk(*lines(*BUSINESS, start_s=math.nan)), {"numbers_impossible"}),
    (talk(*lines(*BUSINESS, end_s=math.inf)), {"numbers_impossible"}),
    (talk(*lines(*BUSINESS, confidence=math.nan)), {"numbers_impossible"}),
    (talk(*lines(*BUSINESS, speaker_confidence=-math.inf)), {"numbers_impossible"}),
    (talk(*lines(*BUSINESS), duration_s=math.nan), {"numbers_impossible"}),
    (talk(*lines(*BUSINESS), duration_s=-5.0), set()),
    (talk(*lines(*BUSINESS), duration_s=1e-320), {"speech_too_fast"}),
    (talk(*lines(*BUSINESS), metadata_json="[" * 100_000), set()),
    (talk(*lines(*BUSINESS), metadata_json='{"mos": "loud", "audio": 3}'), set()),
    (talk(*lines(*BUSINESS), metadata_json='{"audio": {"mos": 1e999, "snr_db": 2}}'), set()),
    (talk(*lines(*BUSINESS), metadata_json='{"audio": {"snr_db": 2}}'), {"audio_poor"}),
    (talk(*(Turn(speaker_id=f"s{n % 2}", text="😀 🎉 👍 " * (n + 1)) for n in range(8))), {"few_letters"}),
    (talk(*lines("Мы получили новый договор от клиента", "Да, цена осталась прежней")), {"language_not_accepted"}),
    (talk(*lines("सोमवार को हमने नया अनुबंध भेजा", "हाँ कीमत वही है")), {"language_not_accepted"}),
    (talk(*lines(*BUSINESS), Turn(speaker_id="s1", text="x" * 200_000)), {"text_unbroken"}),
    (talk(*lines(*BUSINESS), Turn(speaker_id="s1", text="x" * 1_001)), {"text_unbroken"}),
    (talk(*lines(*BUSINESS), Turn(speaker_id="s1", text="x" * 1_000)), set()),
    (talk(*lines("\ud800 half a pair of surrogates", "and the price")), set()),
)


@pytest.fixture(scope="module")
def verdicts(expectations: Expectations) -> Mapping[str, list[str]]:
    """What the gate says of all odd conversations, by their place."""
    named = [msgspec.structs.replace(conversation, id=str(place)) for place, (conversation, _) in enumerate(ODD)]
    rows = columns([measure(conversation, NOW, Thresholds().required) for conversation in named])
    return expectations.validate(rows, suite(Thresholds())).failures


@pytest.mark.parametrize("place", range(len(ODD)))
def test_odd_conversations_get_a_verdict(verdicts: Mapping[str, list[str]], place: int) -> None:
    """Every reason is the right one, and none is missing."""
    assert set(verdicts.get(str(place), [])) - {"repeated_turns"} == ODD[place][1]


def test_the_number_of_turns_has_no_limit(expectations: Expectations) -> None:
    """A huge conversation is held back only because its turns repeat each other."""
    huge = talk(*(Turn(speaker_id=f"s{place % 2}", text=BUSINESS[place % 4]) for place in range(100_000)))
    rows = columns([measure(huge, NOW, Thresholds().required)])

    assert expectations.validate(rows, suite(Thresholds())).failures == {"c1": ["repeated_turns"]}


def test_an_empty_conversation_comes_through_the_tables(tmp_path: Path, expectations: Expectations) -> None:
    """It is quarantined with itself, like any other."""
    tables = Tables(str(tmp_path / "in"), str(tmp_path / "good"), str(tmp_path / "bad"))
    write_table(tables.conversations, CONVERSATIONS, [talk()])
    run(tables, lambda: expectations, Thresholds(), NOW)

    assert [row.conversation for row in read_table(tables.quarantined, QUARANTINE)] == [talk()]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Turn,
            speaker_id=st.sampled_from([None, "s1", "s2"]),
            text=st.text(max_size=60),
            start_s=st.none() | st.floats(),
            end_s=st.none() | st.floats(),
            confidence=st.none() | st.floats(),
            speaker_confidence=st.none() | st.floats(),
        ),
        max_size=12,
    ),
    st.none() | st.floats(),
)
def test_any_conversation_can_be_measured(turns: list[Turn], duration_s: float | None) -> None:
    """No measure is ever NaN, which a validation would take for missing."""
    row = measure(talk(*turns, duration_s=duration_s), NOW)
    values = [value for column in columns([row]).values() for value in column]

    assert not any(isinstance(value, float) and math.isnan(value) for value in values)
