"""Plain text transcripts in their three habits."""

from __future__ import annotations

SEEDS: tuple[bytes, ...] = (
    b"Jane Doe: Hi\nSam: Hello\nJane Doe: How are you?\n",
    "Date: 2026-01-15\nTitle: Acme intro\n[00:00:01] Jane Doe: Hi é\nmore\n[00:00:04] Sam: Yes\n".encode(),
    b"Jane Doe  0:03\nYes: really\n\nSam  0:09\nNo.\n",
    b"[1:02] Jane: Hi\n[1:05] and so on\n",
    b"(00:01:02.5) Jane: Hi\r\n(00:01:05.5) Sam: Hello\r\n",
    b"\xef\xbb\xbfJane: Hi\nSam: Hello\n",
    "Jane: Hi\nSam: Hello\n".encode("utf-16"),
    b"+1 402 555 0166: Hello\nJane (Acme): Hi\n",
    b"agent_1: hello\ncustomer: hi\nagent_1: bye\n",
    b"Jane\t0:03\nYes\n\nSam\t0:09\nNo.\n",
    b"Weekly sync\n\nJane: One thing: the price.\nSam: Which price?\n",
    "Jané: Größe?\nSam: 😀 Prima.\n".encode(),
)
