"""Dialogue sets: every set in its own form, DialogStudio's form of them, and a bad dialogue among good ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.dialogues.reader import read
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged
from talktrack.world.conversations import generate
from talktrack.world.formats import dialogues
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording
from tests.ingestion.ingest.seeds.dialogues import (
    ABCD,
    CASINO,
    CRAIGSLIST,
    DIALOGSTUDIO,
    ROW,
    SALESBOT,
    SETS,
    TASKMASTER,
    document,
    lines,
)

ORIGIN = Origin(tenant="acme", uri="in/set.json", sha256="00")
Said = list[tuple[str | None, str]]


def whole(data: bytes) -> list[Conversation]:
    """Return the conversations of a file."""
    return [one for one in read(data, ORIGIN) if isinstance(one, Conversation)]


def only(dialogue: Any) -> Conversation:
    """Return the conversation of a file of one dialogue."""
    (found,) = whole(document([dialogue]))
    return found


def said(conversation: Conversation) -> Said:
    """Return who says what, by label."""
    labels = {person.id: person.label for person in conversation.participants}
    return [(labels.get(turn.speaker_id or ""), turn.text) for turn in conversation.turns]


def facts(conversation: Conversation) -> dict[str, Any]:
    """Return what stands beside the turns."""
    found: dict[str, Any] = json.loads(conversation.metadata_json)
    return found


def damage(data: bytes) -> list[tuple[str, str]]:
    """Return place and reason of what cannot be read."""
    return [(one.native_id, one.reason) for one in read(data, ORIGIN) if isinstance(one, Damaged)]


def test_salesbot_speaks_in_turn() -> None:
    """The set names no speakers; who sells is not guessed."""
    expected = [
        ("speaker 1", "I love hondas."),
        ("speaker 2", "Do you like é films?"),
        ("speaker 1", "Yes, find me one."),
    ]

    assert said(only(SALESBOT)) == expected


def test_salesbot_keeps_its_labels() -> None:
    """The intent, its position and the transition candidates."""
    assert facts(only(SALESBOT)) == {
        "dataset": "SalesBot",
        "intent": SALESBOT["intent"],
        "transition_candidates": SALESBOT["transition_candidates"],
    }


def test_craigslist_speakers_have_their_roles() -> None:
    """Messages are turns at the time they were sent, seconds after the first event."""
    found = only(CRAIGSLIST)
    expected = [
        Turn(speaker_id="s1", text="Would you take 5?", start_s=0.0),
        Turn(speaker_id="s2", text="Make it 7.", start_s=10.5),
    ]

    assert (found.turns, [person.label for person in found.participants]) == (expected, ["buyer", "seller"])


def test_craigslist_begins_and_ends_with_its_events() -> None:
    """Times are seconds since 1970, written as text."""
    found = only(CRAIGSLIST)

    assert (found.started_at, found.duration_s, found.title) == (
        datetime(2017, 6, 1, 18, 21, 30, tzinfo=UTC),
        30.0,
        "Red bike",
    )


def test_craigslist_offers_are_actions() -> None:
    """Nobody says them; they stay beside the turns, where they happened."""
    assert facts(only(CRAIGSLIST))["actions"] == [
        {"turn": 2, "by": "buyer", "action": "offer", "data": {"price": 7.0, "sides": ""}},
        {"turn": 2, "by": "seller", "action": "accept"},
    ]


@pytest.mark.parametrize(
    "scenario", [None, {}, {"kbs": None}, {"kbs": [{}]}, {"kbs": [{"personal": {"Role": "buyer"}}] * 2}]
)
def test_craigslist_agents_without_a_role_have_their_number(scenario: Any) -> None:
    """Two buyers would be one speaker."""
    found = only(CRAIGSLIST | {"scenario": scenario})

    assert [person.label for person in found.participants] == ["agent 0", "agent 1"]


@pytest.mark.parametrize("time", [None, "", "soon", "1e999", -5, 1e300])
def test_craigslist_times_that_are_none(time: Any) -> None:
    """The order of events is known all the same."""
    found = only(CRAIGSLIST | {"events": [event | {"time": time} for event in CRAIGSLIST["events"]]})

    assert (found.started_at, [turn.start_s for turn in found.turns]) == (None, [None, None])


def test_casino_buttons_are_actions() -> None:
    """A deal is struck with buttons, whose names stand where the text stands."""
    found = only(CASINO)
    expected = [
        {"turn": 2, "by": "mturk_agent_1", "action": "Submit-Deal", "data": {"issue2youget": {"Water": "3"}}},
        {"turn": 2, "by": "mturk_agent_2", "action": "Accept-Deal", "data": {"data": "accept_deal"}},
    ]

    assert (said(found), facts(found)["actions"]) == (
        [("mturk_agent_1", "Hello! 🙂"), ("mturk_agent_2", "I need the water.")],
        expected,
    )


def test_abcd_actions_are_not_speech() -> None:
    """What the agent's buttons did is told by nobody."""
    found = only(ABCD)
    action = {"turn": 2, "text": "Account has been pulled up for crystal minh."}

    assert (said(found), facts(found)["actions"]) == (
        [("agent", "Hi!"), ("customer", "I got the wrong size."), ("agent", "Which one?")],
        [action],
    )


