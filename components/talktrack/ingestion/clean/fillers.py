"""Fillers: sounds always, words such as "like" or "you know" only where they cannot carry meaning."""

from __future__ import annotations

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean import grammar
from talktrack.ingestion.clean.lexicons import Lexicon
from talktrack.ingestion.clean.words import SENTENCE_ENDS, Word, apart, gap_before, opens_sentence, removal, words_of


def fillers(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of the fillers of one turn, left to right, never overlapping."""
    words = words_of(text)
    phrases = [tuple(phrase.split()) for phrase in (*lexicon.parentheticals, *lexicon.asides)]
    asides = {tuple(phrase.split()) for phrase in lexicon.asides}
    firsts = {phrase[0] for phrase in phrases}
    found: list[Replacement] = []
    for index, word in enumerate(words):
        if word.lower in lexicon.sounds:
            if _is_sound(text, word, lexicon):
                found.append(removal(text, word.start, word.end, "filler"))
        elif word.lower in firsts:
            found += [
                removal(text, word.start, words[index + len(phrase) - 1].end, "filler")
                for phrase in phrases
                if _occurs(words, index, phrase)
                and (_is_aside if phrase in asides else _is_filler)(text, words, index, phrase)
            ]
    return apart(found)


def _is_sound(text: str, word: Word, lexicon: Lexicon) -> bool:
    """Spare abbreviations ("ER"), words joined by a hyphen ("mm-hmm") and reactions that open a sentence ("Hm, …")."""
    written = text[word.start : word.end]
    joined = text[max(0, word.start - 1) : word.start] == "-" or text[word.end : word.end + 1] == "-"
    head = text[: word.start].rstrip()
    alone = word.lower in lexicon.reactions and (not head or head[-1] in SENTENCE_ENDS)
    return not joined and not alone and not (len(written) > 1 and written.isupper())


def _occurs(words: list[Word], index: int, phrase: tuple[str, ...]) -> bool:
    inside = words[index : index + len(phrase)]
    return tuple(w.lower for w in inside) == phrase and all(w.gap == " " for w in inside[:-1])


def _is_filler(text: str, words: list[Word], index: int, phrase: tuple[str, ...]) -> bool:
    """Judge a phrase by its commas first, by its neighbours where there are none."""
    last = words[index + len(phrase) - 1]
    opens = opens_sentence(text, words, index)
    before, after = gap_before(text, words, index), last.gap
    left = "" if opens else words[index - 1].lower
    right = _next(words, index + len(phrase))
    if "," in after:
        return grammar.set_off(left, phrase, right, comma_before="," in before)
    if "," in before and (not right or after.strip()[:1] in set(SENTENCE_ENDS)):
        return phrase in grammar.TAILS
    if before.strip() or after.strip() or not (left and right):
        return False
    return grammar.cannot_mean(left, phrase, right, _next(words, index + len(phrase) + 1))


def _is_aside(text: str, words: list[Word], index: int, phrase: tuple[str, ...]) -> bool:
    """Judge a phrase that is a filler only inside a sentence, a comma behind and none before ("in a well, month")."""
    last = words[index + len(phrase) - 1]
    inside = not opens_sentence(text, words, index) and gap_before(text, words, index) == " "
    if not inside or last.gap != ", ":
        return False
    return grammar.stray(words[index - 1].lower, phrase, _next(words, index + len(phrase)))


def _next(words: list[Word], index: int) -> str:
    return words[index].lower if index < len(words) else ""
