"""Sentences of letters, forms, chats and news with personal data of every kind in known places.

Made from our own templates and fillers. Rules may be made looking at DEVELOPED and ABROAD_DEVELOPED; what is reported
is only scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from talktrack.world.truth import Span


def _fillers() -> dict[str, list[str]]:
    """Return the fillers by section."""
    text = Path(__file__).with_name("personal_fillers.txt").read_text(encoding="utf-8")
    sections = (part.strip().splitlines() for part in text.split("[")[1:])
    return {lines[0].rstrip("]"): lines[1:] for lines in sections}


FILLERS = _fillers()


def _digits(rng: Random, form: str) -> str:
    return re.sub("#", lambda _: str(rng.randrange(10)), form)


def _card(rng: Random) -> str:
    digits = _digits(rng, rng.choice(("4##############", "51#############", "37############")))
    total = sum(sum(divmod(int(ch) * (1 if place % 2 else 2), 10)) for place, ch in enumerate(reversed(digits)))
    full = digits + str(-total % 10)
    return full if rng.random() < 0.5 or len(full) == 15 else " ".join(re.findall("....", full))


def _phone(rng: Random) -> str:
    forms = (
        "+1-5##-5##-####",
        "(2##) 5##-####",
        "0## #######",
        "+44 20 7### ####",
        "5##.5##.####x###",
        "+48 22 ### ## ##",
    )
    return _digits(rng, rng.choice(forms))


def _mail(rng: Random) -> str:
    name = rng.choice(FILLERS["names"]).split()[-1].lower()
    plain = name if name.isascii() and name.isalpha() else "contact"
    return f"{plain}{rng.randrange(99)}@{rng.choice(('halden.io', 'mail.example.org', 'oakhurst.net'))}"


def _said(rng: Random, digits: str, kinds: str) -> str:
    """Return a mobile number as its digits are said one by one."""
    return " ".join(digits.split()[int(ch)] for ch in _digits(rng, kinds))


def _said_mail(rng: Random, at: str, dot: str) -> str:
    name = rng.choice(("brigitte", "matthias", "lucien", "esteban"))
    return f"{name} {dot} {rng.choice(('halden', 'oakhurst'))} {at} {rng.choice(('web', 'posteo', 'correo'))} {dot} com"


GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun"
FRENCH = "zéro un deux trois quatre cinq six sept huit neuf"
SPANISH = "cero uno dos tres cuatro cinco seis siete ocho nueve"
SECRETS = ("Hafen-Turm-99", "Lune!2041", "t4rde_Azul", "Qx7!mmPa", "Winter2031?")
FILL: dict[str, tuple[str, Callable[[Random], str]]] = {
    "person": ("PERSON", lambda rng: rng.choice(FILLERS["names"])),
    "first": ("PERSON", lambda rng: rng.choice(FILLERS["first"])),
    "last": ("PERSON", lambda rng: rng.choice(FILLERS["names"]).split(" ", 1)[1]),
    "street": ("STREET_ADDRESS", lambda rng: rng.choice(FILLERS["streets"])),
    "city": ("GPE", lambda rng: rng.choice(FILLERS["cities"])),
    "country": ("GPE", lambda rng: rng.choice(FILLERS["countries"])),
    "firm": ("ORGANIZATION", lambda rng: rng.choice(FILLERS["firms"])),
    "card": ("CREDIT_CARD", _card),
    "phone": ("PHONE_NUMBER", _phone),
    "mail": ("EMAIL_ADDRESS", _mail),
    "date": ("DATE_TIME", lambda rng: rng.choice(FILLERS["dates"])),
    "title": ("TITLE", lambda rng: rng.choice(FILLERS["titles"])),
    "ssn": ("US_SSN", lambda rng: _digits(rng, "5##-4#-3###")),
    "age": ("AGE", lambda rng: str(rng.randrange(18, 91))),
    "group": ("NRP", lambda rng: rng.choice(FILLERS["groups"])),
    "zip": ("ZIP_CODE", lambda rng: _digits(rng, "6####")),
    "domain": ("DOMAIN_NAME", lambda rng: rng.choice(FILLERS["domains"])),
    "iban": ("IBAN_CODE", lambda rng: rng.choice(FILLERS["ibans"])),
    "ip": ("IP_ADDRESS", lambda rng: rng.choice(FILLERS["addresses"])),
    "licence": ("US_DRIVER_LICENSE", lambda rng: _digits(rng, rng.choice(("D#######", "######4##", "K###-####-####")))),
}
FILL |= {
    "secret": ("CREDENTIAL", lambda rng: rng.choice(SECRETS)),
    "mobile_de": (
        "PHONE_NUMBER",
        lambda rng: _digits(rng, rng.choice(("0151 ########", "+49 170 #######", "040/6######"))),
    ),
    "mobile_fr": (
        "PHONE_NUMBER",
        lambda rng: _digits(rng, rng.choice(("06 ## ## ## ##", "+33 7 ## ## ## ##", "02.4#.##.##.##"))),
    ),
    "mobile_es": (
        "PHONE_NUMBER",
        lambda rng: _digits(rng, rng.choice(("6## ### ###", "+34 6## ## ## ##", "91 ### ## ##"))),
    ),
    "said_de": ("PHONE_NUMBER", lambda rng: _said(rng, GERMAN, "01########")),
    "said_fr": ("PHONE_NUMBER", lambda rng: _said(rng, FRENCH, "06########")),
    "said_es": ("PHONE_NUMBER", lambda rng: _said(rng, SPANISH, "6########")),
    "said_mail_de": ("EMAIL_ADDRESS", lambda rng: _said_mail(rng, rng.choice(("at", "ät")), "Punkt")),
    "said_mail_fr": ("EMAIL_ADDRESS", lambda rng: _said_mail(rng, "arobase", "point")),
    "said_mail_es": ("EMAIL_ADDRESS", lambda rng: _said_mail(rng, "arroba", "punto")),
    "born_de": ("DATE_OF_BIRTH", lambda rng: rng.choice(("14.02.1971", "3. Oktober 1988", "7.7.66"))),
    "born_fr": ("DATE_OF_BIRTH", lambda rng: rng.choice(("14/02/1971", "3 octobre 1988", "1er juillet 1966"))),
    "born_es": ("DATE_OF_BIRTH", lambda rng: rng.choice(("14/02/1971", "3 de octubre de 1988", "1 de julio de 1966"))),
    "street_de": ("STREET_ADDRESS", lambda rng: rng.choice(("Kastanienallee 83", "Lindenweg 3a", "Hohe Straße 7"))),
    "street_fr": (
        "STREET_ADDRESS",
        lambda rng: rng.choice(("17 rue des Tanneurs", "4 avenue Foch", "2 quai Voltaire")),
    ),
    "street_es": (
        "STREET_ADDRESS",
        lambda rng: rng.choice(("Calle del Pez 14", "Avenida América 30", "Plaza Mayor 2")),
    ),
}
DEVELOPED = (
    "The parcel for {person} goes to {street}, {city}.",
    "I moved from {country} to {city} on {date}.",
    "{title} {last} will see you now.",
    "Please charge {card} and send the receipt to {mail}.",
    "Our tenant at {street} is called {person} and can be reached at {phone}.",
    "{person} joined {firm} as a planner in {city}.",
    "{first} told me the {group} bakery closes on {date}.",
    "My driver's license number is {licence}, issued in {city}.",
    "The server at {ip} answers for {domain}.",
    "She is {age} years old and lives in {city}, {country}.",
    "Transfer the deposit to {iban}, account holder {person}.",
    "Social security number: {ssn}. Name: {person}.",
    "When does {firm} open its office in {country}?",
    "Good evening, {first}! Is {phone} still your number?",
    "Zip code {zip}, street {street}, thank you.",
    "According to {firm}, {title} {person} resigned {date}.",
    "{person}\n{street}\n{city}\n{country}",
    "I, {person}, aged {age}, declare that {mail} is mine.",
    "As a {group} citizen you need a visa for {country}.",
    "Have you seen {first} and {first} at {firm}?",
)
REPORTED = (
    "{title} {person} asked whether we deliver to {street}.",
    "Somebody used my card {card} in {country} {date}!",
    "You will find our branch at {street}, {city}, {zip}.",
    "{first} works for {firm} and is married to {person}.",
    "Write to {person} ({mail}) or dial {phone}.",
    "The {group} ambassador, {person}, arrived in {city} {date}.",
    "How can I pay {iban} from {country}?",
    "I forgot my password for {domain}, my login is {mail}.",
    "Last name {last}, first name {first}, born in {city}.",
    "{firm} has been sued by {person} of {city}.",
    "He was {age} when {firm} hired him.",
    "Is {ssn} the right social for {person}?",
    "Block all traffic from {ip}, says {first}.",
    "{person} of {street} in {city} won the raffle.",
    "Driver license {licence} belongs to {first}.",
    "Many {group} families live in {city} and {city}.",
    "Dear {title} {last}, your order ships to {street}, {country}.",
    "My son is {age} years old, his teacher is {title} {last}.",
    "{first} flew from {city} to {city} with {person}.",
    "Call {firm} at {phone}, ask for {first}.",
)
ABROAD_DEVELOPED = {
    "german": (
        "Ja, mein Name ist {person}, ich rufe wegen der Rechnung an.",
        "Meine Handynummer lautet {mobile_de}, am besten nach 16 Uhr.",
        "Notieren Sie bitte: {said_de}.",
        "Schicken Sie das Angebot an {mail} oder an {said_mail_de}.",
        "Geboren bin ich am {born_de}, wohnhaft in der {street_de}.",
        "Frau {last} aus dem Einkauf hat das Passwort {secret} vergeben, Passwort: {secret}",
        "Für den Zugang ist das Kennwort {secret} nötig.",
        "Die Überweisung geht auf {iban}, Kontoinhaberin ist {person}.",
        "Mein Kollege {first} meldet sich, seine Durchwahl ist {mobile_de}.",
        "Das Geburtsdatum von Herrn {last} ist {born_de}.",
    ),
    "french": (
        "Bonjour, ici {person}, du service achats.",
        "Vous pouvez me joindre au {mobile_fr} ou par mail, {mail}.",
        "Alors mon téléphone : {said_fr}.",
        "Mon adresse mail, c'est {said_mail_fr}.",
        "Je suis né le {born_fr} et j'habite {street_fr}.",
        "Madame {last} m'a donné le mot de passe : {secret}",
        "Pour entrer, le mot de passe est {secret}.",
        "Le virement part sur {iban}, au nom de {person}.",
        "Ma collègue {first} vous rappelle, son numéro est le {mobile_fr}.",
        "Sa date de naissance est le {born_fr}.",
    ),
    "spanish": (
        "Buenos días, le habla {person}, de compras.",
        "Mi móvil es el {mobile_es}, y mi correo {mail}.",
        "Apunte, por favor: {said_es}.",
        "El correo es {said_mail_es}, gracias.",
        "Nací el {born_es} y vivo en la {street_es}.",
        "La señora {last} puso la contraseña {secret}, contraseña: {secret}",
        "Para entrar, la clave es {secret}.",
        "La transferencia va a {iban}, a nombre de {person}.",
        "Mi compañero {first} le llama, su teléfono es {mobile_es}.",
        "Su fecha de nacimiento es el {born_es}.",
    ),
}
ABROAD_REPORTED = {
    "german": (
        "Hier spricht {person} aus der Buchhaltung, meine Mail ist {mail}.",
        "Unter {mobile_de} bin ich bis Freitag zu erreichen, sonst bei {first}.",
        "Die Nummer wäre dann {said_de}, und per Mail {said_mail_de}.",
        "Liefern Sie das bitte an {person}, {street_de}.",
        "Laut Ausweis ist sie am {born_de} geboren, sie heißt {person}.",
        "Der neue Zugang: Benutzer siehe oben, Passwort {secret}",
        "Buchen Sie es von {iban} ab, sagt Herr {last}.",
    ),
    "french": (
        "C'est {person} à l'appareil, écrivez-moi à {mail}.",
        "Je vous donne le portable, {mobile_fr}, demandez {first}.",
        "Notez {said_fr}, sinon {said_mail_fr}.",
        "Livrez chez {person}, {street_fr}, s'il vous plaît.",
        "{person}, née le {born_fr}, est notre nouvelle acheteuse.",
        "Voici le nouvel accès, mot de passe {secret}",
        "Prélevez sur {iban}, dit Monsieur {last}.",
    ),
    "spanish": (
        "Le saluda {person}, mi dirección es {mail}.",
        "Le doy el celular, {mobile_es}, pregunte por {first}.",
        "Anote {said_es}, o si no {said_mail_es}.",
        "Entréguelo a {person}, {street_es}, por favor.",
        "{person}, nacida el {born_es}, es la nueva compradora.",
        "Este es el nuevo acceso, contraseña {secret}",
        "Cárguelo a {iban}, dice el señor {last}.",
    ),
}
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """A text and what is personal in it."""

    text: str
    personal: list[Span]


def sentences(templates: Sequence[str], each: int = 20, seed: int = 7) -> list[Sentence]:
    """Return every template filled some times."""
    rng = Random(seed)
    return [_filled(template, rng) for template in templates for _ in range(each)]


def _filled(template: str, rng: Random) -> Sentence:
    text, spans, place = "", [], 0
    for field in _FIELD.finditer(template):
        kind, fill = FILL[field[1]]
        value = fill(rng)
        text += template[place : field.start()]
        spans.append(Span(start=len(text), end=len(text) + len(value), kind=kind, value=value))
        text, place = text + value, field.end()
    return Sentence(text + template[place:], spans)
