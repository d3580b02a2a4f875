"""The command line: ``python -m pipelines``. Parsing only; a command is imported when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pipelines import rollout_form, server_form
from pipelines.decision_form import HELP
from pipelines.search_form import OUTCOMES, day, days
from talktrack.core.errors import TalktrackError

FAILED, WRONG_USE = 1, 2
MOST_HITS = 200
NAMES = ("ingestion", "training", "encoder", "monitoring", "backfill", "erasure")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 a run failed, 2 the call or the configuration is wrong."""
    asked = _parser().parse_args(argv)
    if getattr(asked, "home", "") and "://" not in asked.home:
        asked.home = str(Path(asked.home).expanduser().absolute())
    module, _, function = asked.command.partition(":")
    try:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(module), function)
        _check_home(asked)
        return command(asked)
    except TalktrackError as broken:
        print(f"{type(broken).__name__.removesuffix('Error')}: {broken}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted: start the same command again, it continues where it stopped.", file=sys.stderr)
        return FAILED


def _check_home(asked: argparse.Namespace) -> None:
    """Fail within seconds when a bucket cannot be reached, or is none."""
    if "://" in getattr(asked, "home", ""):
        from talktrack.systems.storage import check_reachable

        check_reachable(asked.home)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipelines", description="Talktrack's pipelines, here or anywhere.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_compile(commands)
    _add_local(commands)
    _add_export(commands)
    _add_search(commands)
    _add_regions(commands)
    _add_review(commands)
    _add_forget(commands)
    _add_practice(commands)
    _add_golden(commands)
    _add_release(commands)
    _add_rollout(commands)
    server_form.add(commands, NAMES)
    _add_demo(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives this type no public name


def _add_compile(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("compile", help="write pipelines and components as YAML that a KFP cluster runs")
    parser.add_argument("--out", default="build/pipelines", metavar="DIR", help="folder for the YAML files")
    server_form.add_cluster(parser)
    parser.set_defaults(command="pipelines.compiling:run")


def _add_local(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "local", "local_runs:run", "run a pipeline on this machine; running it twice adds nothing"
    )
    parser.add_argument("pipeline", choices=NAMES)
    places = "file, folder, gs://, hf://name@revision, fireflies: or fathom:"
    parser.add_argument("--source", action="append", default=[], metavar="URI", help=places)
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="any pipeline parameter")
    _add_runner(parser)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "export", "exports:run", "write records, with their own field names, to standard output"
    )
    parser.add_argument("what", choices=("conversations", "chunks", "quarantine", "examples"))
    parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--stage", choices=("ingested", "prepared"), default="prepared", help="for conversations")
    parser.add_argument("--out", metavar="FILE", help="write there instead")


def _add_search(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "search", "searches:run", "find what was said, by meaning and by words")
    parser.add_argument("text")
    parser.add_argument("--limit", type=_limit, default=8, metavar="N", help=f"1 to {MOST_HITS}")
    parser.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help="level, stage, industry, …")
    parser.add_argument("--outcome", choices=OUTCOMES, help="of the deal, as it is today")
    parser.add_argument("--since", type=day, metavar="DAY", help="conversations from this day on")
    parser.add_argument("--until", type=day, metavar="DAY", help="conversations before this day")
    parser.add_argument("--phase", metavar="NAME", help="where in the call it should stand: opening, objections, …")
    parser.add_argument(
        "--wish",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="stage, value, industry or role it should have",
    )
    parser.add_argument("--half-life", type=days, default=0.0, metavar="DAYS", help="age that counts half")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each hit instead of a table")


def _add_regions(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "regions", "regions:run", "compare the vector databases of several regions, and repair them"
    )
    parser.add_argument("--source", default="", metavar="REGION", help="the one that is right; default: the fullest")
    parser.add_argument("--repair", action="store_true", help="make the others equal it")


def _limit(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MOST_HITS):
        raise argparse.ArgumentTypeError(f"use a whole number from 1 to {MOST_HITS}, not {text!r}")
    return int(text)


def _add_review(commands: Commands[argparse.ArgumentParser]) -> None:
    verbs = _verbs(commands, "review", "look at quarantined rows and decide about them")
    _command(verbs, "list", "reviews:show", "print the open cases")
    showing = _command(verbs, "show", "reviews:detail", "print one case with what was said in it")
    showing.add_argument("--id", required=True, metavar="ROW")
    showing.add_argument("--turns", type=int, default=20, metavar="N", help="how many turns to print")
    deciding = _command(
        verbs,
        "apply",
        "reviews:apply",
        "release, fix or drop rows; what is released or fixed re-enters with the next ingestion",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=HELP,
    )
    deciding.add_argument("--id", action="append", default=[], metavar="ROW")
    deciding.add_argument("--decision", choices=("release", "fix", "drop"))
    deciding.add_argument("--speaker", action="append", default=[], metavar="WHO=PERSON", help="a fix: who it is")
    deciding.add_argument("--by", help="who decides")
    deciding.add_argument("--why", help="why")
    deciding.add_argument("--file", metavar="JSONL", help="decisions instead of the options above; see below")


