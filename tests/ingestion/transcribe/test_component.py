"""The component with a real, small Whisper on a real file."""

from __future__ import annotations

from pathlib import Path

import pytest
from kfp import dsl

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.transcribe.component import transcribe
from talktrack.world.voices import make_call, make_voice, write_wav
from tests.hearing import SAID, small_whisper
from tests.samples import TENANT
from tests.training.samples import artifact, metrics


def _run(directory: Path, asr_model: str) -> None:
    transcribe.python_func(
        manifest=artifact(dsl.Dataset, directory / "manifest"),
        transcripts=artifact(dsl.Dataset, directory / "transcripts"),
        quarantined=artifact(dsl.Dataset, directory / "quarantined"),
        metrics=metrics(directory),
        tenant=TENANT,
        home=str(directory / "home"),
        shard=0,
        asr_model=asr_model,
    )


def _sources(directory: Path) -> None:
    voices = {"a": make_voice(70_001), "b": make_voice(70_004)}
    samples, _ = make_call([("a", SAID[0]), ("b", SAID[1]), ("a", SAID[2])], voices, seed=1)
    write_wav(directory / "call.wav", samples)
    (directory / "noise.wav").write_bytes(b"RIFF" + b"?" * 100)
    bundles = [
        Bundle(id=name, shard=0, kind="audio", uris=[f"{directory}/{name}.wav"], digest=name)
        for name in ("call", "noise")
    ]
    write_table(directory / "manifest", BUNDLES, bundles)


@pytest.mark.slow
def test_a_recording_is_heard_and_a_damaged_one_is_quarantined(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From WAV bytes to turns, through the real decoder, analyzer and recogniser."""
    _sources(tmp_path)

    _run(tmp_path, str(small_whisper(request.config.cache.mkdir("small-models"))))

    (found,) = read_table(tmp_path / "transcripts", CONVERSATIONS)
    (row,) = read_table(tmp_path / "quarantined", QUARANTINE)
    assert ([turn.text for turn in found.turns], row.reasons) == (list(SAID[:3]), ["audio_not_decodable"])


def test_a_missing_model_stops_the_step_before_any_work(tmp_path: Path) -> None:
    """A wrong parameter is a sentence, and no output appears."""
    _sources(tmp_path)

    with pytest.raises(ConfigurationInvalidError, match="is not a directory"):
        _run(tmp_path, "whisper-large")

    assert not (tmp_path / "transcripts").exists()
