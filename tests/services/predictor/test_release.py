"""A release is served only by what it was made with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.services.predictor.__main__ import main
from talktrack.services.predictor.release import Loaded, fetched, load_release, read_manifest
from talktrack.systems.storage import open_store
from talktrack.world.gcs import GcsServer
from talktrack.world.template_model import TemplateModel

Writer = Callable[..., Path]


def test_both_adapters_are_loaded(release: Writer) -> None:
    """Each path gets its own adapter."""
    directory, model = release(), TemplateModel()
    loaded = load_release(directory, read_manifest(directory, "acme"), model, None)

    assert loaded == Loaded("r-0123456789ab", {"roleplay": "roleplay", "coach": "coach"})


def test_a_path_without_adapter_is_served_by_the_base(release: Writer) -> None:
    """Nothing is made up for a path that the release does not name."""
    directory = release(adapters={"coach": "0"})
    loaded = load_release(directory, read_manifest(directory, "acme"), TemplateModel(), None)

    assert loaded.adapters["roleplay"] == ""


@pytest.mark.parametrize(
    ("change", "word"),
    [({"base_id": "x"}, "base model"), ({"tokenizer_sha256": "x"}, "tokenizer"), ({"prompt_version": "x"}, "prompt")],
)
def test_a_mismatch_is_refused_at_load(release: Writer, change: dict[str, str], word: str) -> None:
    """The first difference is named."""
    directory = release(**change)
    with pytest.raises(ReleaseMismatchError, match=word):
        load_release(directory, read_manifest(directory, "acme"), TemplateModel(), None)


def test_another_tenants_release_is_refused(release: Writer) -> None:
    """Adapters never serve another tenant."""
    with pytest.raises(ConfigurationInvalidError, match="does not belong to tenant globex"):
        read_manifest(release(), "globex")


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"id": 3}'])
def test_a_directory_that_is_no_release_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """The sentence says what to do."""
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ConfigurationInvalidError, match="release"):
        read_manifest(tmp_path, "acme")


def test_a_release_in_a_bucket_is_lent_as_a_copy(release: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole while it is loaded, and gone afterwards."""
    with GcsServer() as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        store = open_store("gs://talktrack/releases/r-1")
        kept = release()
        for file in (found for found in kept.rglob("*") if found.is_file()):
            store.write(file.relative_to(kept).as_posix(), file.read_bytes())
        with fetched("gs://talktrack/releases/r-1") as directory:
            loaded = load_release(directory, read_manifest(directory, "acme"), TemplateModel(), None)
        with (
            pytest.raises(ConfigurationInvalidError, match="gs://talktrack/releases/r-2"),
            fetched("gs://talktrack/releases/r-2"),
        ):
            pass

    assert (loaded.id, directory.exists()) == ("r-0123456789ab", False)


def test_a_damaged_release_is_named_as_it_was_given(release: Writer) -> None:
    """Not by the folder that it was copied to."""
    directory = release()
    (directory / "manifest.json").write_bytes(b"{")
    with pytest.raises(ConfigurationInvalidError, match=r"^gs://b/r-1/manifest\.json is not a release manifest"):
        read_manifest(directory, "acme", "gs://b/r-1")


def test_the_program_says_what_is_wrong(release: Writer, capsys: pytest.CaptureFixture[str]) -> None:
    """A mismatch ends the program with code 2 and one sentence, before any port is opened."""
    options = ["--tenant", "acme", "--release", str(release(base_id="x")), "--base-model", "template"]
    code = main(options, lambda _: TemplateModel())

    assert (code, capsys.readouterr().err.partition(":")[0]) == (2, "ReleaseMismatch")