def test_abcd_names_its_customer() -> None:
    """The scenario says who the customer is, so that redaction knows what to look for."""
    assert only(ABCD).participants[1] == Participant(
        id="s2", label="customer", name="crystal minh", email="cminh@email.example", phone="(977) 555-0161"
    )


def test_abcd_leaves_out_what_only_rankers_need() -> None:
    """Candidates fill most of the file and say nothing about the dialogue."""
    assert sorted(facts(only(ABCD))) == ["actions", "dataset", "licence", "scenario"]


def test_taskmaster_labels_stand_beside_their_turns() -> None:
    """Segments and annotations, by the number of the turn."""
    first = TASKMASTER["utterances"][0]

    assert facts(only(TASKMASTER)) == {
        "dataset": "Taskmaster",
        "licence": "CC BY 4.0",
        "labels": [{"turn": 0, "segments": first["segments"]}, {"turn": 0, "annotations": first["annotations"]}],
        "scenario": "Chai latte",
        "vertical": "Coffee",
    }


def test_taskmaster_empty_utterances_are_no_turns() -> None:
    """Neither is one of white space."""
    utterances = [{"speaker": "user", "text": " \n"}, *TASKMASTER["utterances"], {"speaker": "user", "text": None}]

    assert said(only(TASKMASTER | {"utterances": utterances})) == [
        ("user", "one Chai Latte please"),
        ("assistant", "Here or to go?"),
    ]


def test_dialogstudio_exchanges_are_two_turns() -> None:
    """Where one side is silent there is one."""
    (found,) = whole(document({"Taskmaster1--train--1": DIALOGSTUDIO}))

    assert said(found) == [("user", "One latte."), ("system", "Sure."), ("user", "Bye.")]


def test_dialogstudio_knows_its_sets() -> None:
    """The set's name is the source, its licence is known where the set is."""
    taskmaster, other, unnamed = whole(
        document({"Taskmaster1--train--1": DIALOGSTUDIO, "SGD--val--3": DIALOGSTUDIO, "x": DIALOGSTUDIO})
    )

    assert [
        (one.source, facts(one).get("licence"), facts(one).get("split")) for one in (taskmaster, other, unnamed)
    ] == [
        ("taskmaster", "CC BY 4.0", "train"),
        ("sgd", None, "val"),
        ("dialogstudio", None, None),
    ]


def test_dialogstudio_rows_name_themselves() -> None:
    """Exported rows carry the key as a field."""
    named, _ = whole(lines(ROW, DIALOGSTUDIO))

    assert (named.source, named.id) == ("taskmaster", ORIGIN.conversation_id("taskmaster", "Taskmaster2--test--7"))


