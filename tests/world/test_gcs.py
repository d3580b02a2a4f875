"""The stand-in for Google Cloud Storage, driven by the vendor's unmodified client."""

from __future__ import annotations

import http.client
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.api_core.exceptions import PreconditionFailed, ServiceUnavailable
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.cloud.exceptions import NotFound
from google.cloud.storage.retry import DEFAULT_RETRY

from talktrack.world.gcs import GcsServer


@pytest.fixture
def cloud() -> Iterator[GcsServer]:
    """A server with one bucket."""
    with GcsServer() as server:
        yield server


@pytest.fixture
def bucket(cloud: GcsServer) -> Any:
    """The bucket as the vendor's client sees it."""
    client = storage.Client(
        project="demo", credentials=AnonymousCredentials(), client_options={"api_endpoint": cloud.url}
    )
    return client.bucket("talktrack")


def raw(cloud: GcsServer, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
    """Send one request as it stands; return status and body."""
    connection = http.client.HTTPConnection(cloud.url.removeprefix("http://"))
    connection.request(method, path, body, headers or {})
    reply = connection.getresponse()
    answer = (reply.status, reply.read())
    connection.close()
    return answer


def test_an_upload_reads_back_with_its_checksums(bucket: Any) -> None:
    """A multipart upload stores bytes, type and metadata, and the client verifies the checksums."""
    blob = bucket.blob("a/b c.txt")
    blob.metadata = {"made_by": "test"}
    blob.upload_from_string(b"hello\r\nworld\x0b\x00", content_type="text/x-test")

    found = bucket.get_blob("a/b c.txt")

    assert found.download_as_bytes(checksum="crc32c") == b"hello\r\nworld\x0b\x00"
    assert found.download_as_bytes(checksum="md5") == b"hello\r\nworld\x0b\x00"
    assert (found.content_type, found.metadata, found.size) == ("text/x-test", {"made_by": "test"}, 14)


def test_ranges_return_the_asked_bytes(bucket: Any) -> None:
    """The first and last byte of a range are included."""
    bucket.blob("x").upload_from_string(b"0123456789")

    assert bucket.blob("x").download_as_bytes(start=2, end=4) == b"234"
    assert bucket.blob("x").download_as_bytes(start=7) == b"789"


def test_a_resumable_upload_arrives_in_chunks(bucket: Any) -> None:
    """The client sends 256 KiB at a time and the object appears whole."""
    data = bytes(range(256)) * 2600
    blob = bucket.blob("big", chunk_size=262_144)

    blob.upload_from_file(io.BytesIO(data), size=len(data))

    assert bucket.blob("big").download_as_bytes() == data


def test_a_stream_of_unknown_length_is_written(bucket: Any) -> None:
    """`blob.open` uploads without knowing the size."""
    with bucket.blob("stream").open("wb", chunk_size=262_144, ignore_flush=True) as file:
        for _ in range(3):
            file.write(b"x" * 200_000)

    assert bucket.get_blob("stream").size == 600_000


def test_generations_rise_with_every_write(bucket: Any) -> None:
    """A second write of one name has a higher generation, and the first is gone."""
    bucket.blob("x").upload_from_string(b"1")
    first = bucket.get_blob("x").generation
    bucket.blob("x").upload_from_string(b"2")

    assert bucket.get_blob("x").generation > first
    assert bucket.get_blob("x", generation=first) is None


def test_a_stale_write_is_refused(bucket: Any) -> None:
    """A write against an old generation, and a creation of what exists, answer 412 and change nothing."""
    bucket.blob("x").upload_from_string(b"1", if_generation_match=0)
    first = bucket.get_blob("x").generation
    bucket.blob("x").upload_from_string(b"2", if_generation_match=first)

    with pytest.raises(PreconditionFailed):
        bucket.blob("x").upload_from_string(b"3", if_generation_match=first)
    with pytest.raises(PreconditionFailed):
        bucket.blob("x").upload_from_string(b"4", if_generation_match=0)
    assert bucket.blob("x").download_as_bytes() == b"2"


def test_of_eight_racers_one_wins(bucket: Any) -> None:
    """Eight creations of one object at once: one succeeds, seven see 412."""

    def create(number: int) -> str | None:
        try:
            bucket.blob("race").upload_from_string(str(number), if_generation_match=0)
        except PreconditionFailed:
            return None
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(create, range(8)) if number is not None]

    assert [bucket.blob("race").download_as_text()] == winners


def test_a_deletion_checks_its_precondition(bucket: Any) -> None:
    """A deletion of another generation is refused, of this one done, of nothing 404."""
    bucket.blob("x").upload_from_string(b"1")
    with pytest.raises(PreconditionFailed):
        bucket.blob("x").delete(if_generation_match=7)
    bucket.blob("x").delete(if_generation_match=bucket.get_blob("x").generation)

    with pytest.raises(NotFound):
        bucket.blob("x").delete()


