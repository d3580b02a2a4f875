"""The Hugging Face hub, as far as downloading one dataset at one revision needs it.

https://huggingface.co/docs/hub/api: the list of files of a revision, and every file with its digest as entity tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import unquote

from talktrack.world.source_apis.server import Asked, Reply, StandIn, not_documented


class HubServer(StandIn):
    """Serves one dataset under one tag; point HF_ENDPOINT at `url`."""

    def __init__(self, name: str, revision: str, files: Mapping[str, bytes]) -> None:
        """Keep the files; the commit's name is a digest of them."""
        super().__init__(self._answered)
        self._name, self._revision, self._files = name, revision, files
        self.commit = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()  # noqa: S324 - as git names commits

    def _answered(self, asked: Asked) -> Reply:
        listing, resolve = f"/api/datasets/{self._name}/", f"/datasets/{self._name}/resolve/"
        if asked.path.startswith(listing):
            return self._listed(asked.path.removeprefix(listing))
        if asked.path.startswith(resolve):
            revision, _, name = unquote(asked.path.removeprefix(resolve)).partition("/")
            return self._file(name) if self._is_ours(revision) else self._missing("RevisionNotFound")
        if asked.path.startswith(("/api/datasets/", "/datasets/")):
            return self._missing("RepoNotFound")
        return not_documented(f"{asked.method} {asked.path}")

    def _is_ours(self, revision: str) -> bool:
        return revision in {self._revision, self.commit}

    def _listed(self, path: str) -> Reply:
        kind, _, revision = path.partition("/")
        if not self._is_ours(revision):
            return self._missing("RevisionNotFound")
        if kind == "revision":
            siblings = [{"rfilename": name} for name in sorted(self._files)]
            return Reply(200, {"id": self._name, "sha": self.commit, "siblings": siblings, "private": False})
        if kind == "tree":
            entries = [
                {"type": "file", "path": name, "size": len(data), "oid": _tag(data)}
                for name, data in self._files.items()
            ]
            return Reply(200, entries)
        return not_documented(kind)

    def _file(self, name: str) -> Reply:
        if name not in self._files:
            return self._missing("EntryNotFound")
        data = self._files[name]
        headers = {"ETag": f'"{_tag(data)}"', "X-Repo-Commit": self.commit, "Content-Type": "application/octet-stream"}
        return Reply(200, data, headers)

    def _missing(self, code: str) -> Reply:
        return Reply(404, {"error": code}, {"X-Error-Code": code, "X-Repo-Commit": self.commit})


def _tag(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()  # noqa: S324 - as git names blobs
