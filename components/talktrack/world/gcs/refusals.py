"""The answers that are no success, as exceptions that the server turns into either API's error body."""

from __future__ import annotations


class RefusedError(Exception):
    """The API answers with an error status; `code` is the XML API's name for it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Keep status and code for the two dialects of error bodies."""
        super().__init__(message)
        self.status = status
        self.code = code


def not_found(what: str) -> RefusedError:
    """Return the 404 of a missing bucket, object or upload."""
    return RefusedError(404, "NoSuchKey", f"{what} does not exist.")


def not_implemented(what: str) -> RefusedError:
    """Return the 501 for everything this stand-in does not document."""
    return RefusedError(501, "NotImplemented", f"{what} is not part of this stand-in.")
