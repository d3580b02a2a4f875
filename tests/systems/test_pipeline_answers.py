"""Answers that are none of a Pipelines API are told as such, and never quoted as pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError, TalktrackError
from talktrack.systems.pipeline_answers import refusal
from talktrack.systems.pipeline_server import COOKIE, TOKEN, Server
from talktrack.systems.pipeline_service import PipelineService, Version, Work
from tests.systems.web_page import LOGIN, WebPage

CALLS: dict[str, Callable[[PipelineService, Path], Any]] = {
    "health": lambda service, _: service.health(),
    "publish": lambda service, file: service.published("training", "v1", file),
    "begin": lambda service, _: service.begin(Work("w", Version("p", "v"), "e")),
    "follow": lambda service, _: list(service.follow("run")),
    "recurring": lambda service, _: service.recurring(),
    "experiment": lambda service, _: service.experiment("acme"),
    "switch": lambda service, _: service.switch("one", enabled=True),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_login_page_is_no_api(call: Callable[[PipelineService, Path], Any], tmp_path: Path) -> None:
    """It answers 200 to everything, and nothing may take that for success."""
    (tmp_path / "spec.yaml").write_text("spec")
    with WebPage() as page, pytest.raises(StoreUnavailableError) as told:
        call(PipelineService(Server(page.url), wait=lambda _: None), tmp_path / "spec.yaml")

    assert (page.url in str(told.value), "--host" in str(told.value), "<" in str(told.value)) == (True, True, False)


def test_json_without_an_id_is_no_api(tmp_path: Path) -> None:
    """Another service that speaks JSON made nothing, and a run of it has no end."""
    (tmp_path / "spec.yaml").write_text("spec")
    with WebPage(text='{"ok": true}') as page:
        service = PipelineService(Server(page.url), wait=lambda _: None)
        for name in ("publish", "begin", "follow", "experiment"):
            with pytest.raises(StoreUnavailableError, match="no Pipelines API"):
                CALLS[name](service, tmp_path / "spec.yaml")


def test_bytes_that_are_no_text_are_no_api() -> None:
    """The client cannot even read them."""
    with WebPage(text="Größe") as page, pytest.raises(StoreUnavailableError, match="no Pipelines API"):
        PipelineService(Server(page.url)).recurring()


def test_https_where_the_server_speaks_http_is_told() -> None:
    """A sentence, where the client stumbles over its own error."""
    with WebPage() as page, pytest.raises(StoreUnavailableError, match="TLS"):
        PipelineService(Server(page.url.replace("http://", "https://"))).recurring()


@pytest.mark.parametrize(
    ("status", "body", "kind", "word"),
    [
        (302, LOGIN, ConfigurationInvalidError, f"{TOKEN} or {COOKIE}"),
        (404, LOGIN, StoreUnavailableError, "--host, also its path"),
        (404, '{"code": 5, "message": "Not Found", "details": []}', StoreUnavailableError, "--host, also its path"),
        (404, '{"code": 5, "message": "Run r1 not found."}', ConfigurationInvalidError, "deleted meanwhile"),
        (400, '{"message": "Invalid input error: Namespace is empty"}', ConfigurationInvalidError, "--user-namespace"),
        (400, '{"message": "Invalid cron"}', StoreUnavailableError, "Invalid cron"),
        (502, LOGIN, StoreUnavailableError, "does not say why"),
        (503, "upstream connect error", StoreUnavailableError, "upstream connect error"),
    ],
)
def test_a_refusal_says_what_to_do(status: int, body: str, kind: type[TalktrackError], word: str) -> None:
    """By its status and by what the API itself says, without the text of any page."""
    told = refusal("http://kfp", "runs", status, body)

    assert (type(told), word in str(told), "<" in str(told)) == (kind, True, False)


def test_a_redirect_to_a_login_reaches_the_caller() -> None:
    """It is not followed."""
    with WebPage(302) as page, pytest.raises(ConfigurationInvalidError, match=COOKIE):
        PipelineService(Server(page.url)).recurring()
