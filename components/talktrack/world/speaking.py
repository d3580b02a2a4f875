"""From moves to turns: who says a move, in which words, how it was heard, and when."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.world import personal
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.grammar import TERM, Piece, Telling, Value
from talktrack.world.people import Prospect
from talktrack.world.phrasebooks import PhraseBook
from talktrack.world.script import Move
from talktrack.world.speech_noise import Heard, hear
from talktrack.world.truth import TrueTurn

WORDS_PER_S = 2.7
TRAIT_SHOWS = 0.25
CHIME = 0.12
OVERLAP = 0.04

# What a second seller, who knows the product best, says in place of the first.
EXPERT_RULES = frozenset({"reply", "present.value", "handle.trust", "handle.effort"})


class Speech:
    """One call being spoken; the random numbers and the clock belong to it."""

    def __init__(self, rng: Random, book: PhraseBook, engagement: Engagement, call: PlannedCall) -> None:
        """Set the scene: what everybody in the call can refer to."""
        self._rng = rng
        self._book = book
        self._engagement = engagement
        self._call = call
        self._clock_s = rng.uniform(0.2, 4.0)
        self._guest = call.people[0]
        self._telling = Telling(rng, values(book, engagement, self._guest))

    def turns(self, moves: Iterator[Move]) -> Iterator[TrueTurn]:
        """Yield a turn for each move, and now and then a second prospect who chimes in."""
        for move in moves:
            if move.role == PROSPECT:
                self._present(self._speaker(move))
            yield self._turn(move, move.rule)
            if move.rule.startswith("answer.") and move.stage == "discovery" and self._rng.random() < CHIME:
                others = [guest for guest in self._call.people if guest is not self._guest]
                if others:
                    self._present(self._rng.choice(others))
                    yield self._turn(move, "chime")

    def _speaker(self, move: Move) -> Prospect:
        """Objections come from those who have them; the rest mostly from the first guest."""
        guests = self._call.people
        if move.rule.startswith("objection."):
            return next((guest for guest in guests if move.objection in guest.persona.objections), guests[0])
        if move.rule.startswith("answer.") and self._rng.random() < 0.3:
            return self._rng.choice(guests)
        return self._guest if move.stage != "opening" else guests[0]

    def _present(self, guest: Prospect) -> None:
        """Make a guest the one who speaks or is spoken to."""
        self._guest = guest
        self._telling.values |= _about(self._engagement, guest)

    def _turn(self, move: Move, rule: str) -> TrueTurn:
        heard = hear(self._rng, self._pieces(move, rule), self._book)
        start_s, end_s = self._timed(move.role, heard)
        return TrueTurn(
            person_id=self._person_id(move),
            role=move.role,
            text=heard.text,
            clean=heard.clean,
            start_s=start_s,
            end_s=end_s,
            stage=move.stage,
            topic=move.topic,
            question=move.question,
            objection=move.objection,
            technique=move.technique,
            noise=heard.noise,
            personal=heard.personal,
            clean_personal=heard.clean_personal,
        )

    def _person_id(self, move: Move) -> str:
        if move.role == PROSPECT:
            return self._guest.contact.id
        expert = self._call.second_seller if move.rule in EXPERT_RULES else None
        return (expert or self._engagement.seller).contact.id

    def _pieces(self, move: Move, rule: str) -> list[Piece]:
        self._telling.values["pain"] = move.pain
        pieces: list[Piece] = []
        if rule.startswith("answer.") and self._rng.random() < TRAIT_SHOWS:
            trait = self._rng.choice(self._guest.persona.traits)
            pieces += [*self._book.grammar.tell(f"trait.{trait}", self._telling), (" ", "")]
        for position in range(move.repeat):
            pieces += [(" ", "")] if position else []
            pieces += self._book.grammar.tell(rule, self._telling)
        return pieces

    def _timed(self, role: str, heard: Heard) -> tuple[float, float]:
        """Put a turn on the clock; better sellers wait longer before they speak, and a few turns overlap."""
        rng = self._rng
        pause = rng.uniform(0.1, 0.3) + (0.22 * self._call.skill if role == SELLER else 0.45) * rng.random()
        start_s = max(0.0, self._clock_s + (-0.5 if rng.random() < OVERLAP else pause))
        end_s = start_s + 0.4 + len(heard.text.split()) / (WORDS_PER_S * rng.uniform(0.85, 1.15))
        self._clock_s = end_s
        return round(start_s, 3), round(end_s, 3)


def values(book: PhraseBook, engagement: Engagement, guest: Prospect) -> dict[str, Value]:
    """Return what a line of talk can refer to while `guest` speaks or is spoken to; personal data is tagged."""
    seller = engagement.seller.contact.name
    return _about(engagement, guest) | {
        "seller": (seller.split(" ")[0], "PERSON"),
        "seller_full": (seller, "PERSON"),
        "account": (engagement.account.name, "ORGANIZATION"),
        "company": (book.words("vendor")[0], "ORGANIZATION"),
        "customer": (engagement.reference, "ORGANIZATION"),
        "product": (engagement.product, TERM),
        "competitor": (engagement.competitor, TERM),
        "place": engagement.place,
        "card": personal.card,
        "account_number": personal.account_number,
        "address": lambda rng: personal.address(book.pick(rng, "street"), book.pick(rng, "city"), rng),
    }


def _about(engagement: Engagement, guest: Prospect) -> dict[str, Value]:
    row = guest.contact
    others = [person.contact for person in engagement.prospects if person is not guest]
    return {
        "prospect": (row.name.split(" ")[0], "PERSON"),
        "speaker": (row.name.split(" ")[0], "PERSON"),
        "prospect_full": (row.name, "PERSON"),
        "colleague": (others[-1].name.split(" ")[0], "PERSON"),
        "email": lambda rng: personal.email(row.email or "", rng),
        "phone": lambda rng: personal.phone(row.phone or "", rng),
    }
