"""The text of an HTML mail, with the standard library's parser on markup that was made harmless first.

What others wrote before (quoting blocks of the usual programs) becomes one ``>`` line and a marked signature gets the
``-- `` line before it, so that the rules for plain text go on from there.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_MARKUP_CHARACTERS = 512 * 1024
QUOTE, SIGNATURE = "\n>\n", "\n-- \n"

_DECLARATION = re.compile(r"<[!?][^<>]*>?")
_STRAY = re.compile(r"<(?![a-zA-Z/][^<>]*>)")
_LONG_NUMBER = re.compile(r"&(?=#[xX]?[0-9a-fA-F]{8})")
_PICTURE = re.compile(r"data:image/[^\"'\s<>]*")
_SPACES = re.compile(r" {2,}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BLANK = re.compile(r"[ \t\r\n\f\xa0]+")

_SILENT = frozenset({"style", "script", "title", "noscript", "template", "svg", "object", "select"})
_PARAGRAPH = frozenset({"p", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINE = frozenset({"br", "div", "tr", "li", "hr", "section", "article", "header", "footer", "address", "dd", "dt"})
_CLOSED_BY_NEXT = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "option"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source"})
_QUOTED_CLASSES = frozenset({"yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra"})
_REST_IS_QUOTED = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container)"
)
_SIGNATURE_IDS = re.compile(r"(?:x_)*(?:Signature|ms-outlook-mobile-signature|AppleMailSignature)")

Attributes = dict[str, str | None]


def text(markup: str) -> str:
    """Return the text of a document; markup behind `MAX_MARKUP_CHARACTERS` is not read."""
    reader = _Reader()
    reader.feed(_harmless(markup))
    reader.close()
    return reader.text()


def _harmless(markup: str) -> str:
    """Return markup in which every ``<`` opens a tag that ends: the parser is then linear in it.

    Comments, declarations and embedded pictures are gone, and numbers that are no characters are no references.
    """
    short = _DECLARATION.sub("", _without_comments(_PICTURE.sub("", markup)[:MAX_MARKUP_CHARACTERS]))
    return _LONG_NUMBER.sub("&amp;", _STRAY.sub("&lt;", short))


def _without_comments(markup: str) -> str:
    pieces, end = [], 0
    while (start := markup.find("<!--", end)) >= 0:
        pieces.append(markup[end:start])
        close = markup.find("-->", start)
        if close < 0:
            return "".join(pieces)
        end = close + 3
    return "".join([*pieces, markup[end:]])


class _Reader(HTMLParser):
    """Collects text; elements that are not shown or quote others are passed over, whatever they hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._skipped = ""
        self._depth = 0
        self._is_over = False

    def text(self) -> str:
        """Return what was collected, without space at the ends of lines and with single empty lines."""
        joined = _SPACES.sub(" ", "".join(self._pieces))
        lines = (line.strip(" ") if line != "-- " else line for line in joined.split("\n"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a paragraph, or an element that is passed over."""
        if self._skipped == tag and tag in _CLOSED_BY_NEXT:
            self._skipped = ""
        if self._skipped or self._is_over:
            self._depth += tag == self._skipped
            return
        given = dict(attrs) if attrs else {}
        self._is_over = bool(given) and _REST_IS_QUOTED.fullmatch(given.get("id") or "") is not None
        if self._is_over or _is_quote(tag, given):
            self._pieces.append(QUOTE)
        if tag not in _VOID and (tag in _SILENT or _is_quote(tag, given) or _is_hidden(given)):
            self._skipped, self._depth = tag, 1
        elif _is_signature(given):
            self._pieces.append(SIGNATURE)
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a line, a paragraph, or what was passed over."""
        if self._skipped:
            self._depth -= tag == self._skipped
            if self._depth == 0:
                self._skipped = ""
        elif not self._is_over and tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take text; white space in markup is one space."""
        if not self._skipped and not self._is_over:
            self._pieces.append(_BLANK.sub(" ", data))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPH:
            self._pieces.append("\n\n")
        elif tag in _LINE:
            self._pieces.append("\n")
        elif tag in {"td", "th"}:
            self._pieces.append(" ")


def _is_quote(tag: str, given: Attributes) -> bool:
    classes = (given.get("class") or "").split()
    if tag == "blockquote":
        return (given.get("type") or "").lower() == "cite" or "gmail_quote" in classes
    return not _QUOTED_CLASSES.isdisjoint(classes)


def _is_signature(given: Attributes) -> bool:
    marked = "gmail_signature" in (given.get("class") or "").split()
    return marked or _SIGNATURE_IDS.fullmatch(given.get("id") or "") is not None


def _is_hidden(given: Attributes) -> bool:
    style = (given.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style
