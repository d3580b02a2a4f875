"""Feedback over HTTP reaches the repository, at the latest when the program ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from talktrack.core.tables import FEEDBACK
from talktrack.systems.repository import open_repository
from talktrack.world.loopback_process import LoopbackProcess

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("template_predictor.py")


def post(url: str, body: object) -> dict[str, str]:
    """Send JSON and return the answer."""
    with urlopen(Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def test_a_judgement_survives_the_end_of_the_program(release: Callable[..., Path], tmp_path: Path) -> None:
    """Told to stop, the predictor drains, publishes what waits, redacted, and ends with code 0."""
    directory, home = release(), str(tmp_path / "home")
    repository = open_repository(home, "acme", create=True)

    def command(port: int) -> list[str]:
        options = ["--tenant", "acme", "--release", str(directory), "--base-model", "template", "--home", home]
        return [sys.executable, str(PROGRAM), "0", *options, "--port", str(port)]

    process = LoopbackProcess(command, tmp_path / "log.txt", "/v2/health/ready").start()
    assert process.wait_ready()
    question = {"instances": [{"history": [{"role": "seller", "text": "Write to ann@example.com"}]}]}
    answer = post(f"{process.url}/v1/models/roleplay:predict", question)
    post(f"{process.url}/feedback", {"inference_id": answer["inference_id"], "kind": "thumbs", "value": 1})
    code = process.stop()
    [event] = repository.scan(FEEDBACK)

    assert (code, event.arm, event.path, "ann@example.com" in (event.prompt or "")) == (
        0,
        "r-0123456789ab",
        "roleplay",
        False,
    )
