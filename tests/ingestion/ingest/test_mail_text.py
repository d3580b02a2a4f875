"""The new text of a mail: quotes, forwarded mails, signatures and legal footers are told apart from it."""

from __future__ import annotations

import pytest

from talktrack.ingestion.ingest.readers.mail import flowed, html_text, quoting, signature
from talktrack.ingestion.ingest.readers.mail.signature import Said

DISCLAIMER = (
    "This e-mail and any attachments are confidential and intended solely for the addressee.\n"
    "If you are not the intended recipient, please delete it."
)

GMAIL = (
    '<div>new</div><div class="gmail_attr">On 5 Jan 2026 at 10:00, Sam wrote:</div>'
    '<blockquote class="gmail_quote">old</blockquote>'
)
THUNDERBIRD = (
    '<p>new</p><div class="moz-cite-prefix">Am 05.01.26 um 10:00 schrieb Sam:<br></div>'
    '<blockquote type="cite" cite="mid:1">old</blockquote>'
)
OUTLOOK = (
    "<p class=MsoNormal>new</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Sam<br><b>Sent:</b> "
    "Monday<br><b>To:</b> Jane<br><b>Subject:</b> Offer</p></div><p>old</p>"
)


def said(text: str, name: str = "Jane Doe") -> Said:
    """Return what is left of a text that somebody sent."""
    return signature.parted(quoting.new_lines(text), name.split())


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Jan 5, 2026 at 10:00 AM Sam Seller <sam@us.example> wrote:",
        "On Mon, Jan 5, 2026 at 10:00 AM Sam Seller <sam@us.example>\nwrote:",
        "On Mon, Jan 5,\n2026 at 10:00 AM Sam Seller <sam@us.example> wrote:",
        "On 05/01/2026 10:00, Sam Seller wrote:",
        "Sam Seller <sam@us.example> wrote:",
        "Am Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Sam Seller <sam@us.example>:",
        "Am Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Sam Seller <\nsam@us.example>:",
        "Sam Seller <sam@us.example> schrieb am Mo., 5.\nJan. 2026, 10:00:",
        "Le lun. 5 janv. 2026 à 10:00, Sam Seller <sam@us.example> a écrit :",
        "El lun, 5 ene 2026 a las 10:00, Sam Seller (<sam@us.example>) escribió:",
        "Il giorno lun 5 gen 2026 alle ore 10:00 Sam Seller <sam@us.example> ha scritto:",
        'In data 5 gennaio 2026 10:00:31 "Sam Seller" <sam@us.example> ha scritto:',
        "Em seg., 5 de jan. de 2026 às 10:00, Sam Seller <sam@us.example> escreveu:",
        "Op ma 5 jan 2026 om 10:00 schreef Sam Seller <sam@us.example>:",
        "Den mån 5 jan. 2026 kl 10:00 skrev Sam Seller <sam@us.example>:",
        "ma 5. tammik. 2026 klo 10.00 Sam Seller (sam@us.example) kirjoitti:",
        "pon., 5 sty 2026 o 10:00 Sam Seller <sam@us.example> napisał(a):",
        "po 5. 1. 2026 v 10:00 odesílatel Sam Seller <sam@us.example> napsal:",
        "пн, 5 янв. 2026 г. в 10:00, Sam Seller <sam@us.example>:",
        "Sam Seller <sam@us.example>, 5 Oca 2026 Pzt, 10:00 tarihinde şunu yazdı:",
        "2026年1月5日(月) 10:00 Sam Seller <sam@us.example>:",
        "Sam Seller <sam@us.example> 于2026年1月5日周一 10:00写道：",
        "---- On Mon, 5 Jan 2026 10:00:00 +0100 sam@us.example wrote ----",
    ],
)
@pytest.mark.parametrize("quote", ["> Hi Jane,\n> here is the offer.", "\nHi Jane,\nhere is the offer."])
def test_what_an_attribution_announces_is_quoted(attribution: str, quote: str) -> None:
    """In the languages of mail programs, on one line or broken, with marked lines below or without."""
    assert said(f"It fits our budget.\n\n{attribution}\n{quote}\n").text == "It fits our budget."


