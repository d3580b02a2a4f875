"""Fillers: sounds always, words such as "like" or "you know" only where they cannot carry meaning."""

from __future__ import annotations

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean import grammar
from talktrack.ingestion.clean.lexicons import Lexicon
from talktrack.ingestion.clean.words import SENTENCE_ENDS, Word, apart, gap_before, opens_sentence, removal, words_of


def fillers(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of the fillers of one turn, left to right, never overlapping."""
    words = words_of(text)
    phrases = [tuple(phrase.split()) for phrase in lexicon.parentheticals]
    firsts = {phrase[0] for phrase in phrases}
    found: list[Replacement] = []
    for index, word in enumerate(words):
        if word.lower in lexicon.sounds:
            if _is_sound(text, word):
                found.append(removal(text, word.start, word.end, "filler"))
        elif word.lower in firsts:
            found += [
                removal(text, word.start, words[index + len(phrase) - 1].end, "filler")
                for phrase in phrases
                if _occurs(words, index, phrase) and _is_filler(text, words, index, phrase)
            ]
    return apart(found)


def _is_sound(text: str, word: Word) -> bool:
    """Spare abbreviations such as "ER" and words joined by a hyphen such as "mm-hmm"."""
    written = text[word.start : word.end]
    joined = text[max(0, word.start - 1) : word.start] == "-" or text[word.end : word.end + 2].rstrip() == "-h"
    return not joined and not (len(written) > 1 and written.isupper())


def _occurs(words: list[Word], index: int, phrase: tuple[str, ...]) -> bool:
    inside = words[index : index + len(phrase)]
    return tuple(w.lower for w in inside) == phrase and all(w.gap == " " for w in inside[:-1])


def _is_filler(text: str, words: list[Word], index: int, phrase: tuple[str, ...]) -> bool:
    last = words[index + len(phrase) - 1]
    opens = opens_sentence(text, words, index)
    before, after = gap_before(text, words, index), last.gap
    ends = not after.strip() or after.strip()[:1] in SENTENCE_ENDS
    if " ".join(phrase) == "right":
        return False
    if "," in after and (opens or "," in before):
        return not grammar.answers(words, index, phrase)
    if "," in before and ends:
        return phrase in grammar.TAILS
    left = "" if opens or before.strip() else words[index - 1].lower
    right = "" if after.strip() else _next(words, index + len(phrase))
    return bool(left and right) and grammar.cannot_mean(left, phrase, right, _next(words, index + len(phrase) + 1))


def _next(words: list[Word], index: int) -> str:
    return words[index].lower if index < len(words) else ""
