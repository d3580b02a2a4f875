"""Which competitors a conversation mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talktrack.core.conversation import Turn
from talktrack.core.knowledge import Knowledge
from talktrack.core.vocabulary import common_words
from talktrack.ingestion.enrich.name_index import Mention, NameIndex

# What the pick lists of a CRM offer where no competitor is meant.
NO_COMPETITOR = frozenset(
    {
        *("none", "n a", "na", "no", "other", "others", "unknown", "tbd", "not applicable", "no competitor", "n/a"),
        *("no competition", "in house", "in-house", "inhouse", "internal", "do nothing", "no decision", "status quo"),
        *("existing vendor", "incumbent", "build", "homegrown", "excel", "spreadsheets", "manual", "nothing", "-"),
        *("competitor", "not sure", "various", "multiple", "internal solution", "existing solution", "no change"),
    }
)


class CompetitorIndex:
    """The competitors that any deal of the tenant names, by their words, so that one pass over a text finds them."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names; what stands in a CRM for "no competitor" is none."""
        wanted = {name.strip() for name in names}
        self._names = NameIndex((name, name) for name in wanted if name.casefold() not in NO_COMPETITOR)

    @classmethod
    def of(cls, knowledge: Knowledge) -> CompetitorIndex:
        """Index the competitors of all deals; a deal's own list is today's, so it serves as vocabulary only."""
        return cls(name for deal in knowledge.deals.values() for name in deal.competitors)

    def mentioned(self, turns: Sequence[Turn]) -> list[str]:
        """Return the competitors said in the turns, sorted.

        One word must be written like a name: with a capital, and where it is also a word of the language not only
        because a sentence begins. A transcript without any capital is read without them.
        """
        lower = not any(turn.text != turn.text.lower() for turn in turns)
        found = (mention for turn in turns for mention in self._names.mentions(turn.text))
        return sorted({mention.name for mention in found if _is_name(mention, lower=lower)})


def _is_name(mention: Mention, *, lower: bool) -> bool:
    if mention.words > 1:
        return True
    if mention.name.casefold() in common_words():
        return mention.is_capital and not mention.is_first
    return mention.is_capital or lower
