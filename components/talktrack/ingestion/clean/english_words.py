"""English words by what can stand beside them: the closed classes that the judges of English fillers ask for."""

from __future__ import annotations

from talktrack.ingestion.clean.lexicon import words

BE = words(
    "is are was were be been being am it's that's he's she's what's who's we're they're you're i'm there's here's "
    "isn't wasn't aren't weren't ain't"
)
NOMINATIVE = words(
    "i we they he she i'm we're they're he's she's i've we've they've you've i'd we'd they'd you'd he'd she'd i'll "
    "we'll they'll you'll he'll she'll"
)
SUBJECTS = NOMINATIVE | words("you it there this that it's that's there's you're these those it'll that'll")
OBJECT_PRONOUNS = words("you them him her me us")
DETERMINERS = words("a an the my your his her its our their this these those some any every each no")
ARTICLES = words("a an the my your our their its every")
PREPOSITIONS = words("of in on at by for from with about into over through during without")
ONWARD = words("of for from with into without at than between during toward towards per via within among against")
JOINERS = words("and but so because or then that if when while although")
LINKS = words("and but or because if although unless whereas whether nor")
AUXILIARIES = words(
    "have has had will would could should can may might must do does did don't doesn't didn't won't can't"
)
FINITE = words(
    "need needs has had are is was were do does did don't doesn't didn't can can't could couldn't will won't would "
    "should may might must wants got gets think know already use went go goes run runs"
)
DEGREES = words(
    "really super so very pretty totally literally too quite completely extremely way almost not nearly fully "
    "supposed still"
)
ONGOING = words("going trying doing waiting using getting looking")
OBJECTS = words(
    "a an the my your his her its our their this that these those what who whom whose which where when why how if "
    "about him them us me it anyone anybody someone everything anything something whether any some of all no every "
    "business exactly precisely"
)
NOT_KNOWING = words(
    "do did don't didn't if as let because what when how would should could might may who that since does lets "
    "whatever whom whether before until once"
)
KNOWING = words(
    "do did don't didn't does if as let lets what whatever who whom when whether before until once minute moment "
    "second day case all"
)
MEANING = words("what that's do did")
KINDS = words(
    "a an the this that these those what which some any every each one another same right wrong new different best "
    "particular certain no other all only two three certain first second various many most whatever such special "
    "similar specific few several my your our their"
)
LIKING = words(
    "i you they we he she people customers users clients i'd we'd you'd they'd he'd she'd would look looks looked "
    "sound sounds sounded feel feels felt seem seems seemed something anything nothing"
)
WISHING = words("would i'd we'd you'd they'd he'd she'd wouldn't")
LIKENESS = words("look looks looked sound sounds sounded feel feels felt seem seems seemed taste act acts")
LIKE_NOUNS = words("minded kind kinds manner button buttons mind minds terms quality count counts and or for")
QUOTED = words(
    "said discussed mentioned talked say told agreed did do always used spoke promised planned have you they us them"
)
NEW_CLAUSE = (
    SUBJECTS
    | JOINERS
    | words(
        "yes no yeah yep nope okay ok thanks thank please sorry not maybe perhaps especially mostly particularly "
        "even just only also actually which who where what how why whereas though as since until let let's don't "
        "is are can could do did would doesn't isn't aren't didn't won't right well sure anyway considering "
        "except however for to"
    )
)
ADJUNCTS = DETERMINERS | words(
    "always never often rather than at in with on after before about over again already too instead usually "
    "sometimes finally given based from by during without unless more less almost nearly like one two three four "
    "five ten"
)
STRESSED = words("not no yes quite very speaking so but and or really pretty more most too")
COMPLETING = words("as what if where how")
AIMING = words(
    "want wants wanted like need needs needed try trying tried have has had going supposed used able ready important "
    "aim hope love prefer willing got meant is was me you us them"
)
ANSWERS = words(
    "yes no yeah yep nope okay ok oh ah right well sure alright so and but thanks hey hi hello great good fine"
)
