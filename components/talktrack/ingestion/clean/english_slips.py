"""English slips: what is said twice on purpose, and which beginnings lead nowhere."""

from __future__ import annotations

from talktrack.ingestion.clean import english_words as en
from talktrack.ingestion.clean.lexicon import Beginnings, Repetitions, words

_TELLING = words("told tell tells telling thank know think sure hope assure give gave show showed see believe promise")
_PARTICLED = words(
    "check checking checked log logging logged sign signed come came coming go going went dial dialed get got let "
    "bring fill hand turn opt move moved step jump chime plug bring build hold carry pass focus based depend call "
    "calls jumped"
)
_QUESTIONED = en.SUBJECTS | en.DETERMINERS | words("somebody someone anybody anyone everybody everyone who")
_ASKED = words("problem thing point truth question issue reason answer fact")

REPETITIONS = Repetitions(
    emphatics=words(
        "very really so much many no yes yeah yep nope okay ok way too far long big high low ha haha bye hello hi hey "
        "quite super thanks great good little bit old new nice exactly perfect cool true totally absolutely definitely "
        "oh ah uh-huh mhm mm ho blah night knock chop hush fifty bla yada la da round half home boo hear real thank "
        "correct certainly day ever"
    ),
    calls=words("now there stop wait please go come always more never again well right sure"),
    formulas=frozenset(
        tuple(formula.split())
        for formula in (
            *("thank you", "come on", "oh my", "good job", "all right", "me too", "of course", "i see", "i know"),
            *("that's right", "got it", "go ahead", "go on", "i agree", "you're right", "that's true", "that's fine"),
            *("no problem", "no worries", "it's okay", "it's fine", "oh yeah", "oh no", "oh yes", "yeah no", "hold on"),
            *("hang on", "let's go", "look at that", "i do", "we do", "it is", "i am", "you bet", "no no", "yes yes"),
            *("by and", "and on", "excuse me", "i understand", "i hear you", "makes sense", "one two", "my god"),
        )
    ),
    numerals=words(
        "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety double triple"
    ),
    doubles={
        "had": frozenset(),
        "that": frozenset(),
        "not": en.BE | en.AUXILIARIES,
        "is": _ASKED,
        "was": _ASKED,
        "do": words("don't"),
        "you": _TELLING,
        "her": _TELLING | words("asked send sent lend pay paid"),
        "it": words("do did does doing use using used with about for of like see saw get got want need have has had"),
        "in": _PARTICLED,
        "on": _PARTICLED,
        "to": words("talked talking spoke speaking listen used want wanted need needed have had going go"),
        "for": words("paid asked looking look pay waiting"),
    },
    echoed=words("is was do does did"),
    objects=words("it that you this her there these those here what them him me us"),
    acting=dict.fromkeys(words("will may"), _QUESTIONED)
    | dict.fromkeys(words("mark bill grant chase sue pat rob drew nick wade chuck"), frozenset[str]()),
    comparing=words("as"),
)

BEGINNINGS = Beginnings(
    unfinished=en.NOMINATIVE
    | en.BE
    | en.AUXILIARIES
    | en.ONWARD
    | en.LINKS - {"and", "but", "or"}
    | words(
        "a an the my our your their its to on by about and or but just what's where's let's i'd there's not really"
    ),
    weak=words("it that so you there this her in then here what who when where how who if"),
    openers=en.LINKS
    | en.AUXILIARIES
    | words("so is are was were what when where how why who which then maybe i think"),
    determiners=words("a an the my our your their this that these those its"),
    times=words(
        "morning afternoon evening night day week weekend month quarter year time moment minute hour today "
        "tomorrow way monday tuesday wednesday thursday friday saturday sunday spring summer fall winter one may march"
    ),
    subjects=words("i we you they he she it people everybody everyone somebody somebody's that"),
    demanding=en.NOMINATIVE | en.ARTICLES | en.ONWARD | words("was were had could would should might have has been"),
    conditions=words("once if when as until till unless whenever while after before because since though although"),
    answered=(en.ANSWERS - {"so", "and", "but"}) | words("of absolutely exactly totally definitely certainly course"),
    complete=words(
        "see agree know understand hear remember care wonder work works worked happen happens happened depend "
        "depends help helps helped matter matters go goes went come comes came promise listen wait waited talk "
        "talked speak hope bet appreciate apologize changed grew moved left won lost failed passed renewed signed "
        "do did does agreed noticed heard saw hurts hurt counts count changes varies rings sells sold lied lie "
        "laughed smiled joined called call get got"
    ),
    connectives=words("so and but or then that it there you this well yes no okay right because now not"),
    answers=words(
        "a hmm hm mm mmm mhm uh huh ah aha ooh oh aw wow gosh nah yup yeah yep nope ok okay alright alrighty "
        "righto gotcha brilliant apologies cheers luckily thankfully fantastic terrific kidding congrats "
        "congratulations welcome hello hi hey howdy ciao bravo yikes ouch oops whoa phew ha haha indeed fabulous "
        "splendid superb awesome lovely ditto bingo touche amen fingers ours theirs yours mine nothing nobody "
        "noone hang bear bless darn dang damn wonderful tops"
    ),
    musing=words(
        "tell say know must think guess mean suppose believe hope imagine feel reckon assume understand figure "
        "gather would"
    ),
)
