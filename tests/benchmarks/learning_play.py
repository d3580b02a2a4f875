"""Roleplay in the score of learning: an adapter plays the prospects of held-out calls; sellers keep to the script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import mean

import msgspec

from talktrack.core import prompts
from talktrack.core.conversation import PROSPECT, Conversation
from talktrack.core.ports import LanguageModel
from talktrack.core.prompts import Line, Scene
from talktrack.core.sales_labels import NONE
from talktrack.core.statistics import analyse
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import TenantKey
from talktrack.training.examples.dialogue import scene_of
from talktrack.training.examples.privacy import Privacy
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth
from tests.benchmarks.learning_ears import Ears, word_pairs
from tests.benchmarks.score_prepare import knowledge_of

TENANT, TURNS = "stage", 40
SEED, MOST_TRAITS = 77, 2
NEW_TOKENS = 64


@dataclass(frozen=True)
class Script:
    """A held-out call: what is true of it, its lines as they are learnt from, and the scene of each line."""

    truth: Truth
    lines: list[Line]
    scenes: list[Scene]

    @property
    def traits(self) -> frozenset[str]:
        """Return the traits of all prospects who speak."""
        return frozenset(trait for scene in self.scenes for trait in scene.traits)

    @property
    def parts(self) -> list[int]:
        """Return the places of the prospect's turns."""
        return [place for place, line in enumerate(self.lines) if line.role == PROSPECT]

    def raised(self) -> Iterator[tuple[int, str]]:
        """Yield where the script raises an objection, and which: not where it is only stood by."""
        open_now = NONE
        for place, turn in enumerate(self.truth.turns):
            if turn.role == PROSPECT:
                if turn.objection not in {NONE, open_now}:
                    yield place, turn.objection
                open_now = turn.objection


def scripts(book: str, count: int) -> list[Script]:
    """Return calls of accounts that nobody learns from, with prospects of at most two traits together."""
    organisation = Organisation(SEED, TENANT, book, 20 * count, TURNS)
    knowledge, key = knowledge_of(organisation), TenantKey(b"0" * 32)
    preparation = Preparation(knowledge, open_redactor(), key, Settings())
    titles = Privacy(key).known({row.id: row.title for row in knowledge.contacts.values() if row.title})
    fitting = (call for call in generate(organisation) if len(_traits(call.truth)) <= MOST_TRAITS)
    prepared = ((call.truth, preparation.prepare(call.conversation()).conversation) for call in fitting)
    return list(islice((_script(truth, one, titles) for truth, one in prepared if one), count))


def _script(truth: Truth, conversation: Conversation, titles: Mapping[str, str]) -> Script:
    """Set the scenes as the step examples does, for somebody who heard everything right."""
    kinds = dict.fromkeys(turn.objection for turn in truth.turns if turn.objection != NONE)
    heard = msgspec.structs.replace(analyse(conversation), traits=_traits(truth), objections=list(kinds))
    people = {person.id: person for person in conversation.participants}
    speakers = [people.get(turn.speaker_id or "") for turn in conversation.turns]
    return Script(
        truth=truth,
        lines=[Line(true.role, turn.text) for true, turn in zip(truth.turns, conversation.turns, strict=True)],
        scenes=[scene_of(conversation, heard, speaker, titles) for speaker in speakers],
    )


def _traits(truth: Truth) -> list[str]:
    spoke = {turn.person_id for turn in truth.turns if turn.role == PROSPECT}
    return list(dict.fromkeys(trait for person in truth.people if person.id in spoke for trait in person.traits))


def played(model: LanguageModel, adapter: str, calls: Sequence[Script]) -> list[list[Line]]:
    """Return the calls with what the adapter says in the prospects' place; all calls go on turn by turn together."""
    told: list[list[Line]] = [[] for _ in calls]
    for place in range(max(len(call.lines) for call in calls)):
        going = [at for at, call in enumerate(calls) if place < len(call.lines)]
        asked = [at for at in going if calls[at].lines[place].role == PROSPECT]
        prompts_now = [prompts.roleplay(calls[at].scenes[place], told[at]) for at in asked]
        said = dict(zip(asked, model.generate(prompts_now, adapter, NEW_TOKENS) if asked else [], strict=True))
        for at in going:
            line = calls[at].lines[place]
            told[at].append(Line(PROSPECT, said[at]) if at in said else line)
    return told


@dataclass(frozen=True)
class Heard:
    """What ears hear in dialogues.

    `persona` is the share of dialogues whose clearest trait is one of the prospect's, `traits` the share of the
    prospect's traits among as many of the clearest, `objections` the share of scripted objections that are heard where
    the script raises them, `breaks` the share of prospect's turns that are none, `distinct` the distinct-2 of all.
    """

    persona: float
    traits: float
    objections: float
    breaks: float
    distinct: float


def heard(calls: Sequence[Script], told: Sequence[Sequence[Line]], ears: Ears) -> Heard:
    """Listen to the prospects of calls, true or played ones."""
    said = [[lines[place].text for place in call.parts] for call, lines in zip(calls, told, strict=True)]
    everything = [text for one in said for text in one]
    raised = [(lines[at].text, kind) for call, lines in zip(calls, told, strict=True) for at, kind in call.raised()]
    guessed = [(ears.persona(one), call.traits) for call, one in zip(calls, said, strict=True)]
    objected = ears.objections.heard([text for text, _ in raised])
    return Heard(
        persona=mean([traits[0] in true for traits, true in guessed]),
        traits=mean([len(true.intersection(traits[: len(true)])) / len(true) for traits, true in guessed]),
        objections=mean([one == kind for one, (_, kind) in zip(objected, raised, strict=True)]),
        breaks=mean([breaks(text) or role != PROSPECT for text, role in _roles(everything, ears)]),
        distinct=distinct_2(everything),
    )


def constant_guess(calls: Sequence[Script]) -> float:
    """Return the share of calls whose prospects have the commonest trait: what somebody deaf would recover."""
    return max(Counter(trait for call in calls for trait in call.traits).values()) / len(calls)


def _roles(texts: Sequence[str], ears: Ears) -> Iterator[tuple[str, str]]:
    return zip(texts, ears.roles.heard(texts), strict=True)


def breaks(text: str) -> bool:
    """Tell whether a turn is none: nothing is said, or the markers of the prompt are."""
    return not re.search(r"\w", text) or "<|" in text or "|>" in text


def distinct_2(texts: Sequence[str]) -> float:
    """Return the share of different word pairs among all word pairs (Li et al. 2016)."""
    pairs = [pair for text in texts for pair in word_pairs(text)]
    return len(set(pairs)) / max(len(pairs), 1)
