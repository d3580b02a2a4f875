"""Who says what in a caption file: voices that the source marks, and names that stand before the words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from talktrack.ingestion.ingest.readers.captions.cue_text import VOICE, annotation, plain, voices
from talktrack.ingestion.ingest.readers.captions.webvtt_grammar import Cues
from talktrack.ingestion.ingest.readers.label import MAX_CHARACTERS, is_label, looks_like_name
from talktrack.ingestion.ingest.readers.origin import check_size

NAMED_SHARE = 0.1  # where fewer cues begin with a name, nobody writes names: it is prose with colons
_OPENS, _CLOSES = "<v ", "</v>"
_SPACES = frozenset({"", " ", "\t"})


@dataclass(frozen=True)
class Speech:
    """Columns with one entry for each voice of each cue; times in seconds, labels as the source calls the voices."""

    starts: list[float | None] = field(default_factory=list)
    ends: list[float | None] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, start_s: float | None, end_s: float | None, parts: list[tuple[str | None, str]]) -> None:
        """Add the parts of a cue, each by one voice: the first begins and the last ends with the cue.

        When one voice followed the other is not known.

        Raises:
            SourceUnreadableError: ``too_many_turns``.
        """
        check_size(len(self.words) + len(parts))
        for place, (label, words) in enumerate(parts):
            self.starts.append(None if place else start_s)
            self.ends.append(end_s if place == len(parts) - 1 else None)
            self.labels.append(label)
            self.words.append(words)


def spoken(cues: Cues) -> Speech:
    """Return what the voices of WebVTT cues say; what stands in no voice span has no label.

    A cue that is one span without any other mark, as nearly all of Teams are, is cut without patterns.

    Raises:
        SourceUnreadableError: ``too_many_turns``.
    """
    spans = "".join(cues.payloads).count(VOICE) if VOICE[0] in cues.marks else 0
    check_size(spans)
    if not spans:
        return Speech(cues.starts, cues.ends, [None] * len(cues.payloads), plain(cues.payloads, cues.marks))
    speech = Speech()
    for start_s, end_s, payload in zip(cues.starts, cues.ends, cues.payloads, strict=True):
        span = payload[len(_OPENS) : -len(_CLOSES)]
        marked = "<" in span or "&" in span or "\n" in span
        if not marked and payload.startswith(_OPENS) and payload.endswith(_CLOSES) and ">" in span:
            name, _, words = span.partition(">")
            speech.starts.append(start_s)
            speech.ends.append(end_s)
            speech.labels.append(annotation(name))
            speech.words.append(words.strip())
        else:
            speech.add(start_s, end_s, voices(payload))
    return speech


def labelled(speech: Speech) -> Speech:
    """Return the speech with ``Name: text`` taken apart where the name can be one.

    It can when it looks like a name or stands before a colon more than once, and when names are the habit of the file.
    """
    if None not in speech.labels:
        return speech
    heads = [words[: words.find(":") + 2] for words in speech.words]
    names = {head: name for head, times in Counter(heads).items() if (name := _name(head, times))}
    found = list(map(names.get, heads))
    if len(found) - found.count(None) < NAMED_SHARE * len(found):
        return speech
    words = [
        words[len(head) :].lstrip() if name else words
        for name, head, words in zip(found, heads, speech.words, strict=True)
    ]
    if not any(speech.labels):
        return replace(speech, labels=found, words=words)
    voiced = zip(speech.labels, speech.words, found, words, strict=True)
    known = [(label, said) if label else (name, rest) for label, said, name, rest in voiced]
    return replace(speech, labels=[label for label, _ in known], words=[said for _, said in known])


def _name(head: str, times: int) -> str | None:
    """Return the name in ``Name: `` or ``Name:`` alone; ``[SPEAKER_00]`` marks a voice that was only heard."""
    label, colon, space = head.partition(":")
    if not colon or space not in _SPACES or len(label) > MAX_CHARACTERS or not is_label(label):
        return None
    name = label.strip()
    if times == 1 and not looks_like_name(name):
        return None
    return name[1:-1].strip() or name if name.startswith("[") and name.endswith("]") else name
