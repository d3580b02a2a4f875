"""From start to end: ready only when warm, draining when told to stop, and one caller never seen by another."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import msgspec
import pytest

from talktrack.core.release import ReleaseManifest
from talktrack.core.tables import INFERENCES
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.world.loopback_process import LoopbackProcess
from tests.services.predictor.http_calls import CHAT, HISTORY, post, post_text, predict

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("template_predictor.py")
Writer = Callable[..., Path]


def program(release: Path, folder: Path, behaviour: str, *options: str) -> LoopbackProcess:
    """Return a predictor that is not started yet."""

    def command(port: int) -> list[str]:
        served = ["--tenant", "acme", "--release", str(release), "--base-model", "template", "--port", str(port)]
        return [sys.executable, str(PROGRAM), behaviour, *served, *options]

    return LoopbackProcess(command, folder / "log.txt", "/v2/health/ready")


@contextmanager
def running(release: Path, folder: Path, behaviour: str, *options: str) -> Iterator[LoopbackProcess]:
    """Run a predictor until the block ends."""
    with program(release, folder, behaviour, *options) as process:
        yield process


def test_it_is_ready_only_when_it_is_warm(release: Writer, tmp_path: Path) -> None:
    """Nothing answers on the port before both adapters have answered; the first request finds it warm."""
    process = program(release(), tmp_path, "0:0.5").start()
    early = False
    try:
        with urlopen(f"{process.url}/v2/health/ready", timeout=0.2) as answer:
            early = answer.status == 200
    except (URLError, OSError):
        early = False
    ready = process.wait_ready()
    status, _ = predict(process, "coach", {"task": "draft", "history": HISTORY})
    process.stop()

    assert (early, ready, status) == (False, True, 200)


def test_told_to_stop_it_answers_what_it_has_begun(release: Writer, tmp_path: Path) -> None:
    """Sixteen requests are in flight when the signal comes; all are answered, and the program ends with 0."""
    process = program(release(), tmp_path, "0:0.7").start()
    assert process.wait_ready()
    with ThreadPoolExecutor(16) as callers:
        asked = [callers.submit(predict, process, "roleplay", {"history": HISTORY}) for _ in range(16)]
        wait_until_counted(process, 1)
        code = process.stop()
        statuses = [one.result()[0] for one in asked]

    assert (code, statuses) == (0, [200] * 16)


def wait_until_counted(process: LoopbackProcess, least: int) -> None:
    """Wait until so many requests were answered; the others are in flight then."""
    for _ in range(200):
        reading = ScrapedMetrics().read({"revision": process.url})
        if reading and reading.totals["revision"].requests >= least:
            return
    raise AssertionError("nothing was answered")


def test_nobody_sees_what_another_said(release: Writer, tmp_path: Path) -> None:
    """Answers of one batch go to those who asked: each holds the digest of its own prompt."""
    bodies = [{"history": [{"role": "seller", "text": f"My number is {n}."}]} for n in range(48)]
    with running(release(), tmp_path, "0:0.05") as process, ThreadPoolExecutor(16) as callers:
        alone = [predict(process, "roleplay", body)[1]["predictions"][0]["text"] for body in bodies[:6]]
        together = list(callers.map(lambda body: predict(process, "roleplay", body), bodies))

    texts = [found["predictions"][0]["text"] for _, found in together]
    assert texts[:6] == alone
    assert len(set(texts)) == 48


def test_bad_requests_disturb_nobody(release: Writer, tmp_path: Path) -> None:
    """Malformed, huge and foreign requests come between good ones; every good one is answered."""
    bad = ["{", json.dumps({"instances": [{"history": [], "tenant": "globex"}]}), "x" * 2_000_000, "[" * 50_000]
    good = json.dumps({"instances": [{"history": HISTORY}]})
    with running(release(), tmp_path, "0:0.02") as process, ThreadPoolExecutor(8) as callers:
        path = "/v1/models/roleplay:predict"
        statuses = list(callers.map(lambda body: post(process, path, body)[0], [*bad, good] * 12))

    assert statuses == [400, 403, 413, 400, 200] * 12


def test_nobody_can_fill_the_log(release: Writer, tmp_path: Path) -> None:
    """A refused request leaves the one line of the access log, and nothing of what was sent."""
    path = "/v1/models/roleplay:predict"
    bad = [(path, "{SECRET"), (path, '{"instances": ["SECRET"]}'), ("/v1/models/SECRE:predict", '{"instances": []}')]
    with running(release(), tmp_path, "0") as process:
        statuses = [post(process, *one)[0] for one in bad]
    log = (tmp_path / "log.txt").read_text()

    assert statuses == [400, 400, 404]
    assert ("SECRET" in log, "Traceback" in log, "OpenAI endpoints not" in log) == (False, False, False)
    assert [log.count(f'HTTP/1.1" {status}') for status in (400, 404)] == [2, 1]


def test_our_timeout_is_not_read_by_kserve(release: Writer, tmp_path: Path) -> None:
    """It takes beginnings of its options, and has one that begins so and wants whole seconds."""
    with running(release(), tmp_path, "0", "--timeout", "2.5") as process:
        status = predict(process, "roleplay", {"history": HISTORY})[0]

    assert status == 200


def test_it_listens_where_it_is_told_to(release: Writer, tmp_path: Path) -> None:
    """On one address: the same port of another is free, as it never is when all are listened on."""
    with running(release(), tmp_path, "0", "--host", "127.0.0.1") as process:
        socket.create_server(("127.0.0.2", process.port)).close()
        status = predict(process, "roleplay", {"history": HISTORY})[0]

    assert status == 200


def test_ten_megabytes_are_refused(release: Writer, tmp_path: Path) -> None:
    """The caller reads the refusal, on V1 and on chat alike, and the predictor goes on."""
    with running(release(), tmp_path, "0") as process:
        huge = json.dumps({"model": "roleplay", "messages": [{"role": "user", "content": "x" * 10_000_000}]})
        statuses = [post(process, path, huge)[0] for path in ("/v1/models/roleplay:predict", CHAT)]
        after = predict(process, "roleplay", {"history": HISTORY})[0]

    assert (statuses, after) == ([413, 413], 200)


def test_a_reader_who_leaves_ends_nothing_but_their_stream(release: Writer, tmp_path: Path) -> None:
    """A stream is cut off in the middle; the next caller is answered."""
    body = json.dumps({"model": "roleplay", "messages": [{"role": "user", "content": "Hi"}], "stream": True})
    with running(release(), tmp_path, "0:0.2") as process:
        connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=20)
        connection.request("POST", CHAT, body.encode(), {"Content-Type": "application/json"})
        connection.getresponse().read(10)
        connection.close()
        status, _, _ = post_text(process, CHAT, body)

    assert status == 200


def with_parent(release: Path, home: str) -> Path:
    """Register a parent of a release, and return the release as its child."""
    open_repository(home, "acme", create=True)
    manifest = msgspec.json.decode((release / "manifest.json").read_bytes(), type=ReleaseManifest)
    open_registry(home, "acme").register(msgspec.structs.replace(manifest, id="r-parent"), release)
    child = msgspec.structs.replace(manifest, parent="r-parent")
    (release / "manifest.json").write_bytes(msgspec.json.encode(child))
    return release


def test_the_parent_answers_for_a_release_that_fails(release: Writer, tmp_path: Path) -> None:
    """It is found in the registry; callers see who answered, the counters whose error it was, the table both."""
    home = str(tmp_path / "home")
    with running(with_parent(release(), home), tmp_path, "1.0", "--home", home) as process:
        answers = [predict(process, "roleplay", {"history": HISTORY}) for _ in range(10)]
        reading = ScrapedMetrics().read({"revision": process.url})
    assert reading is not None
    counted = reading.totals["revision"]
    kept = list(open_repository(home, "acme").scan(INFERENCES))

    assert {status for status, _ in answers} == {200}
    assert {(found["release"], found["instead_of"]) for _, found in answers} == {("r-parent", "r-0123456789ab")}
    assert (counted.requests, counted.errors) == (10, 10)
    assert {(one.release, one.instead_of) for one in kept} == {("r-parent", "r-0123456789ab")}


@pytest.mark.parametrize("change", [{"base_id": "another"}, {"prompt_version": "p0"}])
def test_a_parent_that_does_not_fit_is_left_out(release: Writer, tmp_path: Path, change: dict[str, str]) -> None:
    """After an upgrade there is nothing to fall back to, which is no reason not to serve."""
    directory, home = release(), str(tmp_path / "home")
    with_parent(directory, home)
    [manifest] = Path(home).rglob("r-parent/manifest.json")
    manifest.write_bytes(
        msgspec.json.encode(
            msgspec.structs.replace(msgspec.json.decode(manifest.read_bytes(), type=ReleaseManifest), **change)
        )
    )
    with running(directory, tmp_path, "0", "--home", home) as process:
        status, found = predict(process, "roleplay", {"history": HISTORY})

    assert (status, found["release"]) == (200, "r-0123456789ab")
    assert "no release to fall back to" in (tmp_path / "log.txt").read_text()
