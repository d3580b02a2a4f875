"""Opens caption files: limits before work, and the header that makes a text WebVTT."""

from __future__ import annotations

from talktrack.core.decoding import decode
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.captions.blocks import BLOCKS_PER_CUE
from talktrack.ingestion.ingest.readers.captions.timing import ARROW
from talktrack.ingestion.ingest.readers.captions.webvtt_grammar import SIGNATURE, Cues, cues_as_written
from talktrack.ingestion.ingest.readers.origin import check_size

# Twenty hours fill less, and what is smaller is read in a second whatever it holds.
_LARGE = 3 * 1024 * 1024
_MARKS_PER_CUE = 20  # tags, of which word by word timing takes two a word, and references to characters


def caption_text(data: bytes) -> str:
    """Return the text of a caption file.

    Raises:
        SourceUnreadableError: ``too_many_turns``, or the bytes are not text.
    """
    text = decode(data)
    if len(text) > _LARGE:
        check_size(text.count(ARROW))
        check_size(text.count("\n\n") // BLOCKS_PER_CUE)
        check_size((text.count("<") + text.count("&")) // _MARKS_PER_CUE)
    return text


def webvtt_cues(data: bytes) -> Cues:
    """Return the cues of a WebVTT file as its source means them.

    Raises:
        SourceUnreadableError: ``vtt_no_header``, ``too_many_turns``, or the bytes are not text.
    """
    return cues_as_written(_signed(caption_text(data)))


def _signed(text: str) -> str:
    text = text.lstrip()
    if not text.startswith(SIGNATURE):
        raise SourceUnreadableError("vtt_no_header", "the file does not begin with WEBVTT")
    return text
