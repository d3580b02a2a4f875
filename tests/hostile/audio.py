"""Recordings whose header lies, whose sound is none, or that want to be decoded for ever."""

from __future__ import annotations

import io
import struct
import wave

from tests.hostile.case import Cases

MB = 1_000_000


def wav(frames: bytes, *, rate_hz: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    """Return a recording with these samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(channels)
        recording.setsampwidth(width)
        recording.setframerate(rate_hz)
        recording.writeframes(frames)
    return file.getvalue()


def lying(place: int, layout: str, value: int) -> bytes:
    """Return a second of silence whose header has another value at a place."""
    whole = bytearray(wav(bytes(32_000)))
    struct.pack_into(layout, whole, place, value)
    return bytes(whole)


def floats(value: float) -> bytes:
    """Return a second of one 32-bit sample."""
    header = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 64_036, b"WAVE", b"fmt ", 16, 3, 1, 16_000, 64_000, 4, 32)
    return header + struct.pack("<4sI", b"data", 64_000) + struct.pack("<f", value) * 16_000


def silence(hours: int) -> bytes:
    """Return hours of silence as FLAC in a few bytes a second: every frame says that it is zero throughout."""
    block, rate_hz = 32_768, 8_000
    count = hours * 3_600 * rate_hz // block
    sizes = struct.pack(">HH6x", block, block)
    packed = (rate_hz << 44) | (15 << 36) | (count * block)
    info = sizes + packed.to_bytes(8, "big") + bytes(16)
    return b"fLaC" + b"\x80\x00\x00\x22" + info + b"".join(map(_frame, range(count)))


def _frame(number: int) -> bytes:
    header = b"\xff\xf8\xf4\x08" + _coded(number)
    whole = header + bytes([_remainder(header, 0x07, 8)]) + b"\0\0\0"
    return whole + _remainder(whole, 0x8005, 16).to_bytes(2, "big")


def _coded(number: int) -> bytes:
    """Return a frame's number as FLAC writes it: like a character in UTF-8, surrogates too."""
    return chr(number).encode("utf-8", "surrogatepass")


def _remainder(data: bytes, polynomial: int, bits: int) -> int:
    """Return the cyclic redundancy check that ends a header (8 bits) and a frame (16 bits)."""
    found = 0
    for byte in data:
        found ^= byte << (bits - 8)
        for _ in range(8):
            found = (found << 1) ^ (polynomial if found >> (bits - 1) & 1 else 0)
            found &= (1 << bits) - 1
    return found


_CASES: Cases = {
    "nothing but a header": (lambda: wav(b""), "audio_empty"),
    "half a header": (lambda: wav(b"")[:20], "audio_not_decodable"),
    "a name and nothing": (lambda: b"RIFF\0\0\0\0WAVE", "audio_not_decodable"),
    "a size that lies": (lambda: lying(40, "<I", 0xFFFFFFFF), 1),
    "a size of nothing": (lambda: lying(40, "<I", 0), 1),
    "no channels": (lambda: lying(22, "<H", 0), "audio_not_decodable"),
    "65 535 channels": (lambda: lying(22, "<H", 0xFFFF), "audio_not_decodable"),
    "a rate of nothing": (lambda: lying(24, "<I", 0), "audio_not_decodable"),
    "a rate of four billion": (lambda: lying(24, "<I", 0xFFFFFFFF), "audio_not_decodable"),
    "a width of nothing": (lambda: lying(34, "<H", 0), "audio_not_decodable"),
    "a codec of nobody": (lambda: lying(20, "<H", 0xFFFE), "audio_not_decodable"),
    "48 kHz in eight channels": (lambda: wav(bytes(48_000 * 16), rate_hz=48_000, channels=8), 1),
    "8 kHz": (lambda: wav(bytes(16_000), rate_hz=8_000), 1),
    "eight bits": (lambda: wav(b"\x80" * 16_000, width=1), 1),
    "NaN samples": (lambda: floats(float("nan")), 1),
    "infinite samples": (lambda: floats(float("inf")), 1),
    "FLAC of zeros": (lambda: b"fLaC" + bytes(5_000), "audio_not_decodable"),
    "nearly an hour of silence": (lambda: silence(1), 3_596),
    "24 hours of silence": (lambda: silence(24), "audio_too_long"),
    "Ogg of zeros": (lambda: b"OggS" + bytes(5_000), "audio_not_decodable"),
    "MP3 of zeros": (lambda: b"\xff\xfb" + bytes(50_000), "audio_not_decodable"),
    "a tag of 256 MB": (lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(5_000), "audio_not_decodable"),
    "Matroska of zeros": (lambda: b"\x1aE\xdf\xa3" + bytes(5_000), "audio_not_decodable"),
    "MP4 without tracks": (lambda: b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "audio_not_decodable"),
    "MP4 of boxes in boxes": (lambda: b"\0\0\0\x08ftyp" + b"\0\x0f\xff\xffmoov" * 10_000, "audio_not_decodable"),
    "a playlist behind a tag": (
        lambda: b"ID3\x04" + bytes(6) + b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "audio_not_decodable",
    ),
    "a list of files behind a tag": (
        lambda: b"ID3\x04" + bytes(6) + b"ffconcat version 1.0\nfile /etc/passwd\n",
        "audio_not_decodable",
    ),
}
FILES: Cases = {f"audio: {name}": case for name, case in _CASES.items()}
