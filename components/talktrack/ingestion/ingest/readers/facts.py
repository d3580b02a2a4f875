"""What a source says beside the turns, as one JSON object: undecoded parts are taken over word for word."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from talktrack.core.errors import SourceUnreadableError

_NOTHING = frozenset({b"", b"null", b"[]", b"{}", b'""'})
_LONGEST_NOTHING = max(map(len, _NOTHING))


def says(value: object) -> bool:
    """Tell whether a value of a source says anything; undecoded JSON is judged by its bytes."""
    if isinstance(value, msgspec.Raw):
        view = memoryview(value)
        return len(view) > _LONGEST_NOTHING or bytes(view) not in _NOTHING
    return value is not None and value not in ("", [], {})


def metadata_json(told: Mapping[str, object]) -> str:
    """Return what says anything as JSON, names in order, without the white space of the source.

    Raises:
        SourceUnreadableError: ``encoding_invalid``.
    """
    encoded = msgspec.json.encode({name: value for name, value in sorted(told.items()) if says(value)})
    try:
        return msgspec.json.format(encoded, indent=-1).decode()
    except UnicodeDecodeError:
        raise SourceUnreadableError("encoding_invalid", "a text beside the turns is not UTF-8") from None
