"""Token classifiers label words in batches of bounded size, and refuse what they should not load."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines import token_classifier
from talktrack.engines.token_classifier import TokenClassifier, open_token_classifier
from talktrack.world.models.token_classifier import TokenClassifierSettings, bare, make_token_classifier
from talktrack.world.models.training import Plan

TEXTS = [
    f"{opening}, {subject} {verb} {place}. {question}?"
    for opening in ("Yes", "No", "Well")
    for subject in ("we", "they", "you")
    for verb in ("start in", "come to", "work from")
    for place in ("May", "June", "Boston")
    for question in ("What does it cost", "Is it live", "When do we begin")
]
SMALL = TokenClassifierSettings(
    vocabulary=120,
    hidden=32,
    layers=1,
    max_tokens=32,
    batch_texts=16,
    plan=Plan(most_steps=60, learning_rate=1e-2, warmup_steps=5, cooldown_steps=10),
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model that was trained for some seconds."""
    into = tmp_path_factory.mktemp("punctuation")
    make_token_classifier(TEXTS, into, seed=7, settings=SMALL)
    return into


@pytest.fixture(scope="module")
def model(directory: Path) -> TokenClassifier:
    """Return the loaded model."""
    return open_token_classifier(str(directory))


@pytest.mark.slow
def test_words_keep_their_places_and_get_their_marks(model: TokenClassifier) -> None:
    """Offsets are those of the text as given, spaces and all."""
    text = " yes we start in may  what does it cost "
    found = model.label([text])[0]

    assert [text[word.start : word.end] for word in found] == text.split()
    assert [word.last for word in found if word.last != "0"] == [",", ".", "?"]


@pytest.mark.slow
def test_long_texts_are_read_in_windows(model: TokenClassifier) -> None:
    """Every word is labelled once, however long the text is for the model."""
    text = " ".join(["yes we start in may what does it cost"] * 12)
    found = model.label([text])[0]

    assert [text[word.start : word.end] for word in found] == text.split()


@pytest.mark.slow
def test_batches_make_no_difference(model: TokenClassifier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Padding and the order of texts change no label; a text without words has none."""
    texts = ["no they come to june", "", "is it live", "well you work from boston when do we begin"]
    together = [[word[:4] for word in words] for words in model.label(texts)]
    monkeypatch.setattr(token_classifier, "TOKEN_BUDGET", 1)

    assert [[word[:4] for word in words] for words in model.label(texts)] == together
    assert together[1] == []


@pytest.mark.parametrize("name", ["no/such/model", "nowhere"])
def test_a_name_needs_a_revision(name: str) -> None:
    """Neither a directory nor name@revision."""
    with pytest.raises(ConfigurationInvalidError, match="revision"):
        open_token_classifier(name)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    """A directory without safetensors never reaches a loader."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")

    with pytest.raises(ConfigurationInvalidError, match="safetensors"):
        open_token_classifier(str(tmp_path))


@pytest.mark.slow
def test_what_cannot_be_loaded_stops_the_work(directory: Path, tmp_path: Path) -> None:
    """Broken weights and code that comes with a model fail closed."""
    for file in directory.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"broken")

    with pytest.raises(ConfigurationInvalidError, match="cannot load"):
        open_token_classifier(str(tmp_path))


@pytest.mark.slow
def test_code_of_a_model_never_runs(directory: Path, tmp_path: Path) -> None:
    """A model whose class comes with it is refused."""
    for file in directory.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    ran = tmp_path / "ran"
    (tmp_path / "own.py").write_text(f"open({str(ran)!r}, 'w')")
    config |= {"model_type": "own", "auto_map": {"AutoModelForTokenClassification": "own.Model", "AutoConfig": "own.C"}}
    (tmp_path / "config.json").write_text(json.dumps(config))

    with pytest.raises(ConfigurationInvalidError, match="cannot load"):
        open_token_classifier(str(tmp_path))
    assert not ran.exists()


def test_marks_are_read_off_punctuated_text() -> None:
    """What the tiny model learns from: small-letter words and the mark behind each."""
    assert bare("Yes, we start at 9.30! Okay?") == [
        ("yes", ","),
        ("we", "0"),
        ("start", "0"),
        ("at", "0"),
        ("9.30", "."),
        ("okay", "?"),
    ]
