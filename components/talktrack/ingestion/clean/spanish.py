"""Spanish: sounds, and phrases between commas that say nothing."""

from __future__ import annotations

from talktrack.ingestion.clean.lexicon import Lexicon, between_commas, words

SPANISH = Lexicon(
    sounds=words("ehh ehm emm mmm mmmm ehmm eeh"),
    reactions=words("eh em mm hm hmm este"),
    phrases=dict.fromkeys(
        (
            *("o sea", "digamos", "digo yo", "sabes", "ya sabes", "sabe usted", "cómo se dice", "como se dice"),
            *("cómo decirlo", "por así decirlo", "me entiendes", "entiendes"),
        ),
        between_commas,
    ),
    marks=words(
        "inaudible risas risa ríe tos tose suspiro suspira silencio pausa música aplausos ruido incomprensible"
    ),
    mark_joiners=words("de fondo y larga breve"),
    function_words=words(
        "el la los las un una es y que no yo nosotros usted ustedes él ella en de para con por pero como más está "
        "son fue ha hay se lo le les su sus al del muy ya si sí qué cómo esto eso esta este"
    ),
)
