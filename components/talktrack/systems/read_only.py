"""What a blob store answers that can only be read."""

from __future__ import annotations

from typing import NoReturn

from talktrack.core.errors import ConfigurationInvalidError


class ReadOnlyStore:
    """The half of the `BlobStore` port that writes: every call is refused, before anything changes."""

    uri: str

    def write(self, path: str, data: bytes) -> str:
        """Refuse."""
        self._refuse(path, data)

    def write_if(self, path: str, data: bytes, generation: str | None) -> str:
        """Refuse."""
        self._refuse(path, data, generation)

    def delete(self, path: str) -> None:
        """Refuse."""
        self._refuse(path)

    def _refuse(self, *_: object) -> NoReturn:
        raise ConfigurationInvalidError(f"{self.uri} can only be read: write to a local path or gs://bucket/prefix.")