def _add_forget(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "forget", "forgetting:run", "erase a person from every zone, store and old version")
    parser.add_argument("--subject", required=True, metavar="EMAIL", help="whom to forget")
    parser.add_argument(
        "--name", action="append", default=[], help="a full name that the data need not link to the address"
    )
    parser.add_argument("--phone", action="append", default=[], help="a number, likewise")
    parser.add_argument(
        "--user", action="append", default=[], metavar="ID", help="who they were as a user, if otherwise"
    )
    parser.add_argument(
        "--artifacts", action="append", default=[], metavar="URI", help="pipeline root to empty as well"
    )
    parser.add_argument("--by", required=True, help="who carries the request out")
    parser.add_argument("--why", required=True, help="the request's number or reason; it is kept, so no name")
    parser.add_argument("--dry-run", action="store_true", help="print what would leave and change nothing")


def _add_practice(commands: Commands[argparse.ArgumentParser]) -> None:
    verbs = _verbs(commands, "practice", "personas and scenarios that sellers play against")
    _command(verbs, "list", "personas:show", "print them")
    choosing = _command(verbs, "choose", "personas:choose", "print the scene that a persona and a scenario make")
    for name in ("persona", "scenario"):
        choosing.add_argument(f"--{name}", default="", metavar="ID")
        choosing.add_argument(f"--{name}-version", type=int, metavar="N", help="as of that version of the table")


def _add_golden(commands: Commands[argparse.ArgumentParser]) -> None:
    verbs = _verbs(commands, "golden", "what every candidate is compared on")
    freezing = _command(verbs, "freeze", "golden:freeze", "number the golden set as it stands")
    freezing.add_argument(
        "--conversation", action="append", default=[], metavar="ID", help="one to add; it is never learnt from"
    )
    freezing.add_argument("--by", default="", help="who freezes it")
    _command(verbs, "show", "golden:show", "print its versions")


def _add_release(commands: Commands[argparse.ArgumentParser]) -> None:
    verbs = _verbs(commands, "release", "what was trained, and what the next one is compared with")
    listing = _command(verbs, "list", "releases:show", "print all releases")
    listing.add_argument("--json", action="store_true", help="print it as data")
    adopting = _command(verbs, "adopt", "releases:adopt", "make one the champion where no InferenceService serves")
    adopting.add_argument("--id", required=True, metavar="RELEASE")


def _add_rollout(commands: Commands[argparse.ArgumentParser]) -> None:
    rollout_form.add(_verbs(commands, "rollout", "bring a release to all traffic, or back"), _command)


def _add_demo(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="run the whole loop on a synthetic sales organisation")
    parser.add_argument("--home", default="build/demo", metavar="DIR", help="folder for everything the demo makes")
    parser.add_argument("--conversations", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    _add_runner(parser)
    parser.set_defaults(command="pipelines.demo:run")


def _add_runner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--runner",
        choices=("subprocess", "docker"),
        default="subprocess",
        help="run each task as a process or container",
    )


def _verbs(commands: Commands[argparse.ArgumentParser], name: str, text: str) -> Commands[argparse.ArgumentParser]:
    """Add a command that does nothing without one of its verbs, and return where they are added."""
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="VERB")


def _command(
    commands: Commands[argparse.ArgumentParser], name: str, function: str, text: str, **layout: Any
) -> argparse.ArgumentParser:
    """Add a command or verb that works on a tenant's home by a function of a module of ours."""
    parser = commands.add_parser(name, help=text, **layout)
    parser.add_argument("--tenant", required=True, help="customer company whose data this is")
    parser.add_argument("--home", required=True, type=_named, metavar="PATH_OR_GS", help="where everything is kept")
    parser.set_defaults(command=f"pipelines.{function}")
    return parser


def _named(place: str) -> str:
    """Refuse the empty name that a script's unset variable gives: it would be the current folder."""
    if not place.strip():
        raise argparse.ArgumentTypeError("it is empty: name a folder or gs://bucket/prefix.")
    return place


if __name__ == "__main__":
    sys.exit(main())
