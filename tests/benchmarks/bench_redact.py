"""Pair of ``make bench`` for redact: personal data with a form, in the talk of a synthetic organisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from talktrack.core.ports import PersonalData
from talktrack.engines.redactor import open_redactor
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from tests.benchmarks.pair import Pair, Row, measured
from tests.benchmarks.personal_sentences import FILL

TURNS = 600
PLANTED = ("phone", "mail", "card", "ssn", "iban", "ip")
EVERY = 12
ENTITIES = ("CREDIT_CARD", "EMAIL_ADDRESS", "IBAN_CODE", "IP_ADDRESS", "PHONE_NUMBER", "US_SSN")
THRESHOLD = 0.4

Found = list[list[tuple[int, int]]]


def batch_analyzer() -> Pair:
    """600 turns, in each twelfth of which something is planted, against Presidio's batch engine without a model."""
    texts, planted = _turns()
    redactor = open_redactor(entities=ENTITIES)
    engine = _batch_engine()

    def ours() -> list[list[PersonalData]]:
        return redactor.find(texts)

    def theirs() -> list[list[Any]]:
        found = engine.analyze_iterator(texts, "en", entities=list(ENTITIES), score_threshold=THRESHOLD)
        return [list(results) for results in found]

    def check() -> None:
        mine = [[(span.start, span.end) for span in spans] for spans in ours()]
        peers = [[(result.start, result.end) for result in results] for results in theirs()]
        for spans, others, (start, end) in zip(mine, peers, planted, strict=True):
            assert not _covers(others, start, end) or _covers(spans, start, end)
            for other in others:
                assert _covers(spans, *other) or not _overlaps(other, start, end)

    return Pair("redact", "600 turns, six kinds", "Presidio BatchAnalyzerEngine", 0.10, ours, theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (batch_analyzer,)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _batch_engine() -> Any:
    import tldextract
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UsSsnRecognizer,
    )

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # its bundled list, no network
    recognizers = [CreditCardRecognizer(), EmailRecognizer(), IbanRecognizer(), IpRecognizer(), UsSsnRecognizer()]
    language = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": ""}])
    language.load()
    registry = RecognizerRegistry(recognizers=[*recognizers, PhoneRecognizer()], supported_languages=["en"])
    return BatchAnalyzerEngine(AnalyzerEngine(registry=registry, nlp_engine=language, supported_languages=["en"]))


def _turns() -> tuple[list[str], list[tuple[int, int]]]:
    """Return texts and where something is planted in each; (0, 0) where nothing is."""
    rng = Random(7)
    organisation = Organisation(seed=7, tenant="acme", book="first", conversations=20)
    texts, places = [], []
    for call in generate(organisation):
        texts += [turn.text for turn in call.truth.turns]
    texts = texts[:TURNS]
    for index, text in enumerate(texts):
        value = FILL[PLANTED[index // EVERY % len(PLANTED)]][1](rng) if index % EVERY == 0 else ""
        texts[index] = f"{text} {value}" if value else text
        places.append((len(text) + 1, len(text) + 1 + len(value)) if value else (0, 0))
    return texts, places


def _covers(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    covered = {place for first, last in spans for place in range(first, last)}
    return all(place in covered for place in range(start, end))


def _overlaps(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] < end and start < span[1]


if __name__ == "__main__":
    for row in rows():
        print(row)
