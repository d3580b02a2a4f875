"""The words with which mails end, by language; alternatives stand between bars."""

from __future__ import annotations

FAREWELLS = {
    "en": "(?:with |my |many )?(?:best|kind|kindest|warm|warmest|friendly)(?: (?:regards|wishes))?|regards|br|rgds|"
    "cheers|sincerely|yours(?: (?:sincerely|truly|faithfully))?|respectfully|all the best|take care|talk soon|"
    "(?:many |kind )?thanks(?: (?:again|in advance|and (?:best|kind) regards|so much|a lot))?|thank you|thx",
    "de": "(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen?|schönen?|sonnigen?) "
    r"(?:grüßen|grüße|grüssen|grüsse|gruß|gruss|dank)(?: aus [^\W\d_]{2,30})?|gruß|grüße|mfg|lg|vg|danke",
    "fr": "(?:bien )?cordialement|(?:bien )?à vous|sincères salutations|meilleures salutations|merci(?: d'avance)?",
    "es": "(?:un )?(?:cordial )?saludos?(?: cordiales)?|un abrazo|atentamente|(?:muchas )?gracias",
    "it": "(?:cordiali|distinti|cari) saluti|saluti|grazie(?: mille)?|un saluto",
    "pt": "atenciosamente|(?:com os )?(?:melhores )?cumprimentos|obrigad[oa]|abraços",
    "nl": "(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|bedankt",
    "sv": "(?:med )?vänliga? (?:hälsningar|hälsning)|hälsningar|mvh|tack",
    "da, no": "(?:med )?(?:venlig|vennlig) hilsen|hilsen|mvh|tak|takk",
    "fi": "(?:ystävällisin )?terveisin|t(?:\\.|v\\.)",
    "pl": "pozdrawiam|z poważaniem",
    "cs": "s pozdravem",
    "ru": "с уважением",
    "tr": "saygılarımla",
    "ja": "よろしくお願いいたします。?|敬具",
    "zh": "此致|祝好",
}

# Beginnings of the line that a phone or a program adds.
FOOTERS = {
    "en": r"sent (?:from|via|with|using) (?:my |the )?(?:\w+ )?(?:i-?phone|i-?pad|android|mobile|samsung|galaxy|"
    "blackberry|windows|outlook|mail|yahoo|phone|device|smartphone|gmail|proton)|get outlook for",
    "de": "(?:diese nachricht wurde )?von (?:meinem|unterwegs|outlook)[^.!?]{0,40}gesendet|gesendet (?:von|mit)|"
    "holen sie sich outlook",
    "fr": "envoyé (?:de mon|depuis|à partir)|(?:télécharger|obtenez) outlook",
    "es": "enviado desde|obtener outlook",
    "it": "inviato da|scarica outlook",
    "pt": "enviad[oa] (?:do meu|através|a partir)|obter o outlook",
    "nl": "verzonden (?:vanaf|met)|(?:download )?outlook voor",
    "sv": "skickat från",
    "da, no": "sendt fra",
    "fi": "lähetetty",
    "pl": "wysłan[eo] z",
    "ru": "отправлено (?:с|из)",
    "ja": "iphone から送信",
}

DISCLAIMER_TITLES = {
    "en": "confidentiality(?: notice| note)?|legal (?:notice|disclaimer)|disclaimer|important notice|"
    "privileged and confidential|(?:please )?consider the environment",
    "de": "vertraulichkeitshinweis|haftungsausschluss|rechtlicher hinweis|(?:bitte )?denken sie an die umwelt",
    "fr": "avis de confidentialité|pensez à l['’]environnement",
    "es": "aviso legal|aviso de confidencialidad",
    "it": "avvertenza|avviso di riservatezza",
}

# A legal footer speaks of secrecy, of the right reader, and of this mail.
SECRECY = {
    "en": "confidential|privileged|proprietary",
    "de": "vertraulich|geschützt",
    "fr": "confidentiel",
    "es, pt": "confidencial",
    "it": "riservat",
    "nl": "vertrouwelijk",
    "sv, da, no": "konfidentiel|fortrolig",
    "pl": "poufn",
}
READERS = {
    "en": "intended|recipient|addressee|unauthoris|unauthoriz",
    "de": "empfänger|adressat|irrtümlich|unbefugt",
    "fr": "destinatair|par erreur",
    "es, it, pt": "destinatari|por error",
    "nl": "geadresseerde|ten onrechte",
    "sv, da, no": "mottagare|mottaker|modtager",
    "pl": "adresat",
}
THIS = "this|the|der|die|diese[rs]?|ce|cette?|este|esta|questo|questa|dit|deze|denna?|dette|ten"
MAIL = (
    "e-?mails?|messages?|communications?|transmission|nachricht|mitteilung|courriel|courrier|mensaje|correo|mensagem|"
    "messaggio|comunicazione|bericht|meddelande|melding|wiadomość"
)
