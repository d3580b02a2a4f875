"""The guides keep their word: blocks run, commands parse, what they name exists, what they quote is said."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.__main__ import _parser
from tests.docs.guides import BETWEEN, CLUSTER, RUN, Block, blocks, commands, pages, program
from tests.docs.scratch import ROOT, Scratch
from tests.docs.sentences import known

PAGES = [*pages(), ROOT / "docs" / "capacity.md"]
BLOCKS = [block for page in PAGES for block in blocks(page)]
SHELLS = [block for block in BLOCKS if block.kind in {RUN, CLUSTER}]
OURS = ("manifests/", "pipelines/", "docs/", "images/", "tests/", "components/", ".github/")
PRIVATE = re.compile(r"/work\b|/tmp/w\b|/home/\w|/root\b")
LINK = re.compile(r"\]\((?P<target>[^)#]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
QUOTE = re.compile(r"^\| (`+)(?P<text>.+?)\1 \|", re.MULTILINE)


def _name(value: object) -> str:
    return str(getattr(value, "name", value))


@pytest.mark.parametrize("page", [page for page in PAGES if any(one.kind == RUN for one in blocks(page))], ids=_name)
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_block_runs_in_order(page: Path, scratch: Callable[[], Scratch]) -> None:
    """Each block ends well in a folder with calls and a small home; a restore meets a home that is gone."""
    place = scratch()
    for block in blocks(page):
        if block.kind == RUN:
            if block.heading == "Restore":
                (Path(place.home)).rename(place.root / "lost")
            done = place.run(block.text)
            assert done.returncode == 0, f"{block}: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_blocks_are_of_two_kinds(block: Block) -> None:
    """A block is run, or marked as needing a cluster; nothing stands between them unmarked."""
    assert block.kind in {RUN, CLUSTER}


@pytest.mark.parametrize("block", SHELLS, ids=str)
def test_commands_of_ours_are_parsed_by_our_parser(block: Block) -> None:
    """An option that was renamed is found here, in blocks that no test can run, too."""
    checked_syntax = subprocess.run(["bash", "-n", "-c", block.text], capture_output=True, text=True, check=False)
    assert checked_syntax.returncode == 0, checked_syntax.stderr
    for words in map(program, commands(block.text)):
        if words[:3] == ["python", "-m", "pipelines"] and "--help" not in words:
            assert _parses(words[3:]), f"{block}: {' '.join(words)}"


def _parses(words: list[str]) -> bool:
    try:
        _parser().parse_args(words)
    except SystemExit:
        return False
    return True


@pytest.mark.parametrize("block", SHELLS, ids=str)
def test_what_a_block_names_exists(block: Block) -> None:
    """Make targets, folders and files of this repository."""
    for words in map(program, commands(block.text)):
        if words[:1] == ["make"]:
            targets = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
            assert set(targets) <= set(TARGET.findall((ROOT / "Makefile").read_text())), f"{block}: {words}"
        for word in words:
            named = word.split("=", 1)[-1]
            if named.startswith(OURS):
                assert (ROOT / named).exists(), f"{block}: there is no {named}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link is a file of ours."""
    targets = [found["target"] for found in LINK.finditer(page.read_text())]
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_machine_of_ours_is_named(page: Path) -> None:
    """A stranger has other folders."""
    assert PRIVATE.findall(page.read_text()) == []


@pytest.mark.parametrize(
    "quote", [found["text"] for found in QUOTE.finditer((PAGES[0].parent / "troubleshooting.md").read_text())]
)
def test_quoted_sentences_are_said(quote: str) -> None:
    """What stands in the first column of troubleshooting is in the code, word for word."""
    missing = [part for part in quote.split("`, `") if not known(part)]
    assert missing == []


def test_a_sentence_that_nobody_says_is_found() -> None:
    """The check of quotes can fail."""
    assert not known("the moon has … craters: fly there.")


def test_an_option_that_there_is_not_is_found() -> None:
    """The check of commands can fail, behind a pipe and on a continued line, too."""
    script = (
        "A=1 python -m pipelines release list --tenant acme \\\n  --home home --moon | sort > file; true && make it"
    )
    found = list(map(program, commands(script)))

    assert [words[0] for words in found] == ["python", "sort", "true", "make"]
    assert not _parses(found[0][3:])
    assert _parses(found[0][3:-1])
    assert not set(BETWEEN) & {word for words in found for word in words}


def test_this_python_runs_the_blocks(tmp_path: Path) -> None:
    """Blocks meet the environment of the tests, not one that happens to be installed, and stop at the first failure."""
    place = Scratch(tmp_path)

    assert place.run("python -c 'import sys; print(sys.prefix)'").stdout.strip() == sys.prefix
    assert place.run("false\ntrue").returncode == 1
