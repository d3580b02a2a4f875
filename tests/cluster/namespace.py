"""A namespace that exists for as long as its context is open."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def own_namespace(connection: Any) -> Iterator[str]:
    """Create a namespace with a name of its own and delete it with everything in it."""
    from kubernetes import client

    core, name = client.CoreV1Api(connection), f"talktrack-{uuid.uuid4().hex[:8]}"
    core.create_namespace({"metadata": {"name": name}})
    try:
        yield name
    finally:
        core.delete_namespace(name)
