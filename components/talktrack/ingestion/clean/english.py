"""English: what its speakers say without meaning it."""

from __future__ import annotations

from talktrack.ingestion.clean import english_grammar as grammar
from talktrack.ingestion.clean import english_words as en
from talktrack.ingestion.clean.english_grammar import ShortWord
from talktrack.ingestion.clean.english_slips import BEGINNINGS, REPETITIONS
from talktrack.ingestion.clean.lexicon import Lexicon, words

_BE = words("is are was were be been being am it's that's he's she's we're they're you're i'm there's not isn't")

_PHRASES = {
    **dict.fromkeys(("you know", "you see"), grammar.you_know),
    "i mean": grammar.i_mean,
    "like": grammar.like,
    "basically": grammar.parenthesis,
    **dict.fromkeys(("sort of", "kind of"), grammar.kind_of),
}

_PARENTHESES = (
    *("kinda", "sorta", "if you will", "so to speak", "or whatever", "as it were", "you know what i mean"),
    *("know what i mean", "if you know what i mean", "you know what i'm saying", "know what i'm saying"),
    *("if you see what i mean", "you get what i mean", "you get me", "or what have you", "how shall i put it"),
    *("how should i put it", "how do i put this", "how do i put it", "how to put it", "how do i say this"),
    *("how can i say", "how to say", "how should i say", "how shall i say", "how do you say", "what do you call it"),
    *("what's it called", "what's the word", "what is it called", "what do they call it"),
)

_STANCES = (
    *(
        "honestly",
        "obviously",
        "frankly",
        "clearly",
        "truly",
        "seriously",
        "personally",
        "apparently",
        "presumably",
        "admittedly",
        "evidently",
    ),
    *("technically", "supposedly", "hopefully", "fundamentally", "naturally", "effectively", "practically"),
    *("arguably", "realistically", "ultimately", "generally", "typically", "normally", "simply", "virtually"),
    *("truthfully", "candidly", "bluntly", "interestingly", "thankfully", "surely", "indeed", "broadly", "overall"),
    *("mostly", "roughly", "possibly", "altogether", "anywho", "nonetheless", "theoretically", "conceivably", "safely"),
    *("eventually", "somehow"),
)

_EMPTY_STANCES = ("actually", "literally", "essentially", "really", "anyway", "anyways", "anyhow")

_EMPHASES = (
    *(
        "definitely",
        "certainly",
        "probably",
        "totally",
        "absolutely",
        "of course",
        "for sure",
        "maybe",
        "perhaps",
        "just",
    ),
    *("pretty much", "in fact", "by the way"),
)

_ASIDES = (
    *("i suppose", "i guess", "let's say", "let us say", "shall we say", "mind you", "if you like", "in a way"),
    *("in a sense", "more or less", "or something", "or something like that", "and stuff", "and stuff like that"),
    *("and things", "and things like that", "and whatnot", "and so forth", "i'd say", "i would say", "i'd guess"),
    *(
        "i think",
        "i believe",
        "i reckon",
        "i imagine",
        "i figure",
        "i feel",
        "i feel like",
        "i dare say",
        "i have to say",
    ),
    *("i must say", "i gotta say", "i gather", "you understand", "you guys"),
    *("let me see", "let's see", "let me think", "hang on", "hold on", "wait", "one second", "as i say", "as i said"),
    *("like i said", "like i say", "as they say", "so to say", "needless to say", "believe it or not", "trust me"),
    *("believe me", "i tell you", "i can tell you", "i'll tell you", "tell you what", "no doubt", "you know what"),
    *("long story short", "all in all", "by and large"),
    *("on the whole", "as a matter of fact", "as such", "per se", "in effect", "if anything", "if you ask me"),
    *("right then", "okay so", "ok so", "so yeah", "oh well", "well yeah", "and all", "and all that", "in all honesty"),
    *("quite honestly", "quite frankly", "to some extent", "a bit", "a little", "sort of like", "kind of like"),
    *("what have you", "what not", "whatever", "or so to speak", "say like", "you name it"),
)

_FRANKNESS = (
    *("to be honest", "to be fair", "to be frank", "to be clear", "to be sure", "to be perfectly honest"),
    *("to be quite honest", "to be honest with you", "to tell you the truth", "to tell the truth", "truth be told"),
)

_SUMMARIES = ("at the end of the day", "in the end", "at this point", "at that point", "in other words")

