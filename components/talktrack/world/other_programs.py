"""What other programs know of an organisation, and the data of a company that it bought with programs of its own.

Nobody and nothing has two ids: other exports of the organisation hold the ids of the usual ones, and the bought
company's sellers, customers, deals and meetings stand in its programs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import msgspec

from talktrack.world import feedback
from talktrack.world.conversations import generate
from talktrack.world.formats import (
    calendar_exports,
    event_tables,
    gong,
    hubspot,
    mailbox,
    salesforce_json,
    salesforce_report,
    scorecards,
)
from talktrack.world.identifiers import gong_id
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording
from talktrack.world.second_records import timed
from talktrack.world.truth import Truth

BOUGHT, BOUGHT_CALLS, BOUGHT_TURNS = "labs", 6, 14
LONGEST_NAME = 50
THREADS_IN_BOX, THREADS_IN_FILES = 2, 2
IMPORTED = 3
REVIEWED_EVERY = 4


def write(organisation: Organisation, root: Path, truths: Path) -> dict[str, int]:
    """Write below crm, calendar, mail, calls and events what other programs export; return counts.

    `truths` is the file of the delivered conversations' truth, which experts' labels are about.
    """
    bought = _bought(organisation)
    return {
        "other_crm_records": _crm(organisation, bought, root / "crm"),
        "other_meetings": calendar_exports.write(bought, root / "calendar" / f"{BOUGHT}.ics"),
        "other_mail_threads": _mail(bought, root / "mail" / BOUGHT),
        "imported_calls": _imported(organisation, root / "calls" / "imported"),
        "other_event_files": _events(organisation, truths, root / "events"),
    }


def _bought(organisation: Organisation) -> Organisation:
    """Return the bought company; it speaks as the organisation does, for other phrase books judge what was learned."""
    return replace(
        organisation,
        tenant=f"{organisation.tenant[:LONGEST_NAME]}-{BOUGHT}",
        conversations=BOUGHT_CALLS,
        turns=BOUGHT_TURNS,
    )


def _crm(organisation: Organisation, bought: Organisation, folder: Path) -> int:
    """Write older exports of the organisation's CRM, and all of the bought company's; return records.

    Folders with dates come first by name, so that the organisation's usual export has the last word.
    """
    reports = folder / "2025-08-01"
    counts = salesforce_json.write(organisation, folder / "2025-08-15")
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "opportunities.csv").write_bytes(salesforce_report.opportunities(organisation, has_ids=True))
    (reports / "contacts.csv").write_bytes(salesforce_report.contacts(organisation))
    (reports / f"{BOUGHT}-deals.csv").write_bytes(hubspot.deals_export(bought))
    return sum(counts.values()) + sum(hubspot.write(bought, folder / BOUGHT).values())


def _mail(bought: Organisation, folder: Path) -> int:
    """Write what the bought company wrote to customers: some threads in a mailbox, some as a file for every mail."""
    folder.mkdir(parents=True, exist_ok=True)
    held = islice(generate(bought), THREADS_IN_BOX + THREADS_IN_FILES)
    recordings = [conversation.recording for conversation in held]
    (folder / "takeout.mbox").write_bytes(mailbox.write_mailbox(recordings[:THREADS_IN_BOX]))
    for number, recording in enumerate(recordings[THREADS_IN_BOX:], start=1):
        for place, data in enumerate(mailbox.write_mails(recording), start=1):
            (folder / f"{number}-{place:02d}.eml").write_bytes(data)
    return len(recordings)


def _imported(organisation: Organisation, folder: Path) -> int:
    """Write some of Zoom's calls in Gong's wrapped form, as Zoom takes them over and gives them out again."""
    folder.mkdir(parents=True, exist_ok=True)
    recordings = list(islice(_of_zoom(organisation), IMPORTED))
    for recording in recordings:
        taken_over = replace(recording, source="gong", native_id=gong_id("imported", recording.native_id))
        for name, data in gong.files(taken_over).items():
            (folder / name).write_bytes(msgspec.json.encode({"payload": msgspec.Raw(data)}))
    return len(recordings)


def _of_zoom(organisation: Organisation) -> Iterator[Recording]:
    return (recording for recording in timed(organisation) if recording.source == "zoom")


def _events(organisation: Organisation, truths: Path, folder: Path) -> int:
    """Write usage, outcomes and experts' labels as analytics, a CRM, a spreadsheet and Gong export them."""
    unlabelled = [truth for truth in _delivered(truths) if not _is_labelled(organisation, truth)]
    tables = {
        "analytics.jsonl": event_tables.analytics(organisation),
        "outcomes.csv": event_tables.outcome_table(organisation),
        "labels.csv": event_tables.label_table(iter(unlabelled[::REVIEWED_EVERY])),
        "scorecards.json": scorecards.write_scorecards(
            truth for truth in unlabelled[1::REVIEWED_EVERY] if truth.source == "gong"
        ),
    }
    for name, data in tables.items():
        (folder / name).write_bytes(data)
    return len(tables)


def _delivered(truths: Path) -> Iterator[Truth]:
    with truths.open("rb") as lines:
        yield from (msgspec.json.decode(line, type=Truth) for line in lines)


def _is_labelled(organisation: Organisation, truth: Truth) -> bool:
    """Tell whether an expert judged the call in the product already: nobody judges it twice."""
    return any(event.kind == "expert_label" for event in feedback.events(organisation, truth))
