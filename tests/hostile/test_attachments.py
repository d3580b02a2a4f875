"""Attachments are digested and never opened: whatever is inside costs no more than its bytes."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from hashlib import sha256

import pytest

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from tests.hostile.archives import ARCHIVES
from tests.hostile.attachments import NAMES, mailed

COPIES = 6  # of the mail, while its base64 is undone


def attachments(data: bytes) -> list[dict[str, object]]:
    """Return what a mail's conversation says of its attachments."""
    (found,) = bundle.read([File(data, Origin(tenant="acme", uri="in/a.eml", sha256="0"))])
    assert isinstance(found, Conversation)
    told: list[dict[str, object]] = json.loads(found.metadata_json)["mails"][0]["attachments"]
    return told


@pytest.mark.parametrize("make", ARCHIVES.values(), ids=ARCHIVES)
def test_archives_stay_closed(make: Callable[[], bytes]) -> None:
    """Size and digest are those of the file as it came, and memory follows its size, not what it unpacks to."""
    data = make()
    mail = mailed(data)
    tracemalloc.start()
    (told,) = attachments(mail)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (told["size"], told["sha256"]) == (len(data), sha256(data).hexdigest())
    assert peak <= COPIES * len(mail) + 1_000_000


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_are_only_told(name: bytes) -> None:
    """No file is made of them, and none is longer than a name may be."""
    (told,) = attachments(mailed(b"x", name))

    assert told["sha256"] == sha256(b"x").hexdigest()
    assert len(str(told.get("name", ""))) <= 1_000