def test_listing_folds_and_pages(bucket: Any) -> None:
    """Prefix, delimiter and page size are honoured across pages, in name order."""
    for name in ("a/1", "a/2", "a/s/3", "a/s/4", "a/t/5", "b/6"):
        bucket.blob(name).upload_from_string(b"x")

    listing = bucket.list_blobs(prefix="a/", delimiter="/", page_size=2)
    pages = [[blob.name for blob in page] for page in listing.pages]

    assert pages == [["a/1", "a/2"], []]
    assert sorted(listing.prefixes) == ["a/s/", "a/t/"]
    assert [blob.name for blob in bucket.list_blobs(max_results=3)] == ["a/1", "a/2", "a/s/3"]
    assert [blob.name for blob in bucket.list_blobs(start_offset="a/s/4", end_offset="b/")] == ["a/s/4", "a/t/5"]


def test_copy_rewrite_and_compose(bucket: Any) -> None:
    """Objects are copied, rewritten and concatenated in the cloud."""
    bucket.blob("x").upload_from_string(b"1")
    bucket.copy_blob(bucket.blob("x"), bucket, "y")
    bucket.blob("z").rewrite(bucket.blob("y"))
    bucket.blob("xyz").compose([bucket.blob("x"), bucket.blob("y"), bucket.blob("z")])

    assert bucket.blob("xyz").download_as_bytes() == b"111"


def test_buckets_exist_only_when_made(cloud: GcsServer, bucket: Any) -> None:
    """A bucket can be created once; an unknown one answers 404."""
    bucket.client.create_bucket("second")

    assert bucket.client.get_bucket("second").name == "second"
    assert not bucket.client.bucket("third").exists()
    with pytest.raises(NotFound):
        bucket.client.bucket("third").blob("x").upload_from_string(b"1")


def test_the_client_retries_a_fault(cloud: GcsServer, bucket: Any) -> None:
    """Two asked 503 are met and survived; without retries the caller sees them."""
    cloud.fail_next(503, times=2)
    bucket.blob("x").upload_from_string(b"1", retry=DEFAULT_RETRY.with_delay(initial=0.01))
    cloud.fail_next(503)

    with pytest.raises(ServiceUnavailable):
        bucket.blob("x").upload_from_string(b"2", retry=None)
    assert bucket.blob("x").download_as_bytes() == b"1"


def test_a_lost_reply_leaves_the_write_done(cloud: GcsServer, bucket: Any) -> None:
    """With `landed` the object is written although the client sees 503."""
    cloud.fail_next(503, landed=True)

    with pytest.raises(ServiceUnavailable):
        bucket.blob("x").upload_from_string(b"1", retry=None)
    assert bucket.blob("x").download_as_bytes() == b"1"


def test_damaged_data_is_refused(cloud: GcsServer) -> None:
    """A CRC32C that does not match answers 400 and stores nothing."""
    status, _ = raw(cloud, "PUT", "/talktrack/x", {"x-goog-hash": "crc32c=AAAAAA=="}, b"1")

    assert status == 400
    assert raw(cloud, "HEAD", "/talktrack/x")[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/storage/v1/b/talktrack/o?matchGlob=*"),
        ("PATCH", "/storage/v1/b/talktrack/o/x"),
        ("GET", "/storage/v1/b/talktrack/iam"),
        ("GET", "/talktrack?list-type=1"),
        ("GET", "/talktrack/x?acl"),
        ("POST", "/batch/storage/v1"),
    ],
)
def test_what_is_not_documented_here_is_not_implemented(cloud: GcsServer, method: str, path: str) -> None:
    """Nothing is silently ignored: the answer is 501, or 404 where the path names no bucket."""
    assert raw(cloud, method, path)[0] in {501, 404}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("PUT", "/talktrack/x", {"x-goog-meta-colour": "red"}, b"1"), 501),
        (("GET", "/talktrack/x", {"If-Match": "e"}, b""), 501),
        (("POST", "/upload/storage/v1/b/talktrack/o?uploadType=resumable", {}, b'{"cacheControl": "no"}'), 501),
        (("POST", "/upload/storage/v1/b/talktrack/o?uploadType=resumable", {}, b"[]"), 400),
        (("POST", "/upload/storage/v1/b/talktrack/o?uploadType=media", {}, b"1"), 400),
        (("POST", "/storage/v1/b/talktrack/o/x/compose", {}, b'{"sourceObjects": [{"x": 1}]}'), 501),
        (
            ("POST", "/storage/v1/b/talktrack/o/x/compose", {}, b'{"sourceObjects": [{"name": "x", "generation": 1}]}'),
            404,
        ),
        (("POST", "/storage/v1/b/talktrack/o/x/compose", {}, b"{}"), 400),
        (("POST", "/storage/v1/b/talktrack/o/x/rewriteTo/b/talktrack/o/y", {}, b'{"contentType": "a/b"}'), 501),
        (("GET", "/storage/v1/b/talktrack/o?pageToken=%C3%A4", {}, b""), 400),
        (("GET", "/storage/v1/b/talktrack/o?maxResults=many", {}, b""), 400),
    ],
)
def test_no_part_of_a_request_is_ignored(
    cloud: GcsServer, asked: tuple[str, str, dict[str, str], bytes], status: int
) -> None:
    """What is not kept is refused with 501, what makes no sense with 400."""
    raw(cloud, "PUT", "/talktrack/x", body=b"1")

    assert raw(cloud, *asked)[0] == status


