"""The redactor: Presidio's analyzer without any weights, fed with our own finders. The only door to Presidio."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import PersonalData, Redactor
from talktrack.engines.personal_data import addresses, numbers, people, places
from talktrack.engines.personal_data.characters import plain
from talktrack.engines.personal_data.spans import (
    ACCOUNT,
    ADDRESS,
    BIRTH,
    CARD,
    EMAIL,
    LINK,
    PERSON,
    PHONE,
    SECRET,
    SSN,
    divided,
    settled,
)

if TYPE_CHECKING:
    from presidio_analyzer import LocalRecognizer

Finder = Callable[[str], list[PersonalData]]

LANGUAGE = "en"
SEPARATOR = "\n"
FINDERS: tuple[tuple[str, Finder, tuple[str, ...]], ...] = (
    ("mail_addresses", addresses.mail_addresses, (EMAIL,)),
    ("links", addresses.links, (LINK,)),
    ("credentials", addresses.credentials, (SECRET,)),
    ("street_addresses", places.street_addresses, (ADDRESS,)),
    ("birth_dates", places.birth_dates, (BIRTH,)),
    ("said_numbers", numbers.said_numbers, (PHONE, CARD, ACCOUNT, SSN)),
)
DIGIT_FINDERS: tuple[tuple[str, Finder, tuple[str, ...]], ...] = (
    ("written_numbers", numbers.written_numbers, (PHONE, CARD, ACCOUNT, SSN)),
)
DIGIT_ENTITIES = ("IBAN_CODE", CARD, "IP_ADDRESS", PHONE, SSN, ACCOUNT)
MANY_DIGITS = re.compile(r"(?:\d[^\d\n]{0,3}){4}|\b[A-Za-z]{2}\d\d")
SCORE_THRESHOLD = 0.4


class PresidioRedactor:
    """Finds personal data in many texts at once: they are joined into one block, so that each finder runs once."""

    def __init__(self, ner_model: str = "") -> None:
        """Build the analyzer; `ner_model` is an optional token classifier in safetensors form."""
        self._ours = _analyzer([_recognizer(*finder) for finder in FINDERS] + _models(ner_model))
        self._digits = _analyzer([_recognizer(*finder) for finder in DIGIT_FINDERS] + _predefined())

    def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
        """Return non-overlapping spans per text, ordered by start. `names` are known people who must be found."""
        plain_texts = [plain(text) for text in texts]
        names_recognizer = _recognizer("people", partial(people.people, names=names), (PERSON,))
        general = _over(plain_texts, range(len(texts)), self._ours, [names_recognizer])
        numeric = [index for index, text in enumerate(plain_texts) if MANY_DIGITS.search(text)]
        special = dict(zip(numeric, _over(plain_texts, numeric, self._digits, []), strict=True))
        return [settled([*spans, *special.get(index, [])]) for index, spans in enumerate(general)]


def open_redactor(ner_model: str = "") -> Redactor:
    """Return a redactor; with `ner_model` = "" it needs no weights.

    Raises:
        ConfigurationInvalidError: Presidio is missing, or the named model cannot be loaded (fail closed).
    """
    try:
        return PresidioRedactor(ner_model)
    except ImportError as missing:
        raise ConfigurationInvalidError("presidio-analyzer is not installed: install talktrack[data].") from missing


def _over(
    texts: Sequence[str], indices: Sequence[int], analyzer: Any, extra: list[LocalRecognizer]
) -> list[list[PersonalData]]:
    """Analyze the chosen texts as one block and give each its own spans."""
    if not indices:
        return []
    chosen = [texts[index] for index in indices]
    starts, lengths, position = [], [len(text) for text in chosen], 0
    for length in lengths:
        starts.append(position)
        position += length + len(SEPARATOR)
    results = analyzer.analyze(
        SEPARATOR.join(chosen), LANGUAGE, score_threshold=SCORE_THRESHOLD, ad_hoc_recognizers=extra or None
    )
    spans = settled(PersonalData(r.start, r.end, r.entity_type, r.score) for r in results)
    return divided(spans, starts, lengths)


def _recognizer(name: str, finder: Finder, kinds: tuple[str, ...]) -> LocalRecognizer:
    """Wrap a pure finder as a Presidio recogniser."""
    from presidio_analyzer import LocalRecognizer, RecognizerResult

    class FinderRecognizer(LocalRecognizer):
        """A recogniser that asks one pure finder."""

        def load(self) -> None:
            """Do nothing: there are no weights."""

        def analyze(self, text: str, *_: Any, **__: Any) -> list[RecognizerResult]:
            """Return what the finder finds, as Presidio's results."""
            metadata = {
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            }
            return [
                RecognizerResult(s.kind, s.start, s.end, s.score, recognition_metadata=dict(metadata))
                for s in finder(text)
            ]

    return FinderRecognizer(supported_entities=list(kinds), name=name, supported_language=LANGUAGE)


def _predefined() -> list[LocalRecognizer]:
    """Return Presidio's own checksum recognisers; its mail and link ones would fetch a suffix list."""
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UsSsnRecognizer,
    )

    phones = PhoneRecognizer(supported_regions=("US", "GB", "DE", "FR"))
    return [CreditCardRecognizer(), IbanRecognizer(), IpRecognizer(), UsSsnRecognizer(), phones]


def _models(ner_model: str) -> list[LocalRecognizer]:
    """Return the recogniser of a configured token classifier, or none; a model that cannot be loaded is an error."""
    if not ner_model:
        return []
    folder = Path(ner_model)
    if folder.is_dir() and not list(folder.glob("*.safetensors")):
        raise ConfigurationInvalidError(
            f"ner_model {ner_model} has no safetensors weights: convert it or leave it empty."
        )
    try:
        from presidio_analyzer.predefined_recognizers import HuggingFaceNerRecognizer

        recognizer = HuggingFaceNerRecognizer(
            model_name=ner_model, supported_entities=[PERSON], threshold=0.5, device="cpu"
        )
        recognizer.load()
    except Exception as failed:
        raise ConfigurationInvalidError(
            f"cannot load ner_model {ner_model}: check the path or leave it empty."
        ) from failed
    return [recognizer]


def _analyzer(recognizers: list[LocalRecognizer]) -> Any:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    engine = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": ""}])
    engine.load()
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[LANGUAGE])
