"""What `make images` leaves behind: a digest only for what a registry has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from images.build import NAMES, Order, entry, merged
from tests.architecture.steps import ROOT

ID, DIGEST = "sha256:" + "1" * 64, "sha256:" + "2" * 64
HERE = Order(registry="talktrack", tag="0.1.0", arguments={}, flags=[], push=False)
THERE = Order(registry="registry.example.com/t", tag="0.1.0", arguments={}, flags=[], push=True)
PLACE = {"TALKTRACK_REGISTRY": "registry.example.com/t", "TALKTRACK_IMAGE_TAG": "0.1.0"}


def test_an_image_that_stays_here_has_a_local_id() -> None:
    """Under a name that nobody takes for a digest."""
    assert entry("data", HERE, {"Id": ID, "RepoDigests": []}) == {"TALKTRACK_LOCAL_ID_DATA": ID}


def test_a_pushed_image_has_the_digest_of_the_registry_it_went_to() -> None:
    """The engine may know digests of other registries too."""
    known = {"Id": ID, "RepoDigests": [f"other.example.com/t/data@{ID}", f"registry.example.com/t/data@{DIGEST}"]}

    assert entry("data", THERE, known) == {"TALKTRACK_DIGEST_DATA": DIGEST}


def test_building_one_image_keeps_the_others() -> None:
    """They are still where the registry and the tag say."""
    before = PLACE | {"TALKTRACK_DIGEST_AUDIO": ID, "TALKTRACK_DIGEST_DATA": ID}

    assert merged(before, THERE, {"TALKTRACK_DIGEST_DATA": DIGEST}) == PLACE | {
        "TALKTRACK_DIGEST_AUDIO": ID,
        "TALKTRACK_DIGEST_DATA": DIGEST,
    }


def test_a_local_image_takes_the_place_of_a_pushed_one() -> None:
    """The digest would stand for older code."""
    here = Order(registry="registry.example.com/t", tag="0.1.0", arguments={}, flags=[], push=False)

    assert merged(PLACE | {"TALKTRACK_DIGEST_DATA": ID}, here, {"TALKTRACK_LOCAL_ID_DATA": ID}) == PLACE | {
        "TALKTRACK_LOCAL_ID_DATA": ID
    }


def test_another_tag_begins_anew() -> None:
    """A file never mixes two releases."""
    before = PLACE | {"TALKTRACK_IMAGE_TAG": "0.0.9", "TALKTRACK_DIGEST_AUDIO": ID}

    assert "TALKTRACK_DIGEST_AUDIO" not in merged(before, THERE, {"TALKTRACK_DIGEST_DATA": DIGEST})


def test_what_was_pushed_is_what_pipelines_run(tmp_path: Path) -> None:
    """Every task of every compiled pipeline names a digest from the file."""
    pushed = PLACE | {f"TALKTRACK_DIGEST_{name.upper()}": DIGEST for name in NAMES}
    (tmp_path / "images.env").write_text("".join(f"{key}={value}\n" for key, value in pushed.items()), "utf-8")
    compiling = [sys.executable, "-m", "pipelines", "compile", "--out", str(tmp_path / "out")]
    subprocess.run(compiling, check=True, cwd=ROOT, env=os.environ | {"TALKTRACK_IMAGES": str(tmp_path / "images.env")})

    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").rglob("*.yaml"))
    used = set(re.findall(r"^\s*image: (\S+)$", written, flags=re.MULTILINE))
    assert used
    assert used <= {f"registry.example.com/t/{name}@{DIGEST}" for name in NAMES}
