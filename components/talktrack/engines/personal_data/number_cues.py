"""What is said before a number that tells what it is, and after it that it is only an amount."""

from __future__ import annotations

import re

ACCOUNT_CUE = re.compile(
    r"\b(?:account|acct|routing|iban|sort code|policy|member|customer id|customer number|passport|licen[sc]e|"
    r"wire|bank|tax id|record number|patient|kontonummer|konto|bankleitzahl|blz|versicherungsnummer|"
    r"compte|guichet|cuenta|póliza)(?: (?:number|no\.?|id|nummer))?\b",
    re.IGNORECASE,
)
SORT_CODE = re.compile(
    r"\b(?:sort ?codes?|routing(?: number)?|bankleitzahl|blz|code guichet)(?: (?:is|was|ist|lautet|est|number)){0,2}"
    r"[ :]{1,3}$",
    re.IGNORECASE,
)
SSN_CUE = re.compile(r"\b(?:social security|social|ssn)\b", re.IGNORECASE)
CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|credit|debit|\w{0,12}karte|carte|tarjeta)\b", re.IGNORECASE)
PHONE_CUE = re.compile(
    r"\b(?:phone|call|cell|mobile|number|reach|dial|text|whatsapp|line|telefon|tel|handy|extension|direct|"
    r"(?:telefon|handy|mobil|ruf)?nummer|durchwahl|anrufen|erreichen|erreichbar|mobil|"
    r"téléphone|telephone|portable|numéro|numero|appelez|appeler|joindre|joignable|"
    r"teléfono|telefono|móvil|movil|celular|número|llámame|llamar|llame)\b",
    re.IGNORECASE,
)
DOCUMENT_CUE = re.compile(
    r"\b(?:quot(?:e|ation)|invoice|order|p\.?o\.?|purchase order|ticket|case|incident|request|ref(?:erence)?|tracking|"
    r"shipment|parcel|serial|sku|part|item|article|proposal|contract|confirmation|booking|receipt|build|version|"
    r"angebot\w{0,12}|rechnung\w{0,12}|bestell\w{0,12}|auftrag\w{0,12}|vorgang\w{0,12}|sendung\w{0,12}|"
    r"serien\w{0,12}|artikel\w{0,12}|facture|devis|commande|dossier|colis|factura|pedido|presupuesto|oferta|offre|albarán|"
    r"referencia)s?(?: (?:number|numbers|num|no|nr|nummer|id|code|numéro|número|is|was|would|will|should|be|"
    r"ist|lautet|est|es|sería|serait|the|de)\b\.?){0,4}"
    r"[ \t]{0,2}(?:n[°º.]|#|:|-)?[ \t]{0,2}$",
    re.IGNORECASE,
)
CODE_BEFORE = re.compile(r"[A-Za-z]{1,8}\d{0,4}[-/#_]$")
DEVICE_CUE = re.compile(r"\b(?:imei|meid|imsi|iccid|sim (?:number|card number))\b", re.IGNORECASE)
UNITS = re.compile(
    r"[ \t]{0,3}(?:percent|dollars?|euros?|pounds?|hours?|seats?|users?|people|units?|rows|records|bucks|"
    r"prozent|franken|stück|leute|mitarbeiter|stunden|minuten|jahre|personnes|heures|minutes|années|ans|"
    r"personas|horas|minutos|años|usuarios)\b",
    re.IGNORECASE,
)


def last(cue: re.Pattern[str], text: str) -> int:
    """Return where the last cue ends, -1 when there is none."""
    return max((match.end() for match in cue.finditer(text)), default=-1)
