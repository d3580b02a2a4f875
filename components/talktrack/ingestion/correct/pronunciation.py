"""How English words sound: a few spelling rules and exceptions, one character for each sound.

Consonants are p b t d k g f v T(th) s z S(sh) C(ch) J(j) m n l r w h y; vowels are i(see) I(sit) e(set) a(sat) A(say)
o(hot) O(so) u(but, and every weak vowel) U(too) Y(my) W(how) X(boy). What a recogniser confuses are near sounds, so
that a rough sound serves; an exact one would need a dictionary of every name that a tenant may have.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = frozenset("iIeaAoOuUYWX")
_NAMES = (
    "A bi si di i ef Ji AC Y JA kA el em en O pi kyU or es ti yU vi dubulyU eks wY zi "
    "zirO wun tU Tri for fYv siks sevun At nYn"
)
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz0123456789", _NAMES.split(), strict=True))
_WHOLE_WORDS = (
    "a=u the=Tu of=uv to=tU one=wun once=wuns two=tU who=hU was=wuz are=or you=yU your=yor do=dU does=duz have=hav "
    "give=giv live=liv said=sed says=sez some=sum come=kum done=dun gone=gon any=eni many=meni been=bin there=Ter "
    "their=Ter where=wer were=wur what=wot want=wont though=TO through=TrU enough=Inuf people=pipul sure=Sur four=for "
    "our=or hour=Wr work=wurk word=wurd world=wurld would=wud could=kud should=Sud suite=swit busy=bizi be=bi he=hi "
    "she=Si we=wi me=mi so=sO go=gO no=nO by=bY my=mY data=dAtu heart=hort they=TA view=vyU few=fyU new=nU queue=kyU "
    "cue=kyU use=yUz used=yUzd issue=ISU true=trU blue=blU sea=si why=wY eh=A aye=Y eye=Y owe=O oh=O el=el em=em en=en "
    "ef=ef ex=eks ess=es zee=zi zed=zed ar=or great=grAt break=brAk both=bOT most=mOst post=pOst host=hOst put=put "
    "push=puS pull=pul full=ful only=Onli other=uTur mother=muTur love=luv above=ubuv move=mUv prove=prUv lose=lUz "
    "whose=hUz iron=Yurn sign=sYn is=Iz his=hIz as=az has=haz i=Y wind=wInd"
)
_SPELLINGS = (
    "^kn=n ^gn=n ^wr=r ^ps=s ^x=z ^y(?=[aeiou])=y mb$=m gue$=g que$=k "
    "tion=Sun sion=Sun cian=Sun tious=Sus cious=Sus tial=Sul cial=Sul ture=Cur sure=Sur eigh=A igh=Y ough=O augh=o "
    "tch=C dge=J sch=sk chr=kr ph=f sh=S ch=C ck=k th=T wh=w qu=kw ng=n gh= gu(?=[ei])=g sc(?=[eiy])=s cc(?=[eiy])=ks "
    "c(?=[eiy])=s g(?=[eiy])=J x=ks c=k q=k j=J "
    "eer=ir ear=ir air=er are$=er oar=or oor=or our=or ore=or ire$=Yr ure$=yUr eau=O ee=i ea=i ie=i ei=i ey$=i oo=U "
    "aa=a ou=W ow$=O ow=W ai=A ay=A oa=O oi=X oy=X au=o aw=o ew=U ui=U ue$=U ia=iu io=iO eo=iO "
    "a(?=[bdfgklmnpstvzc]e[sd]?$)=A i(?=[bdfgklmnprstvzc]e[sd]?$)=Y o(?=[bdfgklmnprstvz]e[sd]?$)=O "
    "u(?=[bdfgklmnprstvz]e[sd]?$)=U a(?=ge[sd]?$|ste$)=A "
    "ar=or er=ur ir=ur ur=ur or=or (?<=[bcdfgkpstzx])le$=ul (?<=[bcdfgkpstzx])les$=ulz "
    "(?<=[td])ed$=ud ed$=d (?<=[szx])es$=uz es$=z e$= "
    "i(?=nd$|ld$)=Y o(?=ld|ll$)=O a(?=ll$|lk)=o y$=i y=I a$=u o$=O i$=i a=a e=e i=I o=o u=u "
    "b=b d=d f=f g=g h=h k=k l=l m=m n=n p=p r=r s=s t=t v=v w=w z=z"
)
_KNOWN = dict(entry.split("=") for entry in _WHOLE_WORDS.split())
_RULES = [entry.rsplit("=", 1) for entry in re.split(r" +", _SPELLINGS)]
_SPELLING = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES))
_DOUBLED = re.compile(r"([^aeiouAIOUYWX])\1+")


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """Return the sounds of one lower-case word; a single letter or digit is said by its name, but "a" is a word."""
    if word in _KNOWN:
        return _KNOWN[word]
    if len(word) == 1 or word.isdigit():
        return "".join(LETTERS.get(letter, "") for letter in word)
    said = "".join(_RULES[found.lastindex - 1][1] for found in _SPELLING.finditer(word) if found.lastindex)
    return _DOUBLED.sub(r"\1", said)


def spelled(letters: str) -> str:
    """Return the sounds of letters and digits said one by one."""
    return "".join(LETTERS.get(letter, "") for letter in letters)