def test_a_rehost_shares_the_event() -> None:
    """The texts differ, so it is another record; the dialogue is the same."""
    original = only(TASKMASTER)
    (rehost,) = whole(document({"Taskmaster1--train--1": DIALOGSTUDIO}))

    assert (original.id != rehost.id, original.event_id, rehost.event_id) == (True, original.id, original.id)


def test_the_scenes_of_other_sets_do_not_share_events() -> None:
    """KVRET's original ids name scenes, in which many dialogues take place."""
    first, second = whole(document({"KVRET--test--1": DIALOGSTUDIO, "KVRET--test--2": DIALOGSTUDIO}))

    assert first.event_id != second.event_id


@pytest.mark.parametrize("dialogue", SETS, ids=lambda one: next(iter(one)))
def test_every_outermost_form_gives_the_same_dialogue(dialogue: dict[str, Any]) -> None:
    """A list, one a line, an object of lists, one alone; with white space or without."""
    forms = [
        document([dialogue]),
        document([dialogue], indent=4),
        lines(dialogue),
        lines(dialogue, dialogue | {key: "other" for key in dialogue if key.endswith("id")}),
        document({"train": [dialogue]}),
        document(dialogue, indent=1),
        document([dialogue]).decode().encode("utf-16"),
    ]
    found = {str(said(whole(form)[0])) + whole(form)[0].metadata_json + whole(form)[0].id for form in forms}

    assert len(found) == 1


def test_sets_may_be_mixed() -> None:
    """Each dialogue is told by itself."""
    found = whole(document([*SETS, *({**one, "uuid": 1, "convo_id": 1, "dialogue_id": 1} for one in SETS)]))

    assert [one.source for one in found[:6]] == [
        "salesbot",
        "craigslistbargains",
        "casino",
        "abcd",
        "taskmaster",
        "dialogstudio",
    ]


