"""The words with which mail programs mark what others wrote before, by language; alternatives stand between bars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReplyWords:
    """One language: the divider above another mail, ``wrote``, what stands before a day, and a mail's fields."""

    divider: str
    wrote: str
    sender: str
    sent: str
    receiver: str
    subject: str
    before_day: str = ""


LANGUAGES = {
    "en": ReplyWords(
        divider="original message|original appointment|original e-?mail|forwarded message|forwarded by|"
        "begin forwarded message|reply message",
        wrote="wrote|writes",
        before_day="on|mon|tue|wed|thu|fri|sat|sun",
        sender="from",
        sent="date|sent",
        receiver="to",
        subject="subject",
    ),
    "de": ReplyWords(
        divider="ursprüngliche nachricht|ursprünglicher termin|originalnachricht|weitergeleitete nachricht|"
        "anfang der weitergeleiteten (?:nachricht|e-?mail)",
        wrote="schrieb|schreibt",
        before_day="am",
        sender="von",
        sent="datum|gesendet",
        receiver="an",
        subject="betreff",
    ),
    "fr": ReplyWords(
        divider="message d['’]origine|message original|message transféré|message transmis|"
        "début du message (?:transféré|réexpédié)",
        wrote="a écrit",
        before_day="le",
        sender="de|expéditeur",
        sent="date|envoyé",
        receiver="à|destinataire",
        subject="objet",
    ),
    "es": ReplyWords(
        divider="mensaje original|mensaje reenviado|inicio del mensaje reenviado",
        wrote="escribió",
        before_day="el",
        sender="de",
        sent="fecha|enviado(?: el)?",
        receiver="para|destinatario",
        subject="asunto",
    ),
    "it": ReplyWords(
        divider="messaggio originale|messaggio inoltrato|inizio messaggio inoltrato",
        wrote="ha scritto",
        before_day="il|il giorno|in data",
        sender="da|mittente",
        sent="data|inviato",
        receiver="a",
        subject="oggetto",
    ),
    "pt": ReplyWords(
        divider="mensagem original|mensagem (?:encaminhada|reencaminhada)|início da mensagem (?:re)?encaminhada",
        wrote="escreveu",
        before_day="em|no dia",
        sender="de",
        sent="data|enviado|enviada em",
        receiver="para",
        subject="assunto",
    ),
    "nl": ReplyWords(
        divider="oorspronkelijk bericht|doorgestuurd bericht|begin doorgestuurd bericht",
        wrote="schreef",
        before_day="op",
        sender="van",
        sent="datum|verzonden",
        receiver="aan",
        subject="onderwerp",
    ),
    "sv": ReplyWords(
        divider="ursprungligt meddelande|vidarebefordrat (?:meddelande|brev)",
        wrote="skrev",
        before_day="den",
        sender="från",
        sent="datum|skickat",
        receiver="till",
        subject="ämne",
    ),
    "da, no": ReplyWords(
        divider="oprindelig (?:meddelelse|besked)|opprinnelig melding|videresendt (?:meddelelse|besked|melding)",
        wrote="skrev",
        before_day="den|på",
        sender="fra",
        sent="dato|sendt",
        receiver="til",
        subject="emne",
    ),
    "fi": ReplyWords(
        divider="alkuperäinen viesti|välitetty viesti",
        wrote="kirjoitti",
        sender="lähettäjä",
        sent="lähetetty|päiväys",
        receiver="vastaanottaja",
        subject="aihe",
    ),
    "pl": ReplyWords(
        divider="wiadomość oryginalna|oryginalna wiadomość|treść przekazanej wiadomości",
        wrote=r"napisał\(?a?\)?|pisze",
        before_day="w dniu|dnia",
        sender="od",
        sent="data|wysłano",
        receiver="do",
        subject="temat",
    ),
    "cs": ReplyWords(
        divider="původní zpráva|přeposlaná zpráva",
        wrote="napsala?",
        before_day="dne",
        sender="od",
        sent="datum|odesláno",
        receiver="komu",
        subject="předmět",
    ),
    "ru": ReplyWords(
        divider="исходное сообщение|пересылаемое сообщение",
        wrote="написала?|пишет",
        sender="от",
        sent="дата|отправлено",
        receiver="кому",
        subject="тема",
    ),
    "tr": ReplyWords(
        divider="orijinal mesaj|iletilen mesaj",
        wrote="yazdı",
        sender="kimden",
        sent="tarih|gönderildi",
        receiver="kime",
        subject="konu",
    ),
    "ja": ReplyWords(
        divider="元のメッセージ|転送メッセージ",
        wrote="のメール|書きました",
        sender="差出人",
        sent="日付|日時|送信日時",
        receiver="宛先",
        subject="件名",
    ),
    "zh": ReplyWords(
        divider="原始邮件|转发邮件|转发的邮件|原始郵件|轉寄郵件",
        wrote="写道|寫道",
        sender="发件人|寄件者",
        sent="日期|时间|发送时间|寄件日期",
        receiver="收件人|收件者",
        subject="主题|主旨",
    ),
    "ko": ReplyWords(
        divider="원본 메일|원본 메시지|전달된 메일",
        wrote="작성|님이",
        sender="보낸 사람",
        sent="날짜|보낸 날짜",
        receiver="받는 사람",
        subject="제목",
    ),
}


def alternatives(field: str) -> str:
    """Return the words of all languages for one purpose as a part of a pattern."""
    return "|".join(dict.fromkeys(words for language in LANGUAGES.values() if (words := getattr(language, field))))
