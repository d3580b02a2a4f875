"""Evidence adds up to one identity per speaker."""

from __future__ import annotations

import pytest

from talktrack.ingestion.attribute.decision import confidences, decide
from talktrack.ingestion.attribute.evidence import Evidence


def test_a_single_piece_keeps_its_weight() -> None:
    """Confidence in an only candidate with one piece of evidence is that piece's weight."""
    found = confidences([Evidence("s1", "dana", "full_name", 0.9)])

    assert found["s1"]["dana"] == pytest.approx(0.9)


def test_pieces_combine_by_noisy_or() -> None:
    """Two independent pieces of 0.5 leave a doubt of 0.25."""
    found = confidences([Evidence("s1", "dana", "first_name", 0.5), Evidence("s1", "dana", "addressed", 0.5)])

    assert found["s1"]["dana"] == pytest.approx(0.75)


def test_stronger_evidence_overrules_a_label() -> None:
    """An introduction and being addressed outweigh the name on the platform."""
    evidence = [
        Evidence("s1", "tom", "full_name", 0.765),
        Evidence("s1", "dana", "introduction", 0.9),
        Evidence("s1", "dana", "addressed", 0.35),
    ]

    assert decide(["s1"], evidence)["s1"].person == "dana"


def test_one_person_does_not_speak_twice_without_strong_evidence() -> None:
    """The surer speaker gets the person, the other stays unnamed."""
    evidence = [Evidence("s1", "dana", "full_name", 0.9), Evidence("s2", "dana", "first_name", 0.7)]
    found = decide(["s1", "s2"], evidence)

    assert (found["s1"].person, found["s2"].person) == ("dana", None)
