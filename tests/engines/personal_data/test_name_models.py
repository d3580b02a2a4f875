"""Models of names are used when they are configured; one that cannot be loaded stops the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines.redactor import open_redactor


def test_a_spacy_pipeline_finds_names(tmp_path: Path) -> None:
    """The pipeline's persons are added to what the rules find."""
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "zugzwang"}])
    pipeline.to_disk(tmp_path / "names")
    [spans] = open_redactor(f"spacy:{tmp_path / 'names'}").find(["we asked zugzwang about it"])

    assert [(span.start, span.end, span.kind) for span in spans] == [(9, 17, "PERSON")]


@pytest.mark.slow
def test_a_token_classifier_finds_names(tmp_path: Path) -> None:
    """A transformers model in safetensors form is loaded by its directory."""
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nwe\nasked")
    labels = {0: "O", 1: "PER"}
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    model = BertForTokenClassification(BertConfig(vocab_size=7, id2label=labels, **sizes))
    model.classifier.bias.data[1] = 50.0
    model.save_pretrained(tmp_path / "model")
    BertTokenizerFast(str(vocabulary)).save_pretrained(tmp_path / "model")
    [spans] = open_redactor(str(tmp_path / "model")).find(["we asked"])

    assert [(span.start, span.end, span.kind) for span in spans] == [(0, 8, "PERSON")]


@pytest.mark.parametrize(
    "name", ["spacy:no_such_pipeline", pytest.param("nobody/no-such-model", marks=pytest.mark.slow)]
)
def test_a_model_that_is_missing_is_an_error(name: str) -> None:
    """Without the model that was asked for nothing is redacted."""
    with pytest.raises(ConfigurationInvalidError, match="cannot load ner_model"):
        open_redactor(name)


def test_a_folder_without_weights_is_an_error(tmp_path: Path) -> None:
    """Pickled weights are no weights."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"")

    with pytest.raises(ConfigurationInvalidError, match="safetensors"):
        open_redactor(str(tmp_path))
