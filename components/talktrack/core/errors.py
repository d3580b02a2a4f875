"""The broken promises that stop work. Outcomes are values and bad rows are quarantined."""


class TalktrackError(Exception):
    """A promise was broken; the message is one sentence that says what to do next."""


class ConfigurationInvalidError(TalktrackError):
    """A parameter, file or environment variable cannot work; raised before any work is done."""


class TenantUnknownError(TalktrackError):
    """The tenant has no data under this home; tenants are never created by a reading command."""


class SourceUnreadableError(TalktrackError):
    """These bytes are not what the reader promises to read; the caller quarantines them with `reason`.

    Attributes:
        reason: machine-readable code such as ``gong_no_sentences``; never contains a value from the source.
    """

    def __init__(self, reason: str, message: str = "") -> None:
        """Keep the machine-readable reason beside the sentence for people."""
        super().__init__(message or reason)
        self.reason = reason


class StoreUnavailableError(TalktrackError):
    """A store (bucket, table, registry) cannot be reached or refuses us."""


class ConflictError(TalktrackError):
    """Somebody else wrote first: a compare-and-swap lost. Read again, decide again."""


class VersionGoneError(TalktrackError):
    """An older version of a table was removed for good, as an erasure does: read the newest one."""


class KeyMismatchError(TalktrackError):
    """Data was written under another tenant key than the one at hand; continuing would break pseudonyms."""


class ReleaseMismatchError(TalktrackError):
    """Base model, tokenizer or prompt version differ from what the release was trained with."""
