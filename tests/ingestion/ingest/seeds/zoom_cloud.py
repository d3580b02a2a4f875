"""Zoom cloud recordings' WebVTT."""

from __future__ import annotations

_CUES = b"1\n00:00:01.000 --> 00:00:02.000\nJane Doe: Hi &amp; hello\n\n2\n00:00:03.000 --> 00:00:04.500\nSam: Yes\n"

SEEDS: tuple[bytes, ...] = (
    b"WEBVTT\n\n" + _CUES,
    b"\xef\xbb\xbfWEBVTT\r\n\r\n" + _CUES.replace(b"\n", b"\r\n"),
    b"WEBVTT\n\n" + _CUES + b"\n3\n00:00:05.000 --> 00:00:06.000\nand nobody knows who\n",
    b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n14025550166: Hello\n\n2\n00:00:03.000 --> 00:00:04.000\nJane: Hi\n",
)