_SHORT = {
    "well": ShortWord(
        _BE
        | words(
            "as very pretty quite so too how that really all get feel oil water a the do does did go goes went "
            "work works sell sells know perform performs fit fits play sleep hold holds run runs scale scales pay "
            "pays treat fairly equally just fine oh extremely incredibly might may"
        ),
        closes=True,
        interjects=True,
    ),
    "right": ShortWord(
        _BE
        | words(
            "all get got do did done go turn the a my no your just exactly quite about too it this that things them "
            "first human far sounds feels on your their sorry"
        ),
        closes=True,
        interjects=True,
    ),
    "so": ShortWord(
        words(
            "think hope say says guess suppose believe or and even if not is do does did just ever how why be "
            "doing more afraid told said quite very day week month year percent minutes hours dollars people are "
            "was"
        ),
    ),
    "now": ShortWord(
        words("by until till for from before to right just than as of here and even up not every"), closes=True
    ),
    "then": ShortWord(
        words("by since back until till from right okay ok well now and even but just every"), closes=True
    ),
    "look": ShortWord(words("a quick new the to not will let me don't might can closer good better another and first")),
    "say": ShortWord(
        words(
            "to they you i we people would i'd you'd we'd as can't can let's the a no must didn't did might "
            "will he she could don't do does always who"
        )
    ),
    "see": ShortWord(
        words(
            "i you we to can can't let's we'll you'll i'll will don't could as let me would did they do could "
            "couldn't never he she didn't"
        )
    ),
    **dict.fromkeys(
        ("okay", "ok", "alright"),
        ShortWord(
            _BE
            | words(
                "sounds sound seems seem feel feels look looks doing all say said says perfectly totally works "
                "work went that's just quite pretty yeah going"
            ),
            closes=True,
        ),
    ),
    **dict.fromkeys(
        ("yeah", "yes", "yep"), ShortWord(words("a the hell oh and but or say said says say well ok okay no"))
    ),
    **dict.fromkeys(
        (
            *(
                "oh",
                "ah",
                "aw",
                "ooh",
                "wow",
                "huh",
                "hey",
                "gosh",
                "listen",
                "aah",
                "ahh",
                "ohh",
                "ugh",
                "phew",
                "whoa",
            ),
            *("yup", "mkay", "welp", "y'know", "ya know", "innit", "aye", "jeez", "geez", "meh", "pff", "pfft", "tsk"),
            *("mhm", "uhuh"),
        ),
        ShortWord(words("one two three four five six seven eight nine zero oh said say says first"), interjects=True),
    ),
    **dict.fromkeys(
        ("man", "dude", "mate", "boy", "guys", "folks"),
        ShortWord(
            en.DETERMINERS
            | words(
                "old young best first no of for with and don't please thanks hi hello hey these those to other good one"
            ),
        ),
    ),
}

ENGLISH = Lexicon(
    sounds=words("um umm ummm uh uhh uhhh uhm uhmm uhmmm erm ermm er errr ehm ahm uhhm uhuhm"),
    reactions=words("hmm hmmm hmmmm hm mm mmm mmmm eh err em"),
    phrases=_PHRASES,
    asides={
        **dict.fromkeys(_PARENTHESES, grammar.parenthesis),
        **dict.fromkeys(_STANCES, grammar.stance),
        **dict.fromkeys(_EMPTY_STANCES, grammar.empty_stance),
        **dict.fromkeys(_EMPHASES, grammar.emphasis),
        **dict.fromkeys(_ASIDES, grammar.aside),
        **dict.fromkeys(_FRANKNESS, grammar.frankness),
        **dict.fromkeys(_SUMMARIES, grammar.summary),
        **_SHORT,
    },
    closer_look={
        "you know": en.KNOWING | {"so"},
        "you see": en.KNOWING | {"so"},
        "i mean": en.MEANING,
        "kind of": frozenset(),
        "sort of": frozenset(),
        "basically": frozenset(),
    },
    meant_behind={
        "like": grammar.NEVER_LIKE,
        "you know": en.NOT_KNOWING,
        "you see": en.NOT_KNOWING,
        "i mean": words("what"),
        "kind of": en.KINDS,
        "sort of": en.KINDS,
    },
    marks=words(
        "crosstalk cross cross-talk overlapping overlap inaudible unintelligible indistinct unclear laugh laughs "
        "laughing laughter chuckles chuckle chuckling giggles sigh sighs sighing cough coughs coughing sneeze "
        "sneezes clears breath breathing applause music noise silence silent pause beep beeping ring rings "
        "ringing typing foreign blank_audio static muted click simultaneous talking speaking interposing "
        "interruption interrupting"
    ),
    mark_joiners=words(
        "talk speech throat playing background long short phone language blank audio sound no both speakers "
        "speaker multiple voices voice over each other at once the of and in a"
    ),
    function_words=words(
        "i you he she it we they me him her us them my your his its our their a an the this that these those and or "
        "but if because so to of in on at by for from with about as into over is are was were be been am have has "
        "do does did can could will would should may might must not what when where which who how why there here "
        "just i'm it's we're they're you're that's i've we've they've you've i'd we'd i'll we'll they'll you'll "
        "let's don't"
    ),
    clause_words=en.NEW_CLAUSE | en.ANSWERS,
    repetitions=REPETITIONS,
    beginnings=BEGINNINGS,
)
