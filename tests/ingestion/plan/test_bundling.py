"""Files that belong together are one bundle; everything else stands alone."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from talktrack.core import sniff
from talktrack.core.records import Bundle, Quarantined
from talktrack.ingestion.plan.bundling import bundle_files, bundle_reviews
from talktrack.ingestion.plan.listing import Sighting


def seen(uri: str, format_name: str, digest: str = "") -> Sighting:
    """Return a file as one look shows it."""
    return Sighting(uri=uri, format=format_name, digest=digest or uri, size_bytes=10)


def test_the_halves_of_a_gong_call_are_one_bundle() -> None:
    """Halves are paired by folder and name, once their content says that they are halves."""
    halves = [
        seen("in/7.extensive.json", sniff.GONG_EXTENSIVE),
        seen("in/7.transcript.json", sniff.GONG_TRANSCRIPT),
        seen("else/7.transcript.json", sniff.GONG_TRANSCRIPT),
    ]

    assert [bundle.uris for bundle in bundle_files(halves, "acme")] == [
        ["in/7.extensive.json", "in/7.transcript.json"],
        ["else/7.transcript.json"],
    ]


def test_zoom_transcripts_are_no_halves() -> None:
    """The same word in a name means nothing where the content is another."""
    files = [seen("in/a.transcript.vtt", sniff.WEBVTT), seen("in/a.transcript.txt", sniff.TEXT)]

    assert len(bundle_files(files, "acme")) == 2


def test_the_same_content_is_one_bundle_that_names_every_copy() -> None:
    """A copied file is read once."""
    copies = [seen("in/a.txt", sniff.TEXT, "d1"), seen("in/b.txt", sniff.TEXT, "d1")]

    assert [bundle.uris for bundle in bundle_files(copies, "acme")] == [["in/a.txt", "in/b.txt"]]


def test_files_of_other_pipelines_are_left_alone() -> None:
    """Feedback is no conversation of this pipeline."""
    assert bundle_files([seen("in/f.jsonl", sniff.EVENTS)], "acme") == []


def test_unknown_content_is_not_dropped() -> None:
    """What no reader knows goes to ingest, which quarantines it with a reason."""
    assert [bundle.kind for bundle in bundle_files([seen("in/x.bin", sniff.BINARY)], "acme")] == ["transcript"]


def test_the_id_follows_from_tenant_and_content() -> None:
    """Order and place of the files change nothing, another tenant does."""

    def made(tenant: str, *files: Sighting) -> Bundle:
        return bundle_files(files, tenant)[0]

    first = seen("in/7.transcript.json", sniff.GONG_TRANSCRIPT, "a")
    second = seen("in/7.extensive.json", sniff.GONG_EXTENSIVE, "b")

    assert made("acme", first, second) == made("acme", second, first)
    assert made("acme", first).id != made("other", first).id


def test_a_row_that_is_reviewed_again_is_new_work() -> None:
    """The same decision is one bundle in every run; a later decision is another."""
    row = Quarantined(
        id="c-1", tenant="acme", stage="quality_gate", uri="x", sha256="0", reasons=[], severity="error", suggestion=""
    )
    decisions = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 1, 2)]
    rows = [msgspec.structs.replace(row, status="fixed", decided_at=at) for at in decisions]
    digests = [bundle.digest for bundle in bundle_reviews(rows, "acme")]

    assert (digests[0] == digests[1], digests[0] == digests[2]) == (True, False)


def test_the_mails_of_a_thread_are_one_bundle() -> None:
    """They are never split over shards."""
    mails = [
        Sighting("in/1.eml", sniff.MAIL, "d1", 10, ("a@x",)),
        Sighting("in/2.eml", sniff.MAIL, "d2", 10, ("z@x",)),
        Sighting("in/3.eml", sniff.MAIL, "d3", 10, ("b@x", "a@x")),
    ]

    assert [bundle.uris for bundle in bundle_files(mails, "acme")] == [["in/1.eml", "in/3.eml"], ["in/2.eml"]]
