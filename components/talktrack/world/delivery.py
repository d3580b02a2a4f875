"""The world on disk: source files as a tenant would hand them over, and the truth in a folder of its own."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import msgspec

from talktrack.world import feedback, other_programs, second_records
from talktrack.world.broken import delivered
from talktrack.world.conversations import generate
from talktrack.world.formats import calendar, events, gong, mail, salesforce, text, zoom
from talktrack.world.organisation import Organisation

WRITERS = {"gong": gong.files, "zoom": zoom.files, "text": text.files}
TRUTHS = "conversations.jsonl"


def write(  # noqa: PLR0913 - the command line's options
    out: str | Path,
    *,
    seed: int,
    tenant: str,
    conversations: int,
    book: str = "first",
    broken_share: float = 0.03,
    turns: int = 60,
    truth: str | Path | None = None,
    every_format: bool = False,
) -> dict[str, int]:
    """Write an organisation's source files below `out` and its truth below `truth`; return counts.

    The folders are calls/{gong,zoom,text}, crm, calendar, mail and events. Without `truth` the truth goes to
    ``out/truth``; give a folder elsewhere to keep it away from the pipeline. With `every_format` second records of
    calls, dialogue sets, and exports of other programs come in all other formats. The same arguments write the same
    bytes.
    """
    organisation = Organisation(seed=seed, tenant=tenant, book=book, conversations=conversations, turns=turns)
    root = Path(out)
    truths = Path(truth or root / "truth")
    counts: Counter[str] = Counter()
    counts.update(_calls(organisation, root, truths, broken_share))
    counts.update({f"crm/{name}": rows for name, rows in salesforce.write(organisation, root / "crm").items()})
    counts["meetings"] = calendar.write(organisation, root / "calendar" / "calendar.ics")
    counts["mails"] = _mails(organisation, root / "mail")
    counts["usage"] = _usage(organisation, root / "events")
    if every_format:
        counts.update(second_records.write(organisation, root))
        counts.update(other_programs.write(organisation, root, truths / TRUTHS))
    return dict(counts)


def _calls(organisation: Organisation, root: Path, truth: Path, broken_share: float) -> Counter[str]:
    counts: Counter[str] = Counter()
    for folder in (*(root / "calls" / source for source in WRITERS), root / "events", truth):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        truths = stack.enter_context((truth / TRUTHS).open("wb"))
        judged = stack.enter_context((root / "events" / "feedback.jsonl").open("wb"))
        for conversation in generate(organisation):
            made = delivered(organisation, conversation, WRITERS, broken_share)
            for name, data in made.files.items():
                (root / "calls" / conversation.recording.source / name).write_bytes(data)
            _line(truths, made.truth)
            counts["conversations"] += 1
            counts["broken"] += made.truth.broken is not None
            counts["turns"] += len(made.truth.turns)
            for event in feedback.events(organisation, made.truth):
                _line(judged, event)
                counts["feedback"] += 1
    return counts


def _mails(organisation: Organisation, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for engagement in organisation.engagements():
        for name, data in mail.threads(organisation, engagement):
            (folder / name).write_bytes(data)
            count += 1
    return count


def _usage(organisation: Organisation, folder: Path) -> int:
    count = 0
    with (folder / "usage.jsonl").open("wb") as file:
        for event in events.usage(organisation):
            _line(file, event)
            count += 1
    return count


def _line(file: IO[bytes], record: msgspec.Struct) -> None:
    file.write(msgspec.json.encode(record) + b"\n")
