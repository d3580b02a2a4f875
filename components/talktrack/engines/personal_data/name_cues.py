"""What is said before and after a name: which words announce a person, and how surely."""

from __future__ import annotations

from talktrack.engines.personal_data.spans import words

HONORIFICS = words(
    "mr mrs ms mx miss dr prof professor doctor sir madam madame monsieur herr frau señor señora signor signora "
    "rev reverend father sister captain judge senator president detective officer sergeant lieutenant coach aunt "
    "auntie uncle grandma grandpa mme mlle sr sra srta señorita senor senora senorita doña "
    "herrn maître dott signorina"
)
FOREIGN_HONORIFICS = words(
    "herr herrn frau monsieur madame mme mlle señor señora señorita senor senora senorita don doña signor signora "
    "signorina"
)
KIN = words(
    "wife husband spouse partner fiancé fiancée girlfriend boyfriend son daughter brother sister mother father mom dad "
    "mum cousin nephew niece uncle aunt grandmother grandfather friend neighbor neighbour roommate "
    "mari épouse femme frère sœur amigo amiga marido esposa hermano hermana"
)
ROLES = words(
    "ceo cfo cto cio coo cmo cro ciso chro vp svp evp director manager boss supervisor colleague coworker counterpart "
    "predecessor successor assistant secretary accountant controller lawyer attorney engineer architect analyst "
    "developer designer consultant rep representative champion sponsor buyer recruiter owner founder co-founder "
    "cofounder president chairman chairwoman treasurer lead head admin administrator coordinator specialist intern "
    "trainee mentor teammate bookkeeper buyer planner dispatcher nurse surgeon therapist dentist teacher "
    "collègue directeur directrice patron patronne responsable "
    "compañero compañera jefe jefa directora gerente"
)
GERMAN_ROLES = words(
    "kollege kollegin kollegen chef chefin geschäftsführer geschäftsführerin vertriebsleiter vertriebsleiterin leiter "
    "leiterin assistent assistentin ansprechpartner ansprechpartnerin kundin einkäufer einkäuferin nachbar "
    "nachbarin freund freundin bruder schwester ehefrau ehemann sohn tochter"
)
GREETINGS = words(
    "hi hello hey hiya dear thanks bye goodbye welcome morning afternoon evening cheers regards sincerely greetings "
    "congratulations congrats sorry hola hallo danke servus moin tschüss bonjour bonsoir salut merci gracias"
)
SENDERS = words("attn attention to from cc bcc re sender recipient signed contact customer patient name by client")
HUMAN_VERBS = words(
    "told tell tells asked ask asks remind reminded thank thanked met introduce introduced convince convinced hire "
    "hired invite invited cc copy copied loop ping pinged emailed messaged texted call called phoned meet persuade "
    "persuaded inform informed notify interviewed promoted fired replaced married named let"
)
SURELY_HUMAN = words("told tell tells remind reminded thank thanked married named interviewed")
WITH_VERBS = words(
    "spoke speak speaks speaking spoken talk talks talked talking meet met meeting check checked sync synced chat "
    "chatted connect connected work worked working call discuss discussed confirm confirmed lunch dinner coffee reach "
    "report reports reported introduced introduce related married engaged email wrote write listen belongs according "
    "thanks goes go went hand handed escalate escalated ask asked wait waiting sit sits it"
)
WITH_WORDS = words("with to for by from")
SAYING = words(
    "said says told tells asked asks mentioned mentions thinks thought feels felt replied replies explained explains "
    "wrote writes suggested suggests insisted insists agreed agrees wondered noticed complained promised confirmed "
    "wants wanted knows knew remembers loves hates likes believes hopes worries called emailed texted answered signed "
    "approved forwarded introduced owns runs ran escalated raised decides decided left joined quit retired works "
    "handles leads manages reports started forwarded looped pinged asked would will can could might should has had "
    "isn't wasn't doesn't didn't won't is was does did and or who whose"
)
SURELY_SAID = words("told mentioned thinks thought feels felt asked explained wondered complained retired")
LIVES = words(
    "lives lived married graduated retired resigned died flew walked drove smiled laughed apologised apologized"
)
HERE = words("here speaking calling")
PERSONAL_NOUNS = words(
    "wife husband boss manager assistant calendar inbox phone email mobile number extension desk laptop baby birthday "
    "team opinion approval signature office notes email's colleague replacement successor predecessor mother father "
    "son daughter brother sister family house car house address account contract salary call message mail reply answer"
)
POSSESSIVES = words("our my his her their your the its a an")
