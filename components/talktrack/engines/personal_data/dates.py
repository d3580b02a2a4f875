"""Dates, times and ages. They carry value for training and are found only when they are asked for."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import AGE, DATE

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?s?"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|noon\b|midnight\b"
_NUMBERED = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?Z?)?|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2}/\d{1,2}"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_WORDED = (
    rf"(?:{_DAY},? )?(?:the )?{_ORDINAL}(?: of)?[ -]{_MONTH}\b\.?(?:[, -]{{1,2}}\d{{4}})?|"
    rf"(?:{_DAY},? )?{_MONTH}\b\.?,? (?:the )?{_ORDINAL}\b(?:,? \d{{4}})?|{_MONTH}\b\.?,? (?:of )?\d{{4}}"
)
_RELATIVE = (
    rf"(?:last|next|this|every|each|early|late|mid)[ -](?:{_DAY}\b|"
    rf"{_MONTH}\b)|(?:last|next|this|past|coming|previous) (?:week|month|year|quarter|weekend|night|morning|evening|"
    r"afternoon|spring|summer|fall|autumn|winter|decade|century)|(?:the )?day (?:after tomorrow|before yesterday)|"
    r"yesterday|tomorrow|today|tonight|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|several|few) "
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?) (?:ago|later|earlier|from now)"
)
_DATES = re.compile(rf"(?<![\w.])(?:{_NUMBERED}|{_WORDED}|{_CLOCK}|{_RELATIVE}|{_DAY}\b)(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(
    r"(?<![\w.,$€£-])(?P<year>(?:19|20)\d\d)(?![\w%]|[.,]\d)(?! ?(?:dollars|euros|users|seats|people|units|percent))"
)
_MONTHS_ALONE = re.compile(
    r"\b(?:January|February|April|June|July|August|September|October|November|December)\b|"
    r"(?<=\bin )(?:March|May)\b|(?<=\bof )(?:March|May)\b|(?<=\bby )(?:March|May)\b"
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = rf"(?:\d{{1,3}}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_ONES}))?)"
_AGE = re.compile(
    rf"\b(?P<old>{_NUMBER})[ -](?:years?|yrs?|months?|weeks?)[ -]olds?\b|"
    rf"\b(?:aged?|age of|age is|age:|turned|turning|turns) (?P<aged>{_NUMBER})\b|"
    r"\b(?P<yo>\d{1,3}) ?(?:y/?o|yo)\b|"
    r"\b(?:(?:i|he|she|they|who|we) (?:am|is|are|was|were)|i'm|she's|he's|they're|is now) "
    rf"(?:only |just |about |almost |now |over )?(?P<am>{_NUMBER})"
    r"(?=[.,;!?)]|$| and\b| now\b| when\b| but\b| so\b| at\b|\n)",
    re.IGNORECASE,
)


def dates(block: Block) -> list[PersonalData]:
    """Return dates and times, by number, by name or in relation to now."""
    found = [PersonalData(m.start(), m.end(), DATE, 0.6) for m in _DATES.finditer(block.text)]
    found += [PersonalData(m.start("year"), m.end("year"), DATE, 0.5) for m in _YEAR.finditer(block.text)]
    return found + [PersonalData(m.start(), m.end(), DATE, 0.5) for m in _MONTHS_ALONE.finditer(block.text)]


def ages(block: Block) -> list[PersonalData]:
    """Return how old somebody is: the number, with its unit where one is said."""
    found = []
    for match in _AGE.finditer(block.text):
        group = next(name for name in ("old", "aged", "yo", "am") if match[name])
        found.append(PersonalData(match.start(group), match.end(group), AGE, 0.6))
    return found
