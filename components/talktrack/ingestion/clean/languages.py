"""Which lexicon a conversation is cleaned with: that of its language, as its source names it or its words tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from talktrack.ingestion.clean.english import ENGLISH
from talktrack.ingestion.clean.french import FRENCH
from talktrack.ingestion.clean.german import GERMAN
from talktrack.ingestion.clean.lexicon import Lexicon
from talktrack.ingestion.clean.spanish import SPANISH

LEXICONS: Mapping[str, Lexicon] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
OTHER_CODES = {"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es"}
WORDS_READ = 2000
TELLING_WORDS = 12
"""Fewer words than these tell no language apart; they are taken for English, as most sources are."""
LEAST_SHARE = 0.2
"""Function words make up a third to a half of speech in their language and some hundredths in another."""

_WORD = re.compile(r"[^\W\d_]+")


def lexicon_for(language: str | None, texts: Sequence[str]) -> Lexicon | None:
    """Return the lexicon of a language tag such as ``en-GB``, None when there is none.

    Without a tag the commonest words of the texts decide; when they are of no known language, there is no lexicon.
    """
    if language:
        code = language.strip().lower().replace("_", "-").split("-")[0]
        return LEXICONS.get(OTHER_CODES.get(code, code))
    heard = Counter(word.lower() for word in islice(_words(texts), WORDS_READ))
    if heard.total() < TELLING_WORDS:
        return ENGLISH
    shares = {
        name: sum(heard[word] for word in lexicon.function_words) / heard.total() for name, lexicon in LEXICONS.items()
    }
    best = max(shares, key=lambda name: shares[name])
    return LEXICONS[best] if shares[best] >= LEAST_SHARE else None


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (match.group() for match in _WORD.finditer(text))
