"""Recognising speech with a real, small Whisper, and refusing what cannot work."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError, SourceUnreadableError
from talktrack.engines.speech import WhisperTranscriber, decode, open_transcriber
from talktrack.world.voices import make_call, make_voice
from tests.hearing import SAID, small_whisper

VOICES = {"a": make_voice(70_001), "b": make_voice(70_004)}


def _wave(samples: np.ndarray, rate_hz: int = 16_000, channels: int = 1) -> bytes:
    """Return 16-bit samples as a WAV file."""
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return data.getvalue()


@pytest.fixture(scope="module")
def transcriber(request: pytest.FixtureRequest) -> WhisperTranscriber:
    """Load the small Whisper through the engine."""
    return open_transcriber(str(small_whisper(request.config.cache.mkdir("small-models"))))


@pytest.mark.slow
def test_unseen_voices_are_understood(transcriber: WhisperTranscriber) -> None:
    """Each clip gives its sentence; the voices were never trained on."""
    samples, truth = make_call([("a", SAID[0]), ("b", SAID[1]), ("a", SAID[2]), ("b", SAID[3])], VOICES, seed=1)

    found = transcriber.transcribe(samples, [(line.start_s - 0.1, line.end_s + 0.1) for line in truth])

    assert [segment.text for segment in found] == list(SAID[:4])


@pytest.mark.slow
def test_word_times_follow_the_voice(transcriber: WhisperTranscriber) -> None:
    """Words come in order, inside their clip, with confidences."""
    samples, truth = make_call([("a", SAID[0]), ("b", SAID[1])], VOICES, seed=1)

    found = transcriber.transcribe(samples, [(line.start_s - 0.1, line.end_s + 0.1) for line in truth])[1]

    starts = [start for _, start, _, _ in found.words]
    assert (" ".join(word for word, *_ in found.words), starts == sorted(starts)) == (SAID[1], True)
    assert all(truth[1].start_s - 0.2 <= start <= end <= truth[1].end_s + 0.2 for _, start, end, _ in found.words)
    assert all(0.0 <= confidence <= 1.0 for *_, confidence in found.words)


@pytest.mark.slow
def test_silence_has_no_words(transcriber: WhisperTranscriber) -> None:
    """A clip in which nothing is said gives no segment."""
    noise = (1e-3 * np.random.default_rng(1).standard_normal(32_000)).astype(np.float32)

    assert transcriber.transcribe(noise, [(0.2, 0.8)]) == []


@pytest.mark.slow
def test_no_clips_give_no_segments(transcriber: WhisperTranscriber) -> None:
    """The recogniser is not asked about the whole recording instead."""
    assert transcriber.transcribe(np.zeros(16_000, dtype=np.float32), []) == []


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(request: pytest.FixtureRequest, tmp_path: Path, missing: str) -> None:
    """Nothing is downloaded instead."""
    whole = small_whisper(request.config.cache.mkdir("small-models"))
    for file in whole.iterdir():
        if file.name != missing:
            (tmp_path / file.name).symlink_to(file)

    with pytest.raises(ConfigurationInvalidError, match=f"lacks {missing}"):
        open_transcriber(str(tmp_path))


@pytest.mark.parametrize("model", ["tiny", "openai/whisper-tiny", "no/such/directory"])
def test_a_name_is_not_a_directory(model: str) -> None:
    """Names that faster-whisper would download are refused."""
    with pytest.raises(ConfigurationInvalidError, match="is not a directory"):
        open_transcriber(model)


def test_damaged_files_cannot_be_loaded(tmp_path: Path) -> None:
    """Files of the right names with wrong content are one sentence, not a stack of C++."""
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")

    with pytest.raises(ConfigurationInvalidError, match="cannot load speech model"):
        open_transcriber(str(tmp_path))


def test_stereo_at_another_rate_becomes_mono_at_16_khz() -> None:
    """A second of 44.1 kHz stereo is 16 000 samples."""
    tone = np.sin(np.arange(44_100) * 2 * np.pi * 440 / 44_100) * 0.5

    found = decode(_wave(np.stack([tone, tone], axis=1), rate_hz=44_100, channels=2))

    assert (len(found), str(found.dtype), round(float(found.max()), 1)) == (16_000, "float32", 0.5)


def test_sound_without_end_is_not_decoded_to_its_end() -> None:
    """A header may say less than there is."""
    whole = bytearray(_wave(np.zeros(32_000)))
    whole[40:44] = b"\xff\xff\xff\xff"

    with pytest.raises(SourceUnreadableError) as refused:
        decode(bytes(whole), longest_s=1.0)

    assert refused.value.reason == "audio_too_long"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "audio_not_decodable"),
        (b"RIFF" + b"x" * 400, "audio_not_decodable"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "audio_not_decodable"),
        (_wave(np.zeros(0)), "audio_empty"),
    ],
    ids=["no bytes", "damaged header", "a transcript", "no samples"],
)
def test_what_is_no_sound_has_a_reason(data: bytes, reason: str) -> None:
    """The reason goes to quarantine; the bytes do not."""
    with pytest.raises(SourceUnreadableError) as refused:
        decode(data)

    assert refused.value.reason == reason
