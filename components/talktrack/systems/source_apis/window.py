"""Which transcripts are wanted: those that were made in a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from talktrack.core.errors import ConfigurationInvalidError

OPTIONS = ("from", "to")


@dataclass(frozen=True)
class Window:
    """From a moment (all of the past if None) until another (until the listing begins if None); both in UTC."""

    begin: datetime | None = None
    end: datetime | None = None

    @staticmethod
    def parse(uri: str, options: str) -> Window:
        """Return the window of a URI's options, such as ``?from=2026-01-01&to=2026-02-01``.

        Raises:
            ConfigurationInvalidError: an option is unknown or no date.
        """
        if options and not options.startswith("?"):
            raise ConfigurationInvalidError(f"cannot open {uri}: write options as in ?from=2026-01-01.")
        given = dict(parse_qsl(options.removeprefix("?"), keep_blank_values=True))
        if unknown := sorted(given.keys() - set(OPTIONS)):
            raise ConfigurationInvalidError(f"{uri} has the unknown option {unknown[0]}: use from and to.")
        return Window(*(_moment(uri, given[name]) if name in given else None for name in OPTIONS))


def zulu(moment: datetime) -> str:
    """Return a moment as services write it, in whole milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(uri: str, value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConfigurationInvalidError(f"{uri} has an option that is no date: write it as 2026-01-31.") from None
