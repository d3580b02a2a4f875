"""Models that find names: a spaCy pipeline or a transformers token classifier, by parameter; none is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import ORGANISATION, PERSON, PLACE

NameModel = Callable[[Block], list[PersonalData]]

SPACY = "spacy:"
LABELS = {"PER": PERSON, "PERSON": PERSON, "ORG": ORGANISATION, "GPE": PLACE, "LOC": PLACE}
THRESHOLD = 0.5
CHARACTERS = 2_000


def open_name_model(ner_model: str, entities: frozenset[str]) -> NameModel | None:
    """Return the model that `ner_model` names: "spacy:NAME", a directory or a hub id; None when it is empty.

    Raises:
        ConfigurationInvalidError: it cannot be loaded. Nothing is redacted then, rather than less than was asked for.
    """
    if not ner_model:
        return None
    try:
        if ner_model.startswith(SPACY):
            return _spacy(ner_model.removeprefix(SPACY))
        return _transformers(ner_model, entities)
    except ConfigurationInvalidError:
        raise
    except Exception as failed:
        raise ConfigurationInvalidError(
            f"cannot load ner_model {ner_model}: check the name or leave it empty."
        ) from failed


def _spacy(name: str) -> NameModel:
    """Return an installed spaCy pipeline; it is never downloaded."""
    import spacy

    pipeline = spacy.load(name)

    def find(block: Block) -> list[PersonalData]:
        found = []
        pieces = list(_pieces(block.text))
        texts = [block.text[start:end] for start, end in pieces]
        for (start, _), doc in zip(pieces, pipeline.pipe(texts), strict=True):
            found += [
                PersonalData(start + e.start_char, start + e.end_char, LABELS[e.label_], 0.85)
                for e in doc.ents
                if e.label_ in LABELS
            ]
        return found

    return find


def _transformers(name: str, entities: frozenset[str]) -> NameModel:
    """Return Presidio's recogniser over a token classifier; pickled weights are refused."""
    folder = Path(name)
    if folder.is_dir() and not list(folder.glob("*.safetensors")):
        raise ConfigurationInvalidError(f"ner_model {name} has no safetensors weights: convert it or leave it empty.")
    from presidio_analyzer.predefined_recognizers import HuggingFaceNerRecognizer

    kinds = sorted(entities & set(LABELS.values()))
    recognizer = HuggingFaceNerRecognizer(
        model_name=name, supported_entities=kinds, label_mapping=LABELS, threshold=THRESHOLD, device="cpu"
    )
    recognizer.load()

    def find(block: Block) -> list[PersonalData]:
        return [
            PersonalData(start + r.start, start + r.end, r.entity_type, r.score)
            for start, end in _pieces(block.text)
            for r in recognizer.analyze(block.text[start:end], kinds, None)
        ]

    return find


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of pieces of some lines: what models read at once is bounded."""
    start = 0
    while start < len(text):
        end = min(start + CHARACTERS, len(text))
        line = text.rfind("\n", start, end)
        end = line + 1 if end < len(text) and line > start else end
        yield start, end
        start = end
