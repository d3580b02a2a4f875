"""What an encoder's directory says about how it was measured, and so about how conversations are read and found."""

from __future__ import annotations

from pathlib import Path

import msgspec

from talktrack.core.errors import ConfigurationInvalidError

CARD = "talktrack_encoder.json"


class EncoderCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What training measured on held-out questions.

    Conversations are read in one pass over windows of whole turns, of at most `window_tokens` tokens, where that was
    found to be as good; 0 encodes each text on its own. `words_weight` is how much full text counts beside vectors.
    `figures` are the measurements behind it, such as nDCG@10 by way of searching.
    """

    window_tokens: int = 0
    words_weight: float = 1.0
    figures: dict[str, float] = {}


def read_card(directory: Path) -> EncoderCard:
    """Return the card of a model's directory; one that says nothing where there is none.

    Raises:
        ConfigurationInvalidError: there is a card that cannot be read.
    """
    file = directory / CARD
    if not file.exists():
        return EncoderCard()
    try:
        return msgspec.json.decode(file.read_bytes(), type=EncoderCard)
    except (msgspec.ValidationError, msgspec.DecodeError) as failure:
        raise ConfigurationInvalidError(f"{file} is no card of an encoder: {failure}. Remove it.") from failure


def write_card(directory: Path, card: EncoderCard) -> None:
    """Leave a card beside the weights."""
    (directory / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card)))