def test_dialogues_are_chats() -> None:
    """Nobody spoke, and nobody was at work."""
    assert {one.channel for one in whole(document(list(SETS)))} == {"chat"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (5, "record_shape_wrong"),
        (None, "record_shape_wrong"),
        ([], "record_shape_wrong"),
        ({}, "dialogue_unknown"),
        ({"conversation_id": "x"}, "dialogue_unknown"),
        ({"conversation_id": "x", "utterances": {}}, "record_shape_wrong"),
        ({"conversation_id": "x", "utterances": ["hi"]}, "record_shape_wrong"),
        ({"conversation_id": "x", "utterances": [{"text": 5}]}, "record_shape_wrong"),
        ({"conversation_id": ["x"], "utterances": []}, "record_shape_wrong"),
        ({"conversation_id": "x", "utterances": []}, "dialogue_empty"),
        ({"conversation_id": "x", "utterances": [{}] * 100_001}, "too_many_turns"),
        ({"conversation_id": "x", "utterances": [{"text": "hi"}], "scenario": [1] * 1_000_002}, "record_too_large"),
        (TASKMASTER, "record_repeated"),
        ({"convo_id": 1, "original": [["agent"]]}, "record_shape_wrong"),
        ({"convo_id": 1, "original": [["action", "done"]]}, "dialogue_empty"),
        ({"id": 1, "dialog": "hi"}, "record_shape_wrong"),
        ({"log": [{"user utterance": ""}]}, "dialogue_empty"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_dialogue_costs_nothing_but_itself(bad: Any, reason: str) -> None:
    """Its neighbours are read, and its place tells it from them."""
    last = TASKMASTER | {"conversation_id": "dlg-2"}
    data = document([TASKMASTER, bad, last])

    assert (damage(data), [one.id for one in whole(data)]) == (
        [("1", reason)],
        [ORIGIN.conversation_id("taskmaster", "dlg-1"), ORIGIN.conversation_id("taskmaster", "dlg-2")],
    )


def test_a_bad_line_costs_nothing_but_itself() -> None:
    """A line that broke off, and one in another encoding."""
    good, other = document(TASKMASTER), document(TASKMASTER | {"conversation_id": 2})
    data = b"\n".join([good, good[:60], good.replace(b"dlg-1", b"x").replace(b"Chai", b"Caf\xe9"), other])

    assert (damage(data), len(whole(data))) == ([("1", "record_broken"), ("2", "encoding_invalid")], 2)


def test_a_reason_holds_no_text() -> None:
    """Details name places and types."""
    data = document([{"conversation_id": "secret", "utterances": [{"speaker": "secret", "text": ["secret"]}]}])
    (found,) = read(data, ORIGIN)

    assert isinstance(found, Damaged)
    assert "secret" not in found.detail + found.reason + found.native_id


def test_dialogues_without_an_id_are_told_by_their_place() -> None:
    """Two of them in one file stay two."""
    bare = {key: value for key, value in SALESBOT.items() if key != "id"}

    assert len({one.id for one in whole(document([bare, bare]))}) == 2


def test_an_id_of_zero_is_an_id() -> None:
    """Counting begins there."""
    assert only(CASINO | {"dialogue_id": 0}).id == ORIGIN.conversation_id("casino", "0")


def test_a_file_that_broke_off_keeps_what_came_before() -> None:
    """What is missing is named as damaged."""
    data = document([TASKMASTER, TASKMASTER | {"conversation_id": 2}, TASKMASTER])[:-40]

    assert (damage(data), len(whole(data))) == ([("2", "record_broken")], 2)


def test_a_syntax_error_in_one_dialogue_spares_the_others() -> None:
    """Python writes NaN, which is no JSON."""
    data = document({"A--train--1": DIALOGSTUDIO, "A--train--2": DIALOGSTUDIO | {"score": float("nan")}})

    assert (damage(data), len(whole(data))) == ([("A--train--2", "record_broken")], 1)


def test_a_file_without_a_whole_dialogue_is_refused() -> None:
    """There is nothing to read."""
    with pytest.raises(SourceUnreadableError) as caught:
        read(document([TASKMASTER])[:-40], ORIGIN)

    assert caught.value.reason == "json_broken"


def spoken(labels: tuple[str, str], *, join: bool) -> Callable[[Recording], Said]:
    """Return what a set shows of a call: (prospect's, seller's) labels, lines of one side joined or not."""

    def seen(recording: Recording) -> Said:
        told = dialogues.joined(recording) if join else [(sells, one.text) for sells, one in dialogues.sides(recording)]
        return [(labels[sells], text) for sells, text in told]

    return seen


def alternating(recording: Recording) -> Said:
    """Return what SalesBot shows of a call."""
    return [(f"speaker {1 + index % 2}", text) for index, (_, text) in enumerate(dialogues.joined(recording))]


@pytest.mark.parametrize(
    ("write", "shown"),
    [
        (dialogues.write_taskmaster, spoken(("user", "assistant"), join=False)),
        (dialogues.write_craigslist, spoken(("buyer", "seller"), join=False)),
        (dialogues.write_casino, spoken(("mturk_agent_1", "mturk_agent_2"), join=False)),
        (dialogues.write_abcd, spoken(("customer", "agent"), join=False)),
        (dialogues.write_salesbot, alternating),
        (dialogues.write_dialogstudio, spoken(("user", "system"), join=True)),
    ],
    ids=["taskmaster", "craigslist", "casino", "abcd", "salesbot", "dialogstudio"],
)
def test_what_the_world_wrote_comes_back(
    write: Callable[[Iterable[Recording]], bytes], shown: Callable[[Recording], Said]
) -> None:
    """Every dialogue, every turn, every speaker."""
    organisation = Organisation(seed=5, tenant="acme", book="first", conversations=6, turns=12)
    recordings = [call.recording for call in islice(generate(organisation), 6)]
    found = whole(write(recordings))

    assert sorted(map(said, found), key=str) == sorted(map(shown, recordings), key=str)
