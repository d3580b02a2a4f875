"""Sound files and speech to text by faster-whisper, from a local model directory: nothing is ever downloaded."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError, SourceUnreadableError
from talktrack.core.ports import SpokenSegment, Waveform

RATE_HZ = 16_000
FULL_SCALE = np.float32(32_768)
LONGEST_S = 4 * 3_600.0
WINDOW_S = 30.0
BATCH = 8
NO_SPEECH = 0.6
UNSURE = -1.0

Clip = tuple[float, float]
Samples = npt.NDArray[np.int16]

_FORMATS = ("wav", "flac", "ogg", "mp3", "mov", "matroska")  # no playlists: they name other files and hosts
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")


def open_transcriber(model: str) -> WhisperTranscriber:
    """Load a Whisper in CTranslate2 layout from a directory.

    Raises:
        ConfigurationInvalidError: it is no directory, a file is missing, or the files cannot be loaded.
    """
    directory = Path(model)
    if not directory.is_dir():
        message = f"speech model {model!r} is not a directory: give the directory of a Whisper in CTranslate2 layout."
        raise ConfigurationInvalidError(message)
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if not any((directory / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        message = (
            f"speech model {model} lacks {', '.join(missing)}: convert it with ct2-transformers-converter "
            "--copy_files tokenizer.json preprocessor_config.json."
        )
        raise ConfigurationInvalidError(message)
    return WhisperTranscriber(_loaded(directory))


def decode(data: bytes, longest_s: float = LONGEST_S) -> Waveform:
    """Return the sound of an audio file of any common format as 16 kHz mono float32 samples in [-1, 1].

    Raises:
        SourceUnreadableError: ``audio_not_decodable``, ``audio_empty`` or ``audio_too_long``.
    """
    from av.error import FFmpegError

    sound = bytearray()
    try:
        for samples in _parts(data, longest_s):
            sound += (samples / FULL_SCALE).tobytes()
    except (FFmpegError, IndexError, ValueError) as failure:
        raise SourceUnreadableError("audio_not_decodable", type(failure).__name__) from failure
    if not sound:
        raise SourceUnreadableError("audio_empty", "the file has a header and no samples")
    return np.frombuffer(sound, np.float32)


def _parts(data: bytes, longest_s: float) -> Iterator[Samples]:
    """Yield the samples piece by piece: a small file may hold days of silence, and its header may lie about that."""
    import av

    container: Any = av.open(
        io.BytesIO(data), metadata_errors="ignore", options={"format_whitelist": ",".join(_FORMATS)}
    )
    with container:
        if (container.duration or 0) > longest_s * av.time_base:
            raise SourceUnreadableError("audio_too_long", f"its header says more than {longest_s:.0f} seconds")
        resampler: Any = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        left = longest_s * RATE_HZ
        for frame in chain(_frames(container), [None]):
            for resampled in resampler.resample(frame):
                samples: Samples = resampled.to_ndarray().reshape(-1)
                left -= samples.size
                if left < 0:
                    raise SourceUnreadableError("audio_too_long", f"more than {longest_s:.0f} seconds")
                yield samples


def _frames(container: Any) -> Iterator[Any]:
    """Yield the frames of the first sound track; a damaged packet costs itself."""
    from av.error import InvalidDataError

    for packet in container.demux(container.streams.audio[0]):
        try:
            frames = packet.decode()
        except InvalidDataError:
            continue
        for frame in frames:
            frame.pts = None  # times that jump are no reason to refuse sound
            yield frame


def _loaded(directory: Path) -> Any:
    """Choose device and precision here: float16 on a GPU, int8 on a CPU."""
    import ctranslate2
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    device, precision = ("cuda", "float16") if ctranslate2.get_cuda_device_count() else ("cpu", "int8")
    try:
        model = WhisperModel(str(directory), device=device, compute_type=precision, local_files_only=True)
    except (RuntimeError, ValueError, OSError) as failure:
        message = f"cannot load speech model {directory}: convert it again with ct2-transformers-converter."
        raise ConfigurationInvalidError(message) from failure
    return BatchedInferencePipeline(model)


class WhisperTranscriber:
    """The `Transcriber` port over faster-whisper's batched pipeline: each clip is decoded once, on its own."""

    def __init__(self, pipeline: Any) -> None:
        """Keep a loaded pipeline."""
        self._pipeline = pipeline

    def transcribe(self, waveform: Waveform, clips: Sequence[Clip]) -> list[SpokenSegment]:
        """Recognise each clip greedily; a clip above Whisper's thirty seconds is cut, a silent one gives nothing."""
        windows = [window for clip in clips for window in _windows(clip)]
        return [
            segment
            for start in range(0, len(windows), BATCH)
            for segment in self._batch(waveform, windows[start : start + BATCH])
        ]

    def _batch(self, waveform: Waveform, clips: Sequence[Clip]) -> Iterator[SpokenSegment]:
        """Memory holds the features of one batch of clips, whatever the length of the call."""
        found, _ = self._pipeline.transcribe(
            waveform,
            clip_timestamps=[{"start": start, "end": end} for start, end in clips],
            batch_size=BATCH,
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            word_timestamps=True,
        )
        for segment in found:
            silent = segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < UNSURE
            if segment.text.strip() and not silent:
                yield _spoken(segment)


def _windows(clip: Clip) -> Iterator[Clip]:
    """Cut a clip into equal parts that fit Whisper's window."""
    start, end = clip
    parts = max(1, math.ceil((end - start) / WINDOW_S))
    step = (end - start) / parts
    for part in range(parts):
        yield start + part * step, start + (part + 1) * step


def _spoken(segment: Any) -> SpokenSegment:
    words = [(w.word.strip(), float(w.start), float(w.end), float(w.probability)) for w in segment.words or ()]
    return SpokenSegment(
        start_s=float(segment.start),
        end_s=float(segment.end),
        text=segment.text.strip(),
        confidence=min(1.0, math.exp(float(segment.avg_logprob))),
        words=words,
    )
