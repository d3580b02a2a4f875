"""A stand-in for Google Cloud Storage: the JSON and XML APIs over real HTTP on loopback, held in memory."""

from __future__ import annotations

from talktrack.world.gcs.server import GcsServer

__all__ = ["GcsServer"]
