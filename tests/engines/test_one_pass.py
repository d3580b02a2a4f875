"""One pass: token vectors of whole conversations, summed by span, as the model itself gives them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import OnePassEncoder, Passage, Vectors
from talktrack.engines.encoder import open_encoder
from talktrack.engines.encoder_card import CARD, EncoderCard, write_card
from tests.tiny_encoder import make_encoder

SENTENCES = ["the price a seat ", "audit the seat ", "a price the audit a seat"]
TEXT = "".join(SENTENCES)
STARTS = [0, len(SENTENCES[0]), len(SENTENCES[0] + SENTENCES[1])]
PASSAGE = Passage(TEXT, STARTS, list(zip(STARTS, [*STARTS[1:], len(TEXT)], strict=True)))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one tiny encoder whose card allows one pass over windows of 14 tokens."""
    directory = make_encoder(tmp_path_factory.mktemp("encoder") / "tiny", seed=1)
    write_card(directory, EncoderCard(window_tokens=14, figures={"ndcg_one_pass": 0.5}))
    return directory


def _opened(model: Path) -> OnePassEncoder:
    encoder = open_encoder(str(model))
    assert isinstance(encoder, OnePassEncoder)
    return encoder


def _token_vectors(model: Path, text: str) -> Vectors:
    """Return what transformers itself gives for the tokens of a text, without the special ones."""
    import torch
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(model), device="cpu")
    with torch.inference_mode():
        seen = loaded[0].auto_model(**loaded.tokenizer(text, return_tensors="pt")).last_hidden_state
    found: Vectors = seen[0, 1:-1].numpy()
    return found


def test_a_passage_in_one_window_sums_its_token_vectors(model: Path) -> None:
    """Thirteen tokens, seen together."""
    seen = _token_vectors(model, TEXT)
    expected = np.stack([seen[:4].sum(axis=0), seen[4:7].sum(axis=0), seen[7:].sum(axis=0)])

    assert _opened(model).token_sums([PASSAGE])[0] == pytest.approx(expected, abs=1e-4)


def test_a_window_ends_between_turns(model: Path) -> None:
    """Two passages of thirteen tokens do not fit one window; the second window repeats no whole turn of the first."""
    twice = Passage(TEXT + "\n" + TEXT, [0, len(TEXT) + 1], [(0, len(TEXT) + 1), (len(TEXT) + 1, 2 * len(TEXT) + 1)])
    once = _token_vectors(model, TEXT).sum(axis=0)

    assert _opened(model).token_sums([twice])[0] == pytest.approx(np.stack([once, once]), abs=1e-4)


def test_the_end_of_a_turn_longer_than_the_model_counts(model: Path) -> None:
    """Nothing is cut off: other words behind the last window change the sum."""
    begun = "the seat " * 40
    ends = [begun + "price " * 20, begun + "audit " * 20]
    one, other = _opened(model).token_sums([Passage(text, [0], [(0, len(text))]) for text in ends])

    assert float(np.abs(one - other).max()) > 0.1


def test_every_token_counts_once_however_windows_overlap(model: Path) -> None:
    """A token in two windows counts half in each: equal words over a long turn have about equal sums per word."""
    text = "seat " * 100
    [sums] = _opened(model).token_sums([Passage(text, [0], [(0, 250), (250, 500)])])

    assert np.linalg.norm(sums[0]) == pytest.approx(np.linalg.norm(sums[1]), rel=0.1)


def test_passages_do_not_change_each_other(model: Path) -> None:
    """They share batches, and padding does not count."""
    alone = _opened(model).token_sums([PASSAGE])[0]
    beside = _opened(model).token_sums([Passage("a seat", [0], [(0, 6)]), PASSAGE])[1]

    assert beside == pytest.approx(alone, abs=1e-5)


def test_the_version_names_the_window(model: Path) -> None:
    """Vectors of one pass and of single texts never share a collection."""
    assert _opened(model).version.endswith("-pass14")


def test_a_broken_card_is_refused(model: Path, tmp_path: Path) -> None:
    """Rather than read in another way than was measured."""
    other = make_encoder(tmp_path / "tiny", seed=1)
    (other / CARD).write_text('{"window_tokens": "many"}')

    with pytest.raises(ConfigurationInvalidError, match="no card of an encoder"):
        open_encoder(str(other))
