"""French: sounds, and phrases between commas that say nothing."""

from __future__ import annotations

from talktrack.ingestion.clean.lexicon import Lexicon, between_commas, words

FRENCH = Lexicon(
    sounds=words("euh euhh heu heuu euhm hum hmm hmmm"),
    reactions=words("hm mm mmh ben bah"),
    phrases=dict.fromkeys(
        (
            *("tu vois", "vous voyez", "tu sais", "vous savez", "comment dire", "comment dirais-je", "disons"),
            *("je veux dire", "si vous voulez", "si tu veux", "on va dire", "tu comprends", "vous comprenez"),
        ),
        between_commas,
    ),
    marks=words(
        "inaudible rire rires rit toux tousse soupir soupire silence pause musique applaudissements bruit brouhaha "
        "incompréhensible"
    ),
    mark_joiners=words("de fond en arrière-plan et long"),
    function_words=words(
        "le la les des une est et que qui pas je nous vous il elle ils ce cette dans pour avec sur mais ou où "
        "donc au aux du on en ça c'est sont avez avons ont fait tout plus comme bien très être avoir"
    ),
)