@pytest.mark.parametrize(
    "divider",
    [
        "-----Original Message-----",
        "----- Original Message -----",
        "-----Ursprüngliche Nachricht-----",
        "-------- Message d'origine --------",
        "-------- Oprindelig besked --------",
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "---------------------- Forwarded by Sam Seller on 05/01/2026",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "From: Sam Seller [mailto:sam@us.example]\nSent: Monday, January 5, 2026 10:00\nTo: Jane\nSubject: RE: Offer",
        "*From:* Sam Seller\n*Sent:* Monday\n*To:* Jane\n*Subject:* Offer",
        "________________________________\nVon: Sam Seller <sam@us.x>\nGesendet: Montag\nAn: Jane\nBetreff: Offer",
        "De : Sam Seller\nEnvoyé : lundi\nÀ : Jane\nObjet : Offer",
        "Da: Sam Seller\nInviato: lunedì\nA: Jane\nOggetto: Offer",
        "发件人: Sam Seller <sam@us.example>\n日期: 2026年1月5日\n收件人: Jane\n主题: Offer",
    ],
)
def test_behind_a_divider_everything_is_quoted(divider: str) -> None:
    """A line that says so, or the heading of another mail."""
    assert said(f"It fits our budget.\n\n{divider}\n\nHi Jane,\nhere is the offer.\n").text == "It fits our budget."


def test_answers_between_quoted_lines_are_new() -> None:
    """Only marked lines go when the quote is marked."""
    text = "On 05/01/2026 10:00, Sam wrote:\n> What do you pay?\n\nForty a seat.\n\n> Since when?\n\nSince May.\n"

    assert said(text).text == "Forty a seat.\n\nSince May."


@pytest.mark.parametrize(
    "text",
    [
        "We flew:\nFrom: Berlin\nTo: Munich\nDate: 5 Jan\nAll went well.",
        "As the board wrote in 2025:\nwe need it.",
        "See you on Monday at 10:00:\n- the agenda\n- the price",
        "In 2025 she wrote 3 proposals:\nall were late.",
        "Please write to sam@us.example:\nhe knows.",
        "Our plan\n-----\nstep one\nstep two",
        "The original message: it was lost.",
        "I wrote:\nHello.",
    ],
)
def test_prose_is_not_quoted(text: str) -> None:
    """Colons, addresses, times and strokes occur in what people write."""
    assert said(text).text == text


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("-- \nJane Doe\nHead of Finance", "Jane Doe\nHead of Finance"),
        ("--\nJane Doe", "Jane Doe"),
        ("Best regards,\nJane", "Best regards,\nJane"),
        ("Kind regards\n\nJane Doe\nHead of Finance | Northwind\nwww.northwind.example", None),
        ("Mit freundlichen Grüßen\nJane Doe", "Mit freundlichen Grüßen\nJane Doe"),
        ("Viele Grüße aus Berlin\nJane", "Viele Grüße aus Berlin\nJane"),
        ("Bien cordialement,\n\nJane Doe", "Bien cordialement,\nJane Doe"),
        ("Cheers, Jane", "Cheers, Jane"),
        ("Thanks,\n______\nJane DOE\nThis is the only team that reads this address, so do write here.", None),
        ("Jane", "Jane"),
        ("Doe, Jane\nHead of Finance", "Doe, Jane\nHead of Finance"),
        ("Sent from my iPhone", ""),
        ("Jane\n\nVon meinem iPhone gesendet", "Jane"),
        ("Get Outlook for iOS<https://aka.ms/o0ukef>", ""),
        (DISCLAIMER, ""),
        (f"Best,\nJane\n\n{DISCLAIMER}\n\nNorthwind Ltd. Registered in England.", "Best,\nJane"),
        ("CONFIDENTIALITY NOTICE: do not read this.", ""),
    ],
)
def test_signatures_and_footers_stand_below_the_text(below: str, kept: str | None) -> None:
    """What identifies the sender is kept apart, the law's and the phone's words are not."""
    found = said(f"It fits our budget.\n\n{below}\n")

    assert found.text == "It fits our budget."
    assert kept is None or found.signature == kept


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Hi Sam,\nThanks,\nI will call you tomorrow about the price.",
        "Best regards to your team, they were very quick.",
        "It was a long week for all of us here in the finance team,\nthank you.",
        "Please mark everything that we send you for the attention of\nJane Doe.",
        "Jane",
        "Please keep the numbers confidential.",
        "Who is the intended recipient of this message?",
    ],
)
def test_text_that_looks_like_an_end_is_text(text: str) -> None:
    """A farewell alone, in a sentence, or at the end of a broken line."""
    assert said(text).text == text


