"""Five hundred planted secrets go through ingestion on this machine: none leaves the raw zone, in whatever disguise."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from msgspec import structs

from talktrack.core.tables import CONVERSATIONS, QUARANTINE, TABLES
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from talktrack.world import personal
from tests.samples import TENANT
from tests.tiny_encoder import make_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CALLS = 50
FIRST = (
    "Quillan",
    "Ottoline",
    "Isidora",
    "Thaddeus",
    "Marisol",
    "Evander",
    "Philippa",
    "Leopold",
    "Rosalba",
    "Casimir",
)
LAST = ("Vostrikov", "Abernathy", "Pellegrini", "Okonkwo", "Lindqvist")


@dataclass(frozen=True)
class Planted:
    """What one call must not tell: ten values, two of them the name of who speaks."""

    name: str
    values: tuple[str, ...]
    text: str


def planted(number: int) -> Planted:
    """Return a call of a person with everything that people let slip."""
    rng = Random(number)
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST)]
    mail = f"{first}.{last}{number}@client{number}.example".lower()
    phone = f"+1 415 {rng.randrange(200, 999)} {rng.randrange(1000, 9999)}"
    said = personal.spoken_digits(f"212{rng.randrange(2_000_000, 9_999_999)}")
    card = next(text for text, kind in iter(lambda: personal.card(rng), None) if kind == "CARD")
    ssn = f"{rng.randrange(100, 665)}-{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}"
    iban = _iban("".join(str(rng.randrange(10)) for _ in range(18)))
    street = f"{rng.randrange(100, 999)} {last} Street"
    password = f"Zk{rng.randrange(1000, 9999)}!qW{number}"
    link = f"https://files.example/offer?token={rng.randrange(10**15, 10**16)}"
    lines = [
        f"{first} {last}: Hello, this is {first} {last} from client {number}, thank you for the call about the price.",
        f"Seller: Good morning {first}. Where shall I send the offer for the forty seats that we discussed?",
        f"{first} {last}: Please write to {mail}, or call me on {phone} before the quarter ends.",
        "Seller: And if I cannot reach you on that number, is there another one for urgent questions?",
        f"{first} {last}: My mobile number is {said}. The contract goes to {street}, Springfield.",
        "Seller: We also need your billing details to activate the subscription this week.",
        f"{first} {last}: The card number is {card}, and the bank account for invoices is {iban}.",
        f"{first} {last}: For the tax form, my social security number is {ssn}. The password is {password}",
        f"{first} {last}: The security review lies at {link} and the budget is approved.",
        f"Seller: Wonderful, {first}. I will send the proposal today and we speak again on Friday.",
    ]
    return Planted(
        f"{first} {last}", (first, last, mail, phone, said, card, ssn, iban, street, password, link), "\n".join(lines)
    )


def _iban(digits: str) -> str:
    """Return a German IBAN with its check digits (ISO 13616-1: 98 minus the remainder by 97)."""
    return f"DE{98 - int(digits + '131400') % 97:02d}{digits}"


def disguises(value: str) -> Iterator[bytes]:
    """Yield a value as it is, as JSON and URLs write it, and as base64 holds it wherever in a text it begins."""
    yield from (value.encode(), json.dumps(value)[1:-1].encode(), quote(value).encode(), quote(value, safe="").encode())
    for offset in range(3):
        whole = (len(value.encode()) + offset) // 3 * 4  # later characters depend on what follows
        yield base64.b64encode(b" " * offset + value.encode())[4 if offset else 0 : whole]


@dataclass(frozen=True)
class Ran:
    """A home after ingestion, what the run printed, and what was planted."""

    home: Path
    printed: str
    calls: list[Planted]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Ingest fifty calls, as a user would."""
    root = tmp_path_factory.mktemp("canaries")
    calls = [planted(number) for number in range(CALLS)]
    (root / "in").mkdir()
    for number, call in enumerate(calls):
        (root / "in" / f"call-{number}.txt").write_text(call.text)
    encoder = make_encoder(root / "tiny", seed=1)
    order = ["local", "ingestion", "--tenant", TENANT, "--home", str(root / "home"), "--source", str(root / "in")]
    command = [sys.executable, "-m", "pipelines", *order, "--param", f"encoder_model={encoder}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"HOME": str(root)})
    return Ran(root / "home", done.stdout + done.stderr, calls)


def _found(ran: Ran, places: list[bytes]) -> list[tuple[str, bytes]]:
    """Return the planted values that stand in one of the places, in whatever disguise."""
    values = sorted({value for call in ran.calls for value in call.values})
    return [(v, form) for v in values for form in disguises(v) if any(form in place for place in places)]


def test_the_calls_were_prepared_and_not_only_held_back(ran: Ran) -> None:
    """Five hundred values and more were looked for where there is something to find."""
    repository = open_repository(str(ran.home), TENANT)

    assert sum(len(call.values) for call in ran.calls) >= 500
    assert repository.count(CONVERSATIONS) >= 0.9 * CALLS


def test_no_row_outside_the_raw_zone_tells_a_value(ran: Ran) -> None:
    """Conversations, analyses, counts, ledger, and the chunks of the index."""
    repository, vectors = open_repository(str(ran.home), TENANT), open_lance(str(ran.home), TENANT)
    rows = [repr(row).encode() for table in TABLES if table.zone != "raw" for row in repository.scan(table)]
    rows += [repr(chunk).encode() for chunk in vectors.scan()]

    assert len(rows) > CALLS
    assert _found(ran, [b"\n".join(rows)]) == []


def test_no_case_tells_a_value_beside_its_sealed_conversation(ran: Ran) -> None:
    """Reasons, details and suggestions are read by people who may not see the call."""
    cases = open_repository(str(ran.home), TENANT).scan(QUARANTINE)
    told = [repr(structs.replace(case, conversation=None)).encode() for case in cases]

    assert _found(ran, [b"\n".join(told)]) == []


def test_no_file_of_the_home_tells_a_value(ran: Ran) -> None:
    """Tables with their old versions, indexes, pages, and what is sealed."""
    files = [file.read_bytes() for file in ran.home.rglob("*") if file.is_file()]

    assert len(files) > len(TABLES)
    assert _found(ran, files) == []


def test_no_line_that_was_printed_tells_a_value(ran: Ran) -> None:
    """Progress, summary and logs of all tasks."""
    assert "conversations ready" in ran.printed
    assert _found(ran, [ran.printed.encode()]) == []


def test_a_value_in_disguise_would_be_found() -> None:
    """The search itself: base64 at any offset, JSON and URL escapes."""
    secret = 'pass"word/1 &'
    hidden = [
        secret.encode(),
        json.dumps({"x": secret}).encode(),
        quote(f"a={secret}", safe="=").encode(),
        *(base64.b64encode(b"x" * offset + secret.encode() + b"y" * 5) for offset in range(3)),
    ]

    assert [any(form in place for form in disguises(secret)) for place in hidden] == [True] * len(hidden)
