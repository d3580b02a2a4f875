"""The step over a real repository: which examples come out, with which weight, on which side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.assessment import Assessment, written
from talktrack.core.conversation import Turn
from talktrack.core.prompts import Line, Scene
from talktrack.core.records import Analysis, Example, FeedbackEvent, SubjectScore, TurnLabel
from talktrack.core.reference import Contact, Deal
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS, DEALS, EXAMPLES, FEEDBACK, SCORES
from talktrack.core.tokens import token
from talktrack.systems.keys import TenantKey
from talktrack.systems.repository import LanceRepository
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.augmentation import is_varied
from talktrack.training.examples.privacy import Privacy
from talktrack.training.examples.selection import Budget
from talktrack.training.examples.splits import Shares
from talktrack.training.examples.step import Made, run
from tests.training.samples import TENANT, make_conversation

OTHER_WORDS = (
    ("s", "Tell me what your people find hardest at the moment?"),
    ("p", "Nobody knows where the trucks are after noon."),
    ("s", "And who is calling whom when that happens?"),
    ("p", "Our drivers call the office, the office calls everybody."),
)
REACH = "Best on my mobile, that is +1 303 555 0142."
CHOICES = Choices(Shares(golden=0.2, validation=0.2))


def _run(
    repository: LanceRepository,
    directory: Path,
    scores: list[SubjectScore] | None = None,
    choices: Choices = CHOICES,
) -> list[Example]:
    return _made(repository, directory, scores, choices)[1]


def _made(
    repository: LanceRepository,
    directory: Path,
    scores: list[SubjectScore] | None = None,
    choices: Choices = CHOICES,
) -> tuple[Made, list[Example]]:
    write_table(directory / "scores", SCORES, scores or [])
    made = run(repository, directory / "scores", directory / "examples", choices)
    return made, list(read_table(directory / "examples", EXAMPLES))


def test_every_prospect_turn_is_a_roleplay_example(repository: LanceRepository, tmp_path: Path) -> None:
    """Its prompt is the scene and the turns before it, its completion the turn."""
    rows = _run(repository, tmp_path)
    found = next(row for row in rows if row.provenance == "c4#1" and row.path == "roleplay")
    scene = Scene(industry="retail", stage="discovery")

    assert found.prompt == prompts.roleplay(scene, [Line("seller", "What slows your team down, number 4?")])
    assert found.completion == " Moving orders by hand costs us 4 hours.<|end|>"
    assert sum(row.path == "roleplay" for row in rows) == 20


def test_an_expert_label_is_an_assessment(repository: LanceRepository, tmp_path: Path) -> None:
    """The coach learns the label of the segment as JSON, told the call's figures."""
    at = datetime(2026, 2, 1, tzinfo=UTC)
    label = FeedbackEvent(
        id="f1", tenant=TENANT, subject="c4", kind="expert_label", at=at, value=3.0, turn_start=0, turn_end=2
    )
    repository.publish(FEEDBACK, [label])
    repository.publish(ANALYSES, [Analysis(conversation_id="c4", tenant=TENANT, turns=4, words=30, talk_ratio=0.5)])
    found = next(row for row in _run(repository, tmp_path) if row.task == "assess")
    segment = [
        Line("seller", "What slows your team down, number 4?"),
        Line("prospect", "Moving orders by hand costs us 4 hours."),
    ]

    assert found.prompt == prompts.assess({"talk_ratio": 0.5}, segment)
    assert found.completion == ' {"skill_level":3,"question_class":"none","suggestions":[]}<|end|>'
    assert found.weight == 1.0


def test_an_answer_cites_its_passage(repository: LanceRepository, tmp_path: Path) -> None:
    """The other reply of the call is a distractor; in which order they stand says nothing."""
    found = [row for row in _run(repository, tmp_path) if row.task == "answer" and row.provenance.endswith("#3")]
    cited = {row.completion.split()[-1].removesuffix("<|end|>") for row in found}

    for row in found:
        said = row.completion.removesuffix("<|end|>")
        place = said[-2]
        assert row.prompt.endswith("question: What did the prospect say to: Would a shorter rollout help?\n<|answer|>")
        assert f"[{place}]{said[:-4]}\n" in row.prompt
    assert cited == {"[1]", "[2]"}


@pytest.mark.parametrize(("score", "weight"), [(0.9, 0.8), (0.1, 0.2)])
def test_liked_conversations_weigh_more(
    repository: LanceRepository, tmp_path: Path, score: float, weight: float
) -> None:
    """Confidence for positives, 1 - confidence for negatives, 0.5 for what nobody judged; answers are never worse."""
    judged = SubjectScore(id="c4", tenant=TENANT, score=score, confidence=0.8, events=3)
    rows = _run(repository, tmp_path, [judged])

    mine = [row for row in rows if row.conversation_id == "c4"]

    assert {round(row.weight, 6) for row in mine if row.path == "roleplay"} == {weight}
    assert {round(row.weight, 6) for row in mine if row.task == "answer"} == {max(weight, 0.5)}
    assert {row.weight for row in rows if row.conversation_id != "c4"} == {0.5}


