"""Nothing that was planted comes out of the step: not in its table, its counts, its logs or its errors."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from random import Random
from urllib.parse import quote, quote_plus

import msgspec
import pytest

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.tables import CONVERSATIONS
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.redact.redaction import Redaction
from talktrack.ingestion.redact.step import run
from talktrack.systems.keys import TenantKey
from tests.samples import call, turn

CALLS = 20
PER_CALL = 25
SAID = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FAMILY = ["Vrandečić", "Oyelaran", "Strzelecki", "Halvorsrud", "Papadimos"]
GIVEN = ["Ludmila", "Wolfgang", "Priyanka", "Tomasz", "Ingeborg"]


def planted(rng: Random, number: int) -> list[tuple[str, str]]:
    """Return 25 sentences with what is planted in each."""
    digits = [str(rng.randrange(10)) for _ in range(40)]
    area, line = f"{rng.randrange(201, 989)}", "".join(digits[:4])
    phone, card = f"{area}-555-{line}", _card(rng)
    person = f"{GIVEN[number % 5]} {FAMILY[number // 5 % 5]}"
    mail, key = f"canary{number}.{line}@acme.example", f"sk_live_{rng.randbytes(12).hex()}"
    ssn = f"{rng.randrange(500, 600)}-{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}"
    said = " ".join(SAID[int(ch)] for ch in f"{area}555{line}")
    wide = phone.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    arabic = phone.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    street = f"{number + 11} Larkspur{number} Lane"
    link = f"https://meet.example/j/{number}?token={rng.randbytes(8).hex()}"
    return [
        ("My phone is {}.", phone),
        ("Call +1 {} please.", phone.replace("-", " ")),
        ("It's {} again.", said),
        ("In other digits {}.", wide),
        ("Or {} there.", arabic),
        ("Mail {} to me.", mail),
        ("That is {} you know.", mail.replace(".", " dot ").replace("@", " at ")),
        ("The card is {}.", card),
        ("Grouped: {}.", " ".join(card[i : i + 4] for i in range(0, 16, 4))),
        ("The card number is {}.", " ".join(SAID[int(ch)] for ch in card)),
        ("Social security {}.", ssn),
        ("IBAN {} it is.", _iban(rng)),
        ("The account number is {}.", "".join(digits[4:14])),
        ("We sit at {}, Denver.", street),
        ("The key is {}.", key),
        ("My password is {}", f"Zq{line}!{number}xY"),
        ("Join {} now.", link),
        ("She was born on {}.", f"March {number + 1}, 19{rng.randrange(40, 99)}"),
        ("My name is {}.", person),
        ("Ask Mr. {} for it.", f"{FAMILY[number % 5]}{'abcdefghijklmnopqrst'[number]}ov"),
        ("Passport number {}.", "".join(digits[14:23])),
        ("My driver's license is {}.", f"D{''.join(digits[23:30])}"),
        ("NI number {}.", f"AB {line[:2]} {line[2:]} {digits[5]}{digits[6]} C"),
        ("The server is {}.", f"10.{number}.{rng.randrange(255)}.{rng.randrange(255)}"),
        ("Token: {}", f"ghp_{rng.randbytes(14).hex()}"),
    ]


def _card(rng: Random) -> str:
    digits = "4" + "".join(str(rng.randrange(10)) for _ in range(14))
    total = sum(sum(divmod(int(ch) * (1 if place % 2 else 2), 10)) for place, ch in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def _iban(rng: Random) -> str:
    account = "".join(str(rng.randrange(10)) for _ in range(18))
    return f"DE{98 - int(f'{account}131400') % 97:02d}{account}"


def world(*, calls: int = CALLS) -> tuple[list[Conversation], list[str]]:
    """Return conversations and every string that was planted in them."""
    rng = Random(11)
    conversations, canaries = [], []
    for number in range(calls):
        said = planted(rng, number)
        canaries += [value for _, value in said]
        people = [Participant(id="s1", label=said[18][1], name=said[18][1], email=said[5][1], phone=said[0][1])]
        one = call([turn("s1", text.format(value)) for text, value in said], identity=f"c{number}")
        metadata = json.dumps({"host": said[18][1], "mail": said[5][1]})
        title = f"Call with {said[18][1]}"
        conversations.append(msgspec.structs.replace(one, participants=people, title=title, metadata_json=metadata))
    return conversations, canaries


def forms(value: str) -> set[str]:
    """Return a value as it may be hidden in other text: as it is, escaped for JSON and links, and in base 64."""
    found = {value, json.dumps(value)[1:-1], quote(value), quote(value, safe=""), quote_plus(value)}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + value.encode()).decode().rstrip("=")
        found.add(encoded[(shift * 8 + 5) // 6 : -1])
    return found


def leaks(text: str, canaries: list[str]) -> list[str]:
    """Return what of the planted strings is in a text, in any form."""
    return [form for value in canaries for form in forms(value) if form in text]


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    """Return the redaction of a tenant of which nothing is known."""
    return Redaction(open_redactor(), TenantKey(b"k" * 32), Knowledge())


def test_no_canary_gets_out(tmp_path: Path, redaction: Redaction, caplog: pytest.LogCaptureFixture) -> None:
    """500 strings of all kinds: none in the clean table, in the counts or in a log line."""
    caplog.set_level(logging.DEBUG)
    conversations, canaries = world()
    write_table(tmp_path / "in", CONVERSATIONS, conversations)
    counts = run(str(tmp_path / "in"), str(tmp_path / "out"), str(tmp_path / "kept"), redaction)
    clean = msgspec.json.encode(list(read_table(tmp_path / "out", CONVERSATIONS))).decode()
    stored = b"".join(path.read_bytes() for path in sorted((tmp_path / "out").rglob("*")) if path.is_file())

    assert (len(canaries), counts["conversations"], counts["unresolved"]) == (CALLS * PER_CALL, CALLS, 0)
    assert leaks(clean, canaries) == []
    assert leaks(stored.decode("latin-1"), canaries) == []
    assert leaks(json.dumps(counts) + caplog.text, canaries) == []


def test_no_canary_is_in_an_error(tmp_path: Path, redaction: Redaction, caplog: pytest.LogCaptureFixture) -> None:
    """A step that cannot write says so without saying what."""
    conversations, canaries = world(calls=2)
    write_table(tmp_path / "in", CONVERSATIONS, conversations)
    (tmp_path / "out").write_text("in the way")

    with pytest.raises(Exception, match="out") as failed:
        run(str(tmp_path / "in"), str(tmp_path / "out"), str(tmp_path / "kept"), redaction)

    assert leaks(str(failed.getrepr(style="long")) + caplog.text, canaries) == []
