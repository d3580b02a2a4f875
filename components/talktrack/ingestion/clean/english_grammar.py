"""Where an English phrase is a filler: judged by its commas first, by its neighbours where there are none."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.ingestion.clean import english_words as en
from talktrack.ingestion.clean.lexicon import words
from talktrack.ingestion.clean.speech import Place

_LED_ON = en.NOMINATIVE | en.ARTICLES | en.ONWARD
_OPENED = frozenset(word for word in _LED_ON if "'" not in word)
_STRANDING = en.DETERMINERS | en.PREPOSITIONS | en.BE | en.SUBJECTS | words("to just and but so have has need")
_BEFORE_I_MEAN = en.JOINERS | en.BE | _STRANDING
_BEHIND_I_MEAN = en.OBJECTS | {"to", "by", "well"}
_TO_SOMEBODY = en.BE | words("very so too how most really")
_LIKENING = en.LIKENESS | en.WISHING
NEVER_LIKE = _LIKENING | words("just something things people to who")
_DEMANDING = en.ARTICLES | en.PREPOSITIONS | en.ONWARD
_DEMANDED = en.DETERMINERS | en.PREPOSITIONS
_NO_LIKENESS = en.LIKE_NOUNS | {"that", "this"}
_ACTING = en.FINITE - en.BE
_GOING_ON = words("i'm we're they're you're he's she's")
_ASKING = words("what what's how if whatever however whenever as")
_BEHIND_LIKED = en.NEW_CLAUSE | words("call send take at by honestly")
_CONTINUED = en.LINKS | {"so"}
_NOT_AMID = en.NEW_CLAUSE | en.ADJUNCTS
_SUMMED_UP = _LED_ON | en.LINKS | {"that"}
_JOINED = frozenset({"but", "and"})


def you_know(place: Place) -> bool:
    """Judge "you know" and "you see": what knows something, or is told, keeps its meaning."""
    if place.comma_after:
        if place.opens or place.comma_before:
            return True
        told = place.left == "so" and place.before_left in {"just", "only"}
        return place.left not in en.KNOWING and not told
    if place.ends:
        return place.comma_before
    if place.opens or _set_apart(place):
        return False
    return place.left not in en.NOT_KNOWING and place.right not in en.OBJECTS and place.left in _STRANDING


def i_mean(place: Place) -> bool:
    """Judge "I mean": "what I mean" and "I mean it" do mean."""
    if place.comma_after:
        return place.comma_before or place.left not in en.MEANING
    if place.ends:
        return place.comma_before
    if place.opens or _set_apart(place) or place.left == "what":
        return False
    return place.right not in _BEHIND_I_MEAN and place.left in _BEFORE_I_MEAN


def kind_of(place: Place) -> bool:
    """Judge "kind of" and "sort of": with a comma behind it "of" leads nowhere; else a kind or a degree is meant."""
    if place.opens:
        answers = not place.interrupts_capital and ":" not in place.before
        return place.comma_after and (not answers or place.right in en.SUBJECTS)
    if place.comma_after:
        return True
    if place.ends or _set_apart(place) or place.left in en.KINDS or place.right in en.DETERMINERS:
        return False
    if place.right in en.OBJECT_PRONOUNS:
        return place.left not in _TO_SOMEBODY
    if place.left in en.BE:
        return False
    return place.before_left not in en.DETERMINERS or place.right in en.FINITE


def like(place: Place) -> bool:
    """Judge "like": the verb, the comparison and "like for like" stay."""
    if place.left in _LIKENING and not place.comma_before:
        return False
    if (place.right == "for" and place.second == "like") or (place.left == "for" and place.before_left == "like"):
        return False
    if place.comma_after:
        return place.opens or place.comma_before or _like_before_comma(place)
    if place.ends:
        return place.comma_before
    return not place.opens and not _set_apart(place) and _like_amid(place)


def _like_before_comma(place: Place) -> bool:
    if place.left in _DEMANDING:
        return True
    if place.right in _CONTINUED:
        return False
    if place.right not in _BEHIND_LIKED:
        return True
    return place.left not in en.LIKING and _ASKING.isdisjoint(place.sentence_before)


def _like_amid(place: Place) -> bool:
    left, right = place.left, place.right
    if left in NEVER_LIKE:
        return False
    if left in _DEMANDED:
        return right not in _NO_LIKENESS
    if left in en.BE:
        return right in en.DEGREES or (right in en.ONGOING and left in _GOING_ON)
    if left in en.JOINERS:
        return right in en.SUBJECTS and place.second not in en.QUOTED
    return left in en.SUBJECTS and right in _ACTING


def parenthesis(place: Place) -> bool:
    """Judge phrases that only qualify what was said, such as "basically": they go with the comma behind them."""
    return place.comma_after and not place.opens and place.left != "you"


def stance(place: Place) -> bool:
    """Judge "honestly" and its like: a filler behind a word with a comma behind it only, unless stressed."""
    return _interrupts(place) and place.left not in en.STRESSED and not _said_twice(place)


def empty_stance(place: Place) -> bool:
    """Judge "actually" and its like, which say less than "honestly": a filler between two commas, too."""
    between = place.comma_before and place.after == ", " and not place.opens
    return stance(place) or (between and place.left not in en.ANSWERS and not _said_twice(place))


def emphasis(place: Place) -> bool:
    """Judge "definitely" and its like, which mean something unless the sentence has just begun with its subject."""
    return _interrupts(place) and place.left in _OPENED


def aside(place: Place) -> bool:
    """Judge phrases such as "I guess" that interrupt a sentence with a comma behind them."""
    if place.opens or place.left in en.COMPLETING or _said_twice(place):
        return False
    if place.comma_before or not _interrupts(place):
        return place.comma_before and place.after == ", "
    return place.right not in _JOINED or place.left in _LED_ON


def frankness(place: Place) -> bool:
    """Judge "to be honest" and its like: what somebody wants or has to be is no aside."""
    return _interrupts(place) and aside(place) and place.left not in en.AIMING


def summary(place: Place) -> bool:
    """Judge "at the end of the day" and its like, a time as often as an aside."""
    return _interrupts(place) and place.left in _SUMMED_UP


@dataclass(frozen=True)
class ShortWord:
    """Judges a word such as "well": a filler where the sentence goes on behind its comma.

    It means something behind the words `meant_after`, behind a question's verb ("am I right"), behind an answer at
    the beginning ("oh man"), and where it `closes` a clause; what `interjects` does so between two commas, too.
    """

    meant_after: frozenset[str]
    closes: bool = False
    interjects: bool = False

    def __call__(self, place: Place) -> bool:
        """Say whether the word is a filler."""
        if place.opens or not place.comma_after or place.left in self.meant_after or _said_twice(place):
            return False
        before = place.before_left
        if before in en.BE or (not before and place.left in en.ANSWERS):
            return False
        led_on = place.left in _LED_ON
        if place.comma_before:
            return led_on or (self.interjects and place.left not in en.ANSWERS)
        if place.before != " ":
            return False
        if led_on or not self.closes:
            return True
        return place.right not in _NOT_AMID and not place.left.endswith(("ing", "ed"))


def _interrupts(place: Place) -> bool:
    return not place.opens and place.before == " " and place.after == ", "


def _set_apart(place: Place) -> bool:
    return bool(place.before.strip() or place.after.strip())


def _said_twice(place: Place) -> bool:
    """Say whether the phrase or its first word stands beside it: emphasis, or a slip that another rule takes."""
    return place.folded[place.start : place.end].partition(" ")[0] in {place.left, place.right}