def test_restricted_conversations_are_not_read(repository: LanceRepository, tmp_path: Path) -> None:
    """A conversation of privacy level restricted makes no example."""
    repository.publish(CONVERSATIONS, [make_conversation(77, account="a9", privacy_level="restricted")])

    assert "c77" not in {row.conversation_id for row in _run(repository, tmp_path)}


def test_equal_texts_are_kept_once(repository: LanceRepository, tmp_path: Path) -> None:
    """A second conversation with the same words adds nothing, on whichever side it falls."""
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(make_conversation(4, account="a8"), id="twin")])
    made, rows = _made(repository, tmp_path)

    left_out = ("duplicate", "near_duplicate", "near_other_side")

    assert sum(made.counts[f"dropped_{reason}"] for reason in left_out) == 4
    assert len(rows) == 40
    assert len({(row.prompt, row.completion) for row in rows}) == len(rows)


def test_no_account_is_on_two_sides_and_the_golden_set_stays(repository: LanceRepository, tmp_path: Path) -> None:
    """Later conversations of a golden account are held out; new accounts never become golden."""
    first = _run(repository, tmp_path / "1")
    golden = sorted(row.id for row in first if row.split == "golden")
    golden_account = next(row.account_id for row in first if row.split == "golden")
    newcomers = [make_conversation(50, account=golden_account)] + [
        make_conversation(n, account=f"a{n}") for n in range(60, 80)
    ]
    repository.publish(CONVERSATIONS, newcomers)
    made, second = _made(repository, tmp_path / "2")

    assert golden
    assert sorted(row.id for row in second if row.split == "golden") == golden
    assert "c50" not in {row.conversation_id for row in second}
    assert made.counts["held_out_conversations"] == 3


def test_a_deleted_golden_conversation_leaves_the_set(repository: LanceRepository, tmp_path: Path) -> None:
    """What was erased is not evaluated on either."""
    gone = next(row.conversation_id for row in _run(repository, tmp_path / "1") if row.split == "golden")
    repository.delete(CONVERSATIONS, [gone])

    assert gone not in {row.conversation_id for row in _run(repository, tmp_path / "2")}


def test_running_again_makes_the_same_examples(repository: LanceRepository, tmp_path: Path) -> None:
    """Same tables, same rows, and the repository holds each once."""
    first, second = _run(repository, tmp_path / "1"), _run(repository, tmp_path / "2")

    assert sorted(second, key=lambda row: row.id) == sorted(first, key=lambda row: row.id)
    assert repository.count(EXAMPLES) == len(first)


def test_too_few_examples_freeze_nothing(repository: LanceRepository, tmp_path: Path) -> None:
    """Below the minimum the artifact is written and the repository left alone."""
    made, rows = _made(repository, tmp_path, choices=replace(CHOICES, min_examples=1000))

    assert (made.counts["enough"], repository.count(EXAMPLES)) == (0, 0)
    assert len(rows) == 40
    assert made.lineage["conversations"] == repository.version(CONVERSATIONS)


@pytest.mark.parametrize(
    ("closed", "won", "weight"), [(True, True, 0.666667), (True, False, 0.333333), (False, False, 0.5)]
)
def test_the_end_of_a_deal_weighs_the_calls_that_nobody_judged(
    repository: LanceRepository,
    tmp_path: Path,
    closed: bool,
    won: bool,
    weight: float,
) -> None:
    """Won is a good vote, lost a bad one, open none; a judgement of the call itself goes before."""
    calls = [msgspec.structs.replace(make_conversation(n, account=f"a{n % 5}"), deal_id="d1") for n in (3, 4)]
    repository.publish(CONVERSATIONS, calls)
    repository.publish(DEALS, [Deal(id="d1", account_id="a4", name="x", stage="y", is_closed=closed, is_won=won)])
    rows = _run(repository, tmp_path, [SubjectScore(id="c3", tenant=TENANT, score=0.9, confidence=0.8, events=1)])
    weights = {row.conversation_id: round(row.weight, 6) for row in rows if row.path == "roleplay"}

    assert (weights["c3"], weights["c4"]) == (0.8, weight)


