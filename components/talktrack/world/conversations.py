"""Conversations with their truth: a script is spoken, heard with noise, and recorded by a platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.conversation import Conversation
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.organisation import Organisation
from talktrack.world.platform_labels import labelled
from talktrack.world.recording import Recording, lines, native_id
from talktrack.world.script import Scenario, script
from talktrack.world.speaking import Speech
from talktrack.world.truth import TrueTurn, Truth

UNHEARD = 0.01
WITHOUT_TIMES = 0.4


@dataclass(frozen=True, slots=True)
class TrueConversation:
    """A conversation as it was: its truth, and what the platform recorded of it."""

    truth: Truth
    recording: Recording

    def conversation(self) -> Conversation:
        """Return the record that a perfect reader makes of the recording; noise and wrong labels are still in it."""
        return self.recording.conversation()


def generate(organisation: Organisation) -> Iterator[TrueConversation]:
    """Yield every conversation of an organisation, one at a time."""
    for engagement in organisation.engagements():
        for call in engagement.calls:
            yield held(organisation, engagement, call)


def held(organisation: Organisation, engagement: Engagement, call: PlannedCall) -> TrueConversation:
    """Hold one planned call."""
    rng = organisation.random("call", call.index)
    people = labelled(rng, engagement, call)
    moves = script(rng, scenario(engagement, call))
    turns = list(Speech(rng, organisation.phrases, engagement, call).turns(moves))
    with_times = call.source != "text" or rng.random() >= WITHOUT_TIMES
    unheard = {i for i in range(len(turns)) if call.source == "zoom" and rng.random() < UNHEARD}
    recording = Recording(
        tenant=organisation.tenant,
        source=call.source,
        native_id=native_id(organisation.tenant, organisation.seed, engagement, call),
        title=call.meeting.title or "" if call.meeting else f"Call with {engagement.account.name}",
        started_at=call.started_at,
        duration_s=round(turns[-1].end_s + 2.0, 3),
        people=people,
        lines=lines(people, turns, unheard, with_times=with_times),
        meeting=call.meeting,
        account_id=engagement.account.id,
        deal_id=engagement.deal.id,
        deal_stage=stage_at(engagement, call.started_at),
    )
    return TrueConversation(truth=_truth(organisation, engagement, call, recording, turns), recording=recording)


def scenario(engagement: Engagement, call: PlannedCall) -> Scenario:
    """Return what decides the course of a planned call."""
    objections = [kind for guest in call.people for kind in guest.persona.objections]
    return Scenario(
        kind=call.kind,
        skill=call.skill,
        turns=call.turns,
        pains=call.pains,
        objections=tuple(dict.fromkeys(objections)),
        commits=engagement.deal.is_won or not engagement.deal.is_closed,
    )


def stage_at(engagement: Engagement, moment: datetime) -> str | None:
    """Return the stage of the deal when the call took place."""
    past = [change.stage for change in engagement.changes if change.changed_at <= moment]
    return past[-1] if past else None


def _truth(
    organisation: Organisation,
    engagement: Engagement,
    call: PlannedCall,
    recording: Recording,
    turns: list[TrueTurn],
) -> Truth:
    return Truth(
        conversation_id=recording.conversation_id,
        tenant=organisation.tenant,
        book=organisation.book,
        source=call.source,
        native_id=recording.native_id,
        started_at=call.started_at,
        kind=call.kind,
        industry=engagement.industry,
        people=list(recording.people),
        turns=turns,
        topics=topic_starts(turns),
        skill=call.skill,
        won=engagement.deal.is_won if engagement.deal.is_closed else None,
        account_id=engagement.account.id,
        deal_id=engagement.deal.id,
        deal_stage=recording.deal_stage,
        meeting_id=call.meeting.id if call.meeting else None,
    )


def topic_starts(turns: Sequence[TrueTurn]) -> list[int]:
    """Return the turns at which a new topic begins; the first turn is one."""
    return [i for i, turn in enumerate(turns) if i == 0 or turn.topic != turns[i - 1].topic]
