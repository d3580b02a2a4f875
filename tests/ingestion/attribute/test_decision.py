"""Evidence adds up to one identity per speaker."""

from __future__ import annotations

from talktrack.ingestion.attribute.attribution import THRESHOLD
from talktrack.ingestion.attribute.candidates import Cast
from talktrack.ingestion.attribute.decision import Identity, decide
from talktrack.ingestion.attribute.evidence import Evidence
from talktrack.ingestion.attribute.people import INVITED, Person

DANA, TOM = (Person(key=name, name=f"{name.title()} Reed", group=INVITED) for name in ("dana", "tom"))
CAST = Cast([DANA, TOM], {}, is_scheduled=True)


def decided(*evidence: Evidence) -> dict[str, Identity]:
    """Decide who the speakers of some evidence are."""
    return decide(sorted({item.speaker for item in evidence}), evidence, CAST)


def test_pieces_that_agree_make_surer() -> None:
    """A first name and being addressed by it weigh more than the first name."""
    label, address = Evidence("s1", "dana", "first_name"), Evidence("s1", "dana", "addressed")

    assert decided(label, address)["s1"].confidence > decided(label)["s1"].confidence


def test_stronger_evidence_overrules_a_label() -> None:
    """An introduction and being addressed again and again outweigh the name on the platform."""
    found = decided(
        Evidence("s1", "tom", "full_name"),
        Evidence("s1", "dana", "introduction"),
        Evidence("s1", "dana", "addressed", 6.0),
    )

    assert found["s1"].person == "dana"
    assert found["s1"].rival > 0.0


def test_one_person_does_not_speak_twice_without_strong_evidence() -> None:
    """The surer speaker gets the person, the other stays doubtful."""
    found = decided(Evidence("s1", "dana", "full_name"), Evidence("s2", "dana", "first_name"))

    assert found["s1"].person == "dana"
    assert found["s2"].confidence < THRESHOLD < found["s1"].confidence


def test_who_calls_somebody_is_not_that_person() -> None:
    """Of two speakers with nothing else known, the one who says "thanks, Dana" is Tom."""
    chairs = [Evidence(speaker, key, "remaining") for speaker in ("s1", "s2") for key in ("dana", "tom")]
    found = decided(*chairs, Evidence("s1", "dana", "addresses", 2.0), Evidence("s2", "dana", "addressed", 2.0))

    assert (found["s1"].person, found["s2"].person) == ("tom", "dana")


def test_a_reviewer_stands_behind_the_evidence() -> None:
    """The code of a decision names who made it."""
    found = decided(Evidence("s1", "dana", "reviewed_label", by="mia"))

    assert found["s1"].evidence == ["reviewed_label:mia"]