def test_the_scene_is_what_crm_and_analysis_know(repository: LanceRepository, tmp_path: Path) -> None:
    """Job of the speaker, traits and objections that were heard; in a redacted call people go by tokens."""
    pseudonyms = TenantKey(b"0" * 32)
    call = make_conversation(4, account="a4")
    known = [
        msgspec.structs.replace(one, crm_contact_id=token(pseudonyms, "CONTACT", "003")) for one in call.participants
    ]
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(call, participants=known)])
    repository.publish(CONTACTS, [Contact(id="003", name="Dana Reed", title="CFO")])
    heard = Analysis(conversation_id="c4", tenant=TENANT, turns=4, words=30, traits=["terse"], objections=["price"])
    repository.publish(ANALYSES, [heard])
    rows = _run(repository, tmp_path, choices=replace(CHOICES, privacy=Privacy(pseudonyms)))
    found = next(row for row in rows if row.provenance == "c4#1" and row.path == "roleplay")

    assert found.prompt.startswith(
        "<|roleplay|>\nindustry: retail\nstage: discovery\nrole: CFO\ntraits: terse\nobjections: price\n<|seller|> "
    )


def test_experts_go_before_classifiers(repository: LanceRepository, tmp_path: Path) -> None:
    """What stands out and what to do better follow from the expert's word on a turn, where there is one."""
    at = datetime(2026, 2, 1, tzinfo=UTC)
    level = FeedbackEvent(id="f1", tenant=TENANT, subject="c4", kind="expert_label", at=at, value=2.0)
    said = [
        FeedbackEvent(id=f"f-{text}", tenant=TENANT, subject="c4", kind="turn_label", at=at, turn_start=2, text=text)
        for text in ("question:consequence", "technique:argue")
    ]
    repository.publish(FEEDBACK, [level, *said])
    labels = [
        TurnLabel(turn=2, kind="question", label="commitment", confidence=0.9),
        TurnLabel(turn=2, kind="technique", label="next_step", confidence=0.9),
    ]
    repository.publish(ANALYSES, [Analysis(conversation_id="c4", tenant=TENANT, turns=4, words=30, labels=labels)])
    found = next(row for row in _run(repository, tmp_path) if row.task == "assess")
    wanted = Assessment(
        skill_level=2,
        question_class="consequence",
        suggestions=["Ask what is behind an objection."],
    )

    assert found.completion == prompts.completion(written(wanted))
    assert "good_techniques: 0\n" in found.prompt
    assert "questions: consequence 1\ntechniques: argue 1\n" in found.prompt


def test_two_recordings_of_one_call_stand_on_one_side(repository: LanceRepository, tmp_path: Path) -> None:
    """Where only one of them was attributed, the other belongs to the same account."""
    twins = [
        msgspec.structs.replace(
            make_conversation(n, account=None),
            id=f"twin{n}",
            turns=[Turn(speaker_id=who, text=f"{text} So much for {n}.") for who, text in OTHER_WORDS],
        )
        for n in range(10)
    ]
    repository.publish(CONVERSATIONS, twins)
    rows = _run(repository, tmp_path)
    sides = {row.conversation_id: row.split for row in rows}

    assert {name: sides[name] for name in sides if name.startswith("twin")} == {
        f"twin{n}": sides[f"c{n}"] for n in range(10)
    }


def test_a_weekly_run_learns_what_is_new_and_replays_some_of_the_old(
    repository: LanceRepository, tmp_path: Path
) -> None:
    """Every new conversation, of the old ones as much as was asked for; held-out sides stay whole."""
    first = _run(repository, tmp_path / "1")
    account = next(row.account_id for row in first if row.split == "train")
    repository.publish(CONVERSATIONS, [make_conversation(n, account=account) for n in (90, 91)])
    weekly = replace(CHOICES, budget=Budget("incremental", replay=1.0, fewest_turns=0))
    made, rows = _made(repository, tmp_path / "2", choices=weekly)
    held_out = {row.id for row in first if row.split == "golden"}
    learnt = {row.conversation_id for row in rows if row.split != "golden"}

    assert {row.id for row in rows if row.split == "golden"} == held_out
    assert {"c90", "c91"} <= learnt
    assert made.counts["new_conversations"] == 2
    assert made.counts["replayed_conversations"] + made.counts["left_out_conversations"] == 6
    assert made.counts["left_out_conversations"] > 0


def test_rows_are_varied_beside_the_original_in_training_only(repository: LanceRepository, tmp_path: Path) -> None:
    """Whoever wants it gets more rows; what is held out stays what was said."""
    made, rows = _made(repository, tmp_path, choices=replace(CHOICES, variation_share=1.0))
    found = [row for row in rows if is_varied(row)]

    assert made.counts["varied"] == len(found) >= 1
    assert {row.split for row in found} == {"train"}
    assert {row.provenance.partition("+")[0] for row in found} <= {row.provenance for row in rows}


def test_what_is_left_out_is_counted_by_its_reason(repository: LanceRepository, tmp_path: Path) -> None:
    """A lone bad turn among good ones does not get through."""
    call = make_conversation(4, account="a4")
    turns = [*call.turns, Turn(speaker_id="s", text="How can I reach you?"), Turn(speaker_id="p", text=REACH)]
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(call, turns=turns)])
    made, rows = _made(repository, tmp_path)

    assert not [row for row in rows if "303" in row.prompt + row.completion]
    assert made.counts["dropped_personal_data"] >= 1