def test_a_thank_you_that_is_signed_is_all_that_was_said() -> None:
    """The farewell is the text when there is no other."""
    assert said("Thanks!\n\nJane\n") == Said("Thanks!", "Jane")


def test_the_warning_of_a_server_is_no_text() -> None:
    """Nobody wrote it."""
    warning = "CAUTION: This email originated from outside of the organization.\nDo not click links."

    assert said(f"{warning}\n\nHi Sam,\n\nfine.").text == "Hi Sam,\n\nfine."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Phone: +49 30 1234-567\nFax: +49 30 1234-568", "+49 30 1234-567"),
        ("F: +1 402 555 0100\nM: (402) 555-0166", "(402) 555-0166"),
        ("030 1234567", "030 1234567"),
        ("Room 12, 10115 Berlin", None),
        ("HRB 1234567890", None),
        ("", None),
    ],
)
def test_a_signature_tells_a_number(text: str, number: str | None) -> None:
    """The first that is no fax."""
    assert signature.phone(text) == number


def test_invisible_characters_are_gone() -> None:
    """Hard spaces are spaces."""
    assert said("It\u00a0fits\u200b our\u00ad budget.").text == "It fits our budget."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Hi&nbsp;Jane,</p><p>a &lt; b</p>", "Hi Jane,\n\na < b"),
        ("<div>one<br>two</div><div>three</div>", "one\ntwo\n\nthree"),
        ("<style>p{}</style><title>t</title><script>if (a<b) x()</script>text", "text"),
        ("<!-- hidden --><![if !x]>text<![endif]>", "text"),
        ("<span style='display: none'>preview</span>text", "text"),
        ("<p style='display:none'>preview<p>text", "text"),
        ("<html><head><title>t</title><body>text", "text"),
        ('<a href="x" title="a > b">link</a>', "link"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("1 < 2 <b>bold</b", "1 < 2 bold</b"),
        ("&#x110000; &#99999999999999999999;", "\ufffd &#99999999999999999999;"),
        ('<img src="data:image/png;base64,AAAA">text', "text"),
    ],
)
def test_html_is_read_as_text(markup: str, text: str) -> None:
    """Markup, comments, scripts and what is not shown are gone."""
    assert html_text.text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        GMAIL,
        '<p>new</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Sam</div><p>old</p>',
        '<p>new</p><blockquote type="cite">old <blockquote type="cite">older</blockquote> old</blockquote>',
        THUNDERBIRD,
        '<p>new</p><div class="yahoo_quoted"><div>On Monday, Sam wrote:</div><div>old</div></div>',
        OUTLOOK,
        "<div>new</div><div>---------- Forwarded message ---------<br>From: Sam</div><div>old</div>",
        '<div>new</div><div class="gmail_signature">Jane</div>',
    ],
    ids=["gmail", "outlook-web", "apple", "thunderbird", "yahoo", "outlook", "forwarded", "signature"],
)
def test_quotes_of_html_mails_are_told_apart(markup: str) -> None:
    """By the marks that the usual programs leave."""
    assert said(html_text.text(markup)).text == "new"


def test_text_behind_a_quote_is_new() -> None:
    """Answers may stand below what they answer."""
    assert said(html_text.text('<blockquote type="cite">old</blockquote><p>new</p>')).text == "new"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        (" From here \non", "From here on"),
        ("one \n-- \nJane", "one \n-- \nJane"),
        ("> one \n> two", "> one \n> two"),
        ("one \n> two", "one \n> two"),
        ("one ", "one "),
    ],
)
def test_broken_lines_are_whole_again(lines: str, text: str) -> None:
    """A line that ends in a space goes on in the next; signatures and quotes do not."""
    assert flowed.joined(lines, removes_space=False) == text


def test_the_space_may_belong_to_the_break() -> None:
    """Scripts without spaces say so."""
    assert flowed.joined("一 \n二", removes_space=True) == "一二"
