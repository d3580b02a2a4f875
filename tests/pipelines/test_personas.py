"""Listing and choosing personas and scenarios: what is printed becomes the prompt that was meant."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from pipelines.personas import choose, show
from talktrack.core import prompts
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.reference import Persona, Scenario
from talktrack.core.tables import PERSONAS, SCENARIOS
from talktrack.services.predictor.answering import asked
from talktrack.services.predictor.requests import Bounds, instances_of
from talktrack.systems.repository import open_repository

TENANT = "acme"
CFO = Persona(id="p1", name="Dana", title="CFO", industry="retail", traits=["skeptical"], objections=["price"])
LAST = Scenario(id="s1", goal="a date", stage="negotiation", persona_id="p1")


@pytest.fixture
def home(tmp_path: Path) -> str:
    """Return a home with two personas and a scenario."""
    repository = open_repository(str(tmp_path), TENANT, create=True)
    repository.publish(PERSONAS, [CFO, Persona(id="p2", role="user", pains=["late orders"])])
    repository.publish(SCENARIOS, [LAST])
    return str(tmp_path)


def _asked(home: str, **given: object) -> argparse.Namespace:
    nothing = {"persona": None, "scenario": None, "persona_version": None, "scenario_version": None}
    return argparse.Namespace(home=home, tenant=TENANT, **(nothing | given))


def test_the_list_names_what_can_be_chosen(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every persona with its job and what it objects to, every scenario with its goal, and the versions of both."""
    show(_asked(home))
    told = capsys.readouterr().out

    assert all(word in told for word in ("p1", "CFO", "price", "p2", "s1", "negotiation", "a date", "version"))


def test_a_tenant_without_personas_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is no empty table."""
    open_repository(str(tmp_path), TENANT, create=True)
    show(_asked(str(tmp_path)))

    assert "has no personas and no scenarios" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "scene"),
    [
        ({"scenario": "s1"}, prompts.scene_of(CFO, LAST)),
        ({"persona": "p1"}, prompts.scene_of(CFO)),
        ({"persona": "p2", "scenario": "s1"}, prompts.Scene(stage="negotiation", role="user", cares=["late orders"])),
    ],
)
def test_what_is_chosen_is_a_request_that_the_predictor_takes(
    home: str, given: dict[str, str], scene: prompts.Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scenario brings its own persona, unless another one is named."""
    choose(_asked(home, **given))
    body = json.loads(capsys.readouterr().out)
    prompt = asked(instances_of("roleplay", body, TENANT, Bounds())[0], None).prompt

    assert prompt == prompts.roleplay(scene, [])


def test_an_older_version_of_a_persona_can_be_played_again(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Results of practice can only be compared when everybody had the same prospect."""
    repository = open_repository(home, TENANT)
    before = repository.version(PERSONAS)
    repository.publish(PERSONAS, [Persona(id="p1", title="CEO")])
    choose(_asked(home, persona="p1", persona_version=before))
    body = json.loads(capsys.readouterr().out)

    assert body["instances"][0]["scene"]["role"] == "CFO"
    assert body["parameters"]["versions"]["personas"] == before


@pytest.mark.parametrize("given", [{}, {"persona": "p9"}, {"scenario": "s9"}])
def test_what_is_not_there_cannot_be_played(home: str, given: dict[str, str]) -> None:
    """The error names the command that lists what there is."""
    with pytest.raises(ConfigurationInvalidError, match="practice list"):
        choose(_asked(home, **given))
