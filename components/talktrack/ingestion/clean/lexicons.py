"""What counts as a filler, a mark or an emphatic repetition, language by language."""

from __future__ import annotations

from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Lexicon:
    """The words of one language that the cleaning rules ask for; all lower-case."""

    sounds: frozenset[str]
    reactions: frozenset[str]
    parentheticals: tuple[str, ...]
    asides: tuple[str, ...]
    dangling: frozenset[str]
    abandoned: frozenset[str]
    emphatics: frozenset[str]
    doubles: frozenset[str]
    numerals: frozenset[str]
    marks: frozenset[str]
    function_words: frozenset[str]


ENGLISH = Lexicon(
    sounds=_words("um umm ummm uh uhh uhhh uhm uhmm erm ermm er hmm hmmm hm mmm ehm eh"),
    reactions=_words("hmm hmmm hm mmm eh"),
    parentheticals=(
        "you know",
        "i mean",
        "like",
        "sort of",
        "kind of",
        "basically",
        "you see",
        "if you will",
        "so to speak",
        "or whatever",
    ),
    asides=(
        *("actually", "honestly", "literally", "obviously", "essentially", "really", "frankly", "anyway", "clearly"),
        *("to be honest", "to be fair", "i suppose", "i guess", "let's say", "shall we say", "mind you", "if you like"),
        *("as it were", "in a way", "at the end of the day", "in a sense", "more or less", "or something", "and stuff"),
        *("what do you call it", "how do you say", "how shall i put it", "i'd say", "i think", "well", "right", "so"),
        *("now", "look", "say", "okay", "ok", "yeah", "oh", "ah", "see", "then"),
    ),
    dangling=_words(
        "i we they he she it was were is are am i'm we're they're it's have has had would could can will should do "
        "does did to of the a an my our your their and but so because if that i've we've they've i'd we'd i'll we'll"
    ),
    abandoned=_words("thing point problem issue reason question idea way part fact truth trouble me us"),
    emphatics=_words(
        "very really so much many more no yes yeah yep nope okay ok never always way too far long big high low well "
        "right sure ha haha bye hello hi hey please wait stop now there again quite super thanks great good"
    ),
    doubles=_words("had that"),
    numerals=_words(
        "zero oh one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty "
        "seventy eighty ninety hundred thousand million double triple"
    ),
    marks=_words(
        "crosstalk cross talk cross-talk overlapping overlap inaudible unintelligible indistinct unclear speech "
        "laugh laughs laughing laughter chuckles chuckle chuckling giggles sigh sighs sighing cough coughs coughing "
        "sneeze sneezes clears throat breath breathing applause music playing noise background silence silent pause "
        "long short beep beeping ring rings ringing phone typing speaking foreign language blank_audio blank audio "
        "sound static muted click"
    ),
    function_words=_words(
        "i you he she it we they me him her us them my your his its our their a an the this these those and or but "
        "if because so to of in on at by for from with about as into over is are was were be been am have has do does "
        "did can could will would should may might must not what when where which who how why there here just i'm "
        "it's we're they're you're that's i've we've they've you've i'd we'd i'll we'll they'll you'll let's don't"
    ),
)

LEXICONS = {"en": ENGLISH}


def lexicon_for(language: str | None) -> Lexicon | None:
    """Return the lexicon of a language tag such as ``en-GB``; English when the source says none, None when unknown."""
    return LEXICONS.get((language or "en").lower().replace("_", "-").split("-")[0])
