"""Who sells and who buys, when neither the CRM nor a mail domain says so: labels first, then the way they talk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from talktrack.core.conversation import PROSPECT, SELLER, Conversation, Turn
from talktrack.ingestion.attribute.candidates import Cast
from talktrack.ingestion.attribute.evidence import Evidence
from talktrack.ingestion.attribute.names import person_words

SELLER_LABELS = re.compile(
    r"\b(?:rep|reps|agent|seller|sales|salesperson|salesman|sdr|bdr|ae|account executive|account manager|host|"
    r"advisor|"
    r"consultant|representative|closer|assistant|bot|internal)\b",
    re.IGNORECASE,
)
PROSPECT_LABELS = re.compile(
    r"\b(?:customer|client|buyer|prospect|lead|user|caller|guest|external|patient|shopper|consumer)\b", re.IGNORECASE
)
_SELLS = re.compile(
    r"\b(?:our (?:platform|product|solution|customers|clients|onboarding|roadmap|pricing)|we (?:offer|provide|"
    r"integrate|"
    r"support|help|work with)|let me (?:show|share|walk)|i'll (?:show|walk|send you)|happy to (?:show|send|help)|"
    r"(?:demo|pilot|proposal|agenda)|thanks for (?:taking|making|joining|your time)|"
    r"how (?:do|are|does|is|many|much of) (?:you|your)|what(?:'s| is| are| does) (?:your|you|driving|important)|"
    r"walk me through|tell me (?:more )?about|who else|would it make sense|next steps?|if we could|what would)\b",
    re.IGNORECASE,
)
_BUYS = re.compile(
    r"\b(?:how much (?:does|is|would|will)|what does it cost|your (?:pricing|price|product|platform|solution|company|"
    r"competitors|team|contract|references)|our (?:budget|cfo|board|team|current|vendor|process|it|legal|"
    r"procurement)|"
    r"we(?:'re| are) (?:currently )?(?:using|looking|happy|struggling|evaluating)|we (?:use|have|tried|need|"
    r"struggle|spend)|"
    r"too expensive|can you (?:send|integrate|do|support)|do you (?:support|have|offer|integrate)|does it|"
    r"i(?:'d| would) (?:have|need) to (?:check|ask|talk)|send me)\b",
    re.IGNORECASE,
)
OPENS = 0.5
CLEAR = 0.3
SIGNS = {"internal": 1.0, "external": -1.0}


def role_of_label(label: str) -> str | None:
    """Return the role that a label such as "REP", "Buyer" or "USER" names, None when it names none or both."""
    sells, buys = bool(SELLER_LABELS.search(label)), bool(PROSPECT_LABELS.search(label))
    if sells == buys:
        return None
    return SELLER if sells else PROSPECT


def leanings(turns: Sequence[Turn], speakers: Sequence[str]) -> dict[str, float]:
    """Return how much each speaker talks like a seller (positive) or a buyer (negative), per turn, with smoothing."""
    score = dict.fromkeys(speakers, 0.0)
    count = dict.fromkeys(speakers, 0)
    first = next((t.speaker_id for t in turns if t.speaker_id in score), None)
    for turn in turns:
        if turn.speaker_id in score:
            count[turn.speaker_id] += 1
            score[turn.speaker_id] += len(_SELLS.findall(turn.text)) - len(_BUYS.findall(turn.text))
            score[turn.speaker_id] += 0.25 * turn.text.count("?")
    if first is not None:
        score[first] += OPENS
    return {speaker: score[speaker] / (count[speaker] + 3.0) for speaker in speakers}


def side_evidence(conversation: Conversation, cast: Cast, found: Sequence[Evidence]) -> list[Evidence]:
    """Return for speakers without a name whether they talk like the side of whoever they may be, from -1 to 1."""
    nameless = {p.id for p in conversation.participants if not p.email and not person_words(p.name or p.label)}
    if not nameless or len(conversation.participants) < 2:  # noqa: PLR2004 - nobody to compare with
        return []
    signs = {person.key: SIGNS.get(person.affiliation, 0.0) for person in cast.people}
    pairs = dict.fromkeys((e.speaker, e.person) for e in found if e.speaker in nameless and signs[e.person])
    if not pairs:
        return []
    lean = leanings(conversation.turns, [p.id for p in conversation.participants])
    middle = sum(lean.values()) / len(lean)
    clear = {speaker: max(-1.0, min(1.0, (lean[speaker] - middle) / CLEAR)) for speaker in nameless}
    return [Evidence(s, key, "talks_like_side", signs[key] * clear[s]) for s, key in pairs]


def resolve(known: Mapping[str, str | None], turns: Sequence[Turn]) -> dict[str, str]:
    """Complete the roles of all speakers.

    Known roles stay. With one side known, a lone other speaker is the other side. Else the most seller-like speaker
    sells, and everybody else is judged by whether they lean more to the seller's or to the buyer's way of talking.
    """
    speakers = list(known)
    roles = {speaker: role for speaker, role in known.items() if role}
    open_ = [speaker for speaker in speakers if speaker not in roles]
    if not open_:
        return roles
    lean = leanings(turns, speakers)
    missing = {SELLER, PROSPECT} - set(roles.values())
    for speaker in sorted(open_, key=lambda s: -lean[s]):
        if SELLER in missing and len(speakers) > 1:
            roles[speaker] = SELLER
            missing.discard(SELLER)
        elif PROSPECT in missing and speaker == min(open_, key=lambda s: lean[s]):
            roles[speaker] = PROSPECT
        else:
            roles[speaker] = SELLER if lean[speaker] > 0 and PROSPECT not in missing else PROSPECT
    return roles
