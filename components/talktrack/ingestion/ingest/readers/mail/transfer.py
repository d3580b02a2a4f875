"""Content-Transfer-Encoding undone; what is broken is read as far as it goes."""

from __future__ import annotations

from binascii import Error, a2b_base64, a2b_qp

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_REST = bytes(set(range(256)) - set(_ALPHABET))


def content(raw: memoryview, encoding: str) -> bytes:
    """Return the bytes that a part was made from; an unknown encoding is taken for none."""
    if encoding == "base64":
        return from_base64(raw)
    if encoding == "quoted-printable":
        return a2b_qp(raw)
    return bytes(raw)


def from_base64(raw: bytes | memoryview) -> bytes:
    """Return the bytes behind base64; where padding is missing or a letter too many, what stands before it."""
    try:
        return a2b_base64(raw)
    except Error:
        letters = bytes(raw).translate(None, _REST)
        return a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
