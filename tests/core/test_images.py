"""Images by tag, or by the digests that a push left: what cannot be right stops before any work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.images import DIGESTS, FILE, NAMES, chosen, reference

DIGEST = "sha256:" + "0123456789abcdef" * 4
PUSHED = {
    "TALKTRACK_REGISTRY": "registry.example.com/talktrack",
    "TALKTRACK_IMAGE_TAG": "0.2.0",
    **dict.fromkeys(DIGESTS.values(), DIGEST),
}


def _file(folder: Path, entries: dict[str, str]) -> str:
    file = folder / "images.env"
    file.write_text("# made by a test\n\n" + "".join(f"{key}={value}\n" for key, value in entries.items()), "utf-8")
    return str(file)


def test_nothing_given_means_local_tags() -> None:
    """What `make images` builds without words."""
    assert [reference(name, chosen({})) for name in ("data", "serve")] == [
        "talktrack/data:0.1.0",
        "talktrack/serve:0.1.0",
    ]


def test_a_file_of_digests_names_every_image(tmp_path: Path) -> None:
    """No tag is left that could move."""
    found = chosen({FILE: _file(tmp_path, PUSHED)})

    assert {reference(name, found) for name in NAMES} == {
        f"registry.example.com/talktrack/{name}@{DIGEST}" for name in NAMES
    }


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """One image can be tried without writing a file."""
    other = "sha256:" + "f" * 64
    found = chosen({FILE: _file(tmp_path, PUSHED), "TALKTRACK_DIGEST_DATA": other})

    assert reference("data", found) == f"registry.example.com/talktrack/data@{other}"


def test_an_image_that_was_never_pushed_compiles_into_nothing(tmp_path: Path) -> None:
    """An engine's own id is no digest."""
    local = {key: value for key, value in PUSHED.items() if key != "TALKTRACK_DIGEST_DATA"}

    with pytest.raises(ConfigurationInvalidError, match=r"holds no TALKTRACK_DIGEST_DATA: push all five with `make"):
        chosen({FILE: _file(tmp_path, local | {"TALKTRACK_LOCAL_ID_DATA": DIGEST})})


@pytest.mark.parametrize("wrong", ["latest", "sha256:", DIGEST[:-1], DIGEST.upper(), f"{DIGEST} "])
def test_a_wrong_digest_is_named(wrong: str) -> None:
    """Whether it comes from a file or from the environment."""
    with pytest.raises(
        ConfigurationInvalidError, match=f"^TALKTRACK_DIGEST_MODEL is {re.escape(repr(wrong))}, not sha2"
    ):
        chosen({"TALKTRACK_DIGEST_MODEL": wrong})


@pytest.mark.parametrize("line", ["TALKTRACK_DIGEST_DATTA=" + DIGEST, "TALKTRACK_REGISTRY=", "images"])
def test_a_line_that_is_no_entry_is_named(line: str, tmp_path: Path) -> None:
    """A slip of the pen would otherwise leave an image at its tag."""
    (tmp_path / "images.env").write_text(f"{line}\n", "utf-8")

    with pytest.raises(ConfigurationInvalidError, match=f"{line.partition('=')[0]}' is no entry of ours with a value"):
        chosen({FILE: str(tmp_path / "images.env")})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the command that writes it."""
    with pytest.raises(ConfigurationInvalidError, match=r"nothing\.env, which TALKTRACK_IMAGES names: push all five"):
        chosen({FILE: str(tmp_path / "nothing.env")})
