"""The small Whisper is laid out as faster-whisper expects."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from talktrack.world.models.recordings import CONTROLS, recording_of, tokenizer_for
from talktrack.world.models.training import read_card
from talktrack.world.voices import SENTENCES, make_voice
from tests.hearing import small_whisper


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest) -> Path:
    """Make the model, or take it from the cache."""
    return small_whisper(request.config.cache.mkdir("small-models"))


@pytest.mark.slow
def test_all_files_of_the_layout_are_there(made: Path) -> None:
    """Without tokenizer.json faster-whisper would try a download."""
    expected = {"model.bin", "config.json", "vocabulary.json", "tokenizer.json", "preprocessor_config.json"}

    assert expected <= {file.name for file in made.iterdir()}


@pytest.mark.slow
def test_the_curve_ends_lower_than_it_began(made: Path) -> None:
    """The published card holds both plans, at short and at full length."""
    card = read_card(made)

    assert card.held_out_losses[-1] < 0.1 * card.held_out_losses[0]


def test_the_control_tokens_follow_the_words() -> None:
    """Decoders count timestamps from the last of them."""
    tokenizer = tokenizer_for(SENTENCES, vocabulary=400)
    ids = [tokenizer.convert_tokens_to_ids(name) for name in CONTROLS]

    assert ids == list(range(len(tokenizer) - len(CONTROLS), len(tokenizer)))


def test_every_token_has_its_place_in_time() -> None:
    """Places follow each other, and the end of the text lies after the last sound."""
    tokenizer = tokenizer_for(SENTENCES, vocabulary=400)

    found = recording_of(SENTENCES[8], make_voice(5), tokenizer, 200, Random(1))

    starts = [first for first, _ in found.places[2:]]
    assert (len(found.tokens), starts) == (len(found.places), sorted(starts))
    assert found.places[-1][0] >= np.flatnonzero(found.letters)[-1]


def test_nothing_said_is_nothing_to_say() -> None:
    """A clip without speech has only control tokens and no letters."""
    found = recording_of("", make_voice(5), tokenizer_for(SENTENCES, vocabulary=400), 200, Random(1))

    assert (len(found.tokens), int(found.letters.sum())) == (3, 0)
