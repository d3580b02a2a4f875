"""Ways in which the words of a recording are broken: damaged, in another language, or no business of anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from talktrack.world.off_topic import off_topic
from talktrack.world.recording import Line, Recording

_LOREM = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore"
_CHATTER = (
    ("Did you feed", "We must not forget", "I keep dreaming of", "My grandma adores", "The kids drew"),
    ("the cat", "that old tractor", "the snowman", "a plum cake", "the neighbour's goat", "my yellow bathroom"),
    ("behind the garage", "by the lake", "under the moon", "before breakfast", "while it rained", "at the cinema"),
    ("and then the dog barked", "so my knee hurts", "but nobody laughed", "and it snowed", "because of the choir"),
)
_RUSSIAN = (
    ("Мы получили", "Я думаю, что", "Вы знаете, это", "Тогда был"),
    ("новый договор", "старый счёт", "большой заказ", "другой склад"),
    ("на прошлой неделе", "вместе с завода", "без ответа", "почти вовремя"),
)
_JAPANESE = (
    ("先週の会議で", "私たちの会社は", "お客様のために"),
    ("新しい契約を", "古い請求書を", "大きな注文を"),
    ("確認しました", "お送りします", "まだ待っています"),
)
_GERMAN = (
    ("Wir haben das", "Ich glaube, das ist", "Sie wissen ja, das wird", "Das war bei uns", "Und dann ist es"),
    ("im Moment noch", "seit dem Sommer", "nach der Umstellung", "trotz allem", "leider auch für die Leute"),
    ("von Hand gemacht", "nicht sehr angenehm", "viel zu teuer", "ein wenig langsam", "mit dem Werk besprochen"),
    ("und das muss sich ändern", "aber es geht", "wenn ich ehrlich bin", "und darüber sprechen wir am Freitag"),
)


def lorem_ipsum(recording: Recording, rng: Random) -> Recording:
    """Somebody tested the export with filler text."""
    words = _LOREM.split()
    return _reworded(recording, (" ".join(rng.sample(words, 9)) + "." for _ in recording.lines))


def symbols(recording: Recording, rng: Random) -> Recording:
    """No letters are left."""
    return _reworded(recording, ("".join(rng.choices("#$%&*=+~^ 0189", k=40)) for _ in recording.lines))


def replacement_characters(recording: Recording, _: Random) -> Recording:
    """An earlier program replaced what it did not understand."""
    return _reworded(recording, (line.text.replace("e", "\ufffd") for line in recording.lines))


def mojibake(recording: Recording, _: Random) -> Recording:
    """UTF-8 was read as Latin-1 and written again, twice."""
    return _reworded(recording, (_misread(_misread(line.text.replace(",", "’,"))) for line in recording.lines))


def other_language(recording: Recording, rng: Random) -> Recording:
    """A German call among English ones."""
    texts = (_composed(rng, _GERMAN) for _ in recording.lines)
    return replace(_reworded(recording, texts), language="ger")


def other_script(recording: Recording, rng: Random) -> Recording:
    """A call in a language that is not even written in Latin letters."""
    parts = rng.choice((_RUSSIAN, _JAPANESE))
    return _reworded(recording, (_composed(rng, parts) for _ in recording.lines))


def emoji_only(recording: Recording, rng: Random) -> Recording:
    """Somebody let the reactions of a chat stand for its words."""
    return _reworded(recording, (" ".join(rng.choices("😀👍🎉🙏🔥🤝", k=6)) for _ in recording.lines))


def private_chatter(recording: Recording, rng: Random) -> Recording:
    """Nobody speaks of business."""
    return _reworded(recording, (_composed(rng, _CHATTER) for _ in recording.lines))


def private_talk(recording: Recording, rng: Random) -> Recording:
    """Friends use the company's line."""
    talks = off_topic("report", len(recording.lines), seed=rng.randrange(10**6))
    texts = (turn.text for talk in talks for turn in talk.turns)
    return _reworded(recording, islice(texts, len(recording.lines)))


def _reworded(recording: Recording, texts: Iterator[str]) -> Recording:
    lines: list[Line] = [replace(line, text=text) for line, text in zip(recording.lines, texts, strict=True)]
    return replace(recording, lines=lines)


def _misread(text: str) -> str:
    return text.encode().decode("latin-1")


def _composed(rng: Random, parts: tuple[tuple[str, ...], ...]) -> str:
    """Return two sentences, each made of one choice per part."""
    return " ".join(" ".join(rng.choice(options) for options in parts) + "." for _ in range(2))
