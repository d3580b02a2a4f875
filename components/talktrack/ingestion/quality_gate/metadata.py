"""What the gate reads of the metadata: how good the sound was, and what was done between the turns."""

from __future__ import annotations

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.ingestion.quality_gate.timing import finite


class Audio(msgspec.Struct, frozen=True):
    """What a source says of its sound: mean opinion score (ITU-T P.800, 1 to 5 is excellent), signal to noise in dB."""

    mos: float | None = None
    snr_db: float | None = None


class Metadata(msgspec.Struct, frozen=True):
    """The metadata that matter here; values stand under ``audio`` or at the top."""

    audio: Audio = Audio()
    mos: float | None = None
    snr_db: float | None = None
    actions: tuple[msgspec.Raw, ...] = ()

    @property
    def sound(self) -> Audio:
        """Return what is said of the sound; what is no number is not said."""
        return Audio(mos=_first(self.audio.mos, self.mos), snr_db=_first(self.audio.snr_db, self.snr_db))


_DECODER = msgspec.json.Decoder(Metadata)


def metadata(conversation: Conversation) -> Metadata:
    """Return the metadata, or none where they are in another form."""
    try:
        return _DECODER.decode(conversation.metadata_json)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return Metadata()


def _first(*values: float | None) -> float | None:
    return next(iter(finite(values)), None)