def test_a_resumable_upload_can_be_asked_and_cancelled(cloud: GcsServer) -> None:
    """308 tells how much arrived; after a cancellation the session is gone."""
    host = cloud.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    connection.request("POST", "/upload/storage/v1/b/talktrack/o?uploadType=resumable", b'{"name": "x"}')
    reply = connection.getresponse()
    reply.read()
    session = (reply.getheader("Location") or "").removeprefix(cloud.url)
    connection.close()

    assert raw(cloud, "PUT", session, {"Content-Range": "bytes 0-262143/300000"}, b"x" * 262_144)[0] == 308
    assert raw(cloud, "PUT", session, {"Content-Range": "bytes */300000"})[0] == 308
    assert raw(cloud, "DELETE", session)[0] == 499
    assert raw(cloud, "PUT", session, {"Content-Range": "bytes */300000"})[0] == 404


def test_a_range_behind_the_end_cannot_be_satisfied(cloud: GcsServer) -> None:
    """RFC 9110: 416."""
    raw(cloud, "PUT", "/talktrack/x", body=b"123")

    assert raw(cloud, "GET", "/talktrack/x", {"Range": "bytes=3-4"})[0] == 416
    assert raw(cloud, "GET", "/talktrack/x", {"Range": "bytes=-2"}) == (206, b"23")


def test_an_xml_upload_in_parts(cloud: GcsServer, bucket: Any) -> None:
    """Parts arrive in any order; completion joins the named ones."""
    _, begun = raw(cloud, "POST", "/talktrack/parts?uploads")
    upload = begun.decode().split("<UploadId>")[1].split("<")[0]
    for number, data in ((2, b"b"), (1, b"a")):
        raw(cloud, "PUT", f"/talktrack/parts?uploadId={upload}&partNumber={number}", body=data)
    parts = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>e</ETag></Part>" for n in (1, 2))
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()

    assert raw(cloud, "POST", f"/talktrack/parts?uploadId={upload}", body=body)[0] == 200
    assert bucket.blob("parts").download_as_bytes() == b"ab"


def test_lancedb_works_over_it(cloud: GcsServer) -> None:
    """Create, add, merge, versions and optimize of a LanceDB table under gs://."""
    import lancedb
    import pyarrow as pa

    schema = pa.schema(
        [pa.field("id", pa.string(), nullable=False, metadata={"lance-schema:unenforced-primary-key": "true"})]
    )
    database = lancedb.connect("gs://talktrack/lance", storage_options=cloud.lance_options)
    table = database.create_table("rows", schema=schema)
    table.add([{"id": "a"}, {"id": "b"}])
    table.merge_insert("id").when_not_matched_insert_all().execute(pa.table({"id": ["b", "c"]}, schema))
    table.optimize()

    assert sorted(row["id"] for row in table.to_arrow().to_pylist()) == ["a", "b", "c"]
    assert len(table.list_versions()) >= 3
    assert database.list_tables().tables == ["rows"]


def test_lancedb_merges_of_equal_keys_leave_one_row_each(cloud: GcsServer) -> None:
    """Four writers merge the same keys at once: the commits' 412s keep every key single."""
    import lancedb
    import pyarrow as pa

    schema = pa.schema(
        [pa.field("id", pa.string(), nullable=False, metadata={"lance-schema:unenforced-primary-key": "true"})]
    )
    rows = pa.table({"id": list("abcde")}, schema)
    database = lancedb.connect("gs://talktrack/race", storage_options=cloud.lance_options)
    database.create_table("rows", schema=schema)

    def merge(_: int) -> None:
        table = lancedb.connect("gs://talktrack/race", storage_options=cloud.lance_options).open_table("rows")
        table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(rows)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(merge, range(4)))

    assert database.open_table("rows").count_rows() == 5
