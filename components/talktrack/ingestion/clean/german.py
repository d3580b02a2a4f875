"""German: sounds, and phrases between commas that say nothing."""

from __future__ import annotations

from talktrack.ingestion.clean.lexicon import Lexicon, between_commas, words

GERMAN = Lexicon(
    sounds=words("äh ähm ähh ähhm öh öhm ehm hmm hmmm ähem ähäm"),
    reactions=words("hm mh mhm mm"),
    phrases=dict.fromkeys(
        (
            *("weißt du", "weisst du", "wissen sie", "sag ich mal", "sage ich mal", "ich sag mal", "sagen wir mal"),
            *("sozusagen", "wie soll ich sagen", "wie sagt man", "verstehst du", "verstehen sie"),
        ),
        between_commas,
    ),
    marks=words(
        "unverständlich lachen lacht gelächter räuspern räuspert hustet husten seufzt seufzen pause stille musik "
        "applaus geräusch störung rauschen niest klingeln"
    ),
    mark_joiners=words("kurze lange durcheinander sich und im hintergrund"),
    function_words=words(
        "der die das und ist nicht ich wir sie es ein eine einen dem den mit auf für von zu im auch wie bei aus "
        "aber wenn noch nach dass kann haben hat sind war werden wird schon mal dann dir mir uns ihr ihnen sich"
    ),
)
