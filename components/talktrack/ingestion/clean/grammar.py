"""Where English cannot mean a filler word: judged by the neighbours when the recogniser wrote no commas."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAILS = frozenset(tuple(t.split()) for t in ("you know", "i mean", "so to speak", "if you will", "or whatever", "like"))
BE = _set("is are was were be been being am it's that's he's she's we're they're you're i'm there's isn't wasn't")
SUBJECTS = _set(
    "i you we they he she it there this i'm we're they're you're it's that's there's i've we've you've they've"
)
DETERMINERS = _set("a an the my your his her its our their this these those some any every each no")
PREPOSITIONS = _set("of in on at by for from with about into over through during without")
JOINERS = _set("and but so because or then that if when while although")
FINITE = _set(
    "need needs have has had are is was were do does did don't doesn't didn't can can't could couldn't will won't "
    "would should may might must want wants got get gets think know never already use used went go goes run runs just"
)
DEGREES = _set(
    "really super so very pretty totally literally too quite completely extremely way half almost not nearly fully "
    "supposed going trying doing waiting using getting looking still always never already"
)
OBJECTS = _set(
    "a an the my your his her its our their this that these those what who whom whose which where when why how if "
    "about him them us me it anyone anybody someone everything anything something whether any some of"
)
NOT_KNOWING = _set("do did don't didn't if as let because when what how would should could might may who that since")
KINDS = _set(
    "a an the this that these those what which some any every each one another same right wrong new different best "
    "particular certain no other all only two three certain first second various many most whatever such special "
    "similar specific"
)
LIKING = _set("i'd we'd you'd they'd would you they we look looks looked sound sounds feel feels seem seems something")
STANCES = _set("actually honestly literally obviously essentially really frankly anyway clearly")
VERBS_OF_LIKENESS = _set("look looks looked sound sounds sounded feel feels felt seem seems seemed taste act acts")


def set_off(left: str, phrase: tuple[str, ...], right: str, *, comma_before: bool) -> bool:
    """Say whether a phrase with a comma behind it is a filler; `left` is empty at the beginning of a sentence.

    What needs an object or a noun ("as you know", "what you like, and", "this kind of") keeps its meaning.
    """
    name = " ".join(phrase)
    if name in {"you know", "you see"}:
        return left not in NOT_KNOWING
    if name == "i mean":
        return left not in {"what", "that's", "do", "did", "know", "if"}
    if name == "like" and not comma_before:
        return left not in LIKING and right not in JOINERS | {"or"}
    return comma_before or name not in {"sort of", "kind of"} or left not in KINDS - {"a", "an", "the"}


def stray(left: str, phrase: tuple[str, ...], right: str) -> bool:
    """Say whether an aside behind `left`, with a comma only behind it, interrupts the sentence.

    Phrases always do; a stance adverb does unless it is stressed ("not really, no"); a short word such as "well" only
    where it cannot be an adverb of what stands before.
    """
    if len(phrase) > 1:
        return left not in {"as", "what", "if", "where", "how"} and right not in {"but", "and"}
    if phrase[0] in STANCES:
        return left not in {"not", "no", "yes", "quite", "very", "speaking", "so", "but", "and"}
    return left in DETERMINERS | PREPOSITIONS | {"to", "very", "i'm", "we're", "they're"} and right not in JOINERS


def cannot_mean(left: str, phrase: tuple[str, ...], right: str, second: str) -> bool:
    """Say whether a phrase between two words without commas cannot be anything but a filler."""
    name = " ".join(phrase)
    if name == "like":
        return _like(left, right, second)
    if name in {"you know", "you see"}:
        return left not in NOT_KNOWING and right not in OBJECTS and _stranded(left)
    if name == "i mean":
        return (
            right not in OBJECTS | {"to", "by"}
            and (left in JOINERS or left in BE or _stranded(left))
            and left != "what"
        )
    if name in {"sort of", "kind of"}:
        return left not in KINDS and right not in DETERMINERS
    return False


def _stranded(left: str) -> bool:
    """A word after which a new subject cannot begin."""
    return left in DETERMINERS | PREPOSITIONS | BE | SUBJECTS | {
        "to",
        "just",
        "and",
        "but",
        "so",
        "have",
        "has",
        "need",
    }


def _like(left: str, right: str, second: str) -> bool:
    if left in VERBS_OF_LIKENESS or left in {"would", "i'd", "we'd", "you'd", "they'd", "just", "something", "things"}:
        return False
    if left in DETERMINERS | PREPOSITIONS - {"for"}:
        return right != "that"
    if left in BE:
        return right in DEGREES or right in SUBJECTS - {"this", "it", "there"}
    if left in JOINERS:
        return right in SUBJECTS and second not in {"said", "discussed", "mentioned", "talked"}
    return right in FINITE and left not in {"people", "to", "who"} and (left in SUBJECTS or right in BE)
