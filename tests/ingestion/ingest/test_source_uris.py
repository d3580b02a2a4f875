"""What a service or the hub holds comes through plan and ingest like a file does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from kfp import dsl

from talktrack.core.artifacts import read_table
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.ingest.component import ingest
from talktrack.ingestion.plan.component import plan
from talktrack.world.source_apis.hub import HubServer
from tests.systems.source_apis.services import CALLS, KEYS, SERVERS

TASKMASTER = (
    b'[{"conversation_id": "dlg-1", "utterances": [{"index": 0, "speaker": "user", "text": "A latte please."}]}]'
)


def _read(tmp_path: Path, source: str) -> Counter[str]:
    """Return how many conversations of which source came from a URI."""
    home = str(tmp_path / "home")
    outputs = {name: dsl.Dataset(uri=str(tmp_path / name)) for name in ("manifest", "conversations", "quarantined")}
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    plan.python_func(outputs["manifest"], metrics, tenant="acme", home=home, sources=[source])
    ingest.python_func(**outputs, metrics=metrics, tenant="acme", home=home, shard=0)
    return Counter(row.source for row in read_table(outputs["conversations"].path, CONVERSATIONS))


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_transcripts_of_a_service(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of the stand-in becomes a conversation; the key stands in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    with SERVERS[name]() as server:
        monkeypatch.setenv(f"{name.upper()}_API_URL", server.url)
        monkeypatch.setenv(f"{name.upper()}_API_KEY", KEYS[name])

        assert _read(tmp_path, f"{name}:?from=2020-01-01") == {name: CALLS}


def test_a_dataset_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialogue set is read at the revision that its URI names."""
    with HubServer("acme/taskmaster", "v1", {"data/train.json": TASKMASTER}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))

        assert _read(tmp_path, "hf://acme/taskmaster@v1") == {"taskmaster": 1}
