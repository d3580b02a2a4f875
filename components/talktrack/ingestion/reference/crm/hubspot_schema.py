"""The parts of HubSpot's answers that are read: what comes beside them is skipped unparsed."""

from __future__ import annotations

import msgspec

Text = str | int | float | bool | None


class Version(msgspec.Struct, frozen=True):
    """A value that a property had from `timestamp` on."""

    value: Text = None
    timestamp: str | int | None = None


class Link(msgspec.Struct, frozen=True, rename="camel"):
    """The other end of an association; version 4 of the API names it differently."""

    id: str | int | None = None
    to_object_id: str | int | None = None


class Links(msgspec.Struct, frozen=True):
    """All associations with one kind of object."""

    results: list[Link] = msgspec.field(default_factory=list)


class HubSpotObject(msgspec.Struct, frozen=True, rename="camel"):
    """A deal, company, contact, meeting or call."""

    id: str | int
    properties: dict[str, Text] = msgspec.field(default_factory=dict)
    properties_with_history: dict[str, list[Version]] | None = None
    associations: dict[str, Links] | None = None
    archived: bool = False
    updated_at: str | None = None


class Metadata(msgspec.Struct, frozen=True, rename="camel"):
    """Whether a deal that reaches the stage is closed, and how likely it then is."""

    is_closed: Text = None
    probability: Text = None


class PipelineStage(msgspec.Struct, frozen=True):
    """One stage of a pipeline."""

    id: str | int
    label: str
    metadata: Metadata = Metadata()


class Pipeline(msgspec.Struct, frozen=True):
    """A sales process; its stages are what deals name by id."""

    stages: list[PipelineStage]


class Owner(msgspec.Struct, frozen=True, rename="camel"):
    """A user who owns records: a seller."""

    id: str | int
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
