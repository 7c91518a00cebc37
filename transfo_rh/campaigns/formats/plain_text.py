"""The texts of survey tools are HTML: reading them as plain text, and writing plain text for them."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#\w]+;")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<[!?].*?(?:>|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?[a-zA-Z][\w:-]{0,40})(?:[\s/][^<>]{0,5000})?>")
_LONE = re.compile(r"<(?!/?[a-zA-Z][\w:-]{0,40}>)")
LONGEST_MARKUP = 150_000
"""Signs of one text that are read: no survey has more."""


class _Reader(HTMLParser):
    """Gathers what a person would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin on their own line."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Blocks end their line."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.parts.append(data)


@lru_cache(maxsize=4_096)
def plain(text: str | None) -> str:
    """The words of an HTML text: no tag, no script, blocks on lines of their own.

    >>> plain("<p>Votre <b>service</b>&nbsp;:</p><script>alert(1)</script>"), plain("a < b"), plain(None)
    ('Votre service :', 'a < b', '')
    """
    if not text:
        return ""
    if _MARKUP.search(text):
        reader = _Reader()
        reader.feed(_bare(text[:LONGEST_MARKUP]))
        reader.close()
        text = "".join(reader.parts)
    lines = (_BLANKS.sub(" ", line).strip() for line in printable(text).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _bare(markup: str) -> str:
    """Markup reduced to whole tags without attributes: on anything else the parser's time is the square of the length."""
    return _LONE.sub("&lt;", _TAG.sub(r"<\1>", _HIDDEN.sub("", markup)))


def printable(text: str) -> str:
    """The text without the control characters that XML and workbooks refuse."""
    return _CONTROL.sub("", text)


def as_html(text: str) -> str:
    """Plain text as a LimeSurvey text: signs of HTML and of its expressions made harmless.

    >>> as_html("a < b {x}"), plain(as_html("a < b {x}"))
    ('a &lt; b &#123;x&#125;', 'a < b {x}')
    """
    text = html.escape(printable(text), quote=False).replace("{", "&#123;").replace("}", "&#125;")
    return "<br />".join(text.splitlines())


def without_contacts(text: str) -> tuple[str, bool]:
    """The text without e-mail addresses, and whether it had any.

    >>> without_contacts("Écrivez à rh@ville.fr pour toute question")
    ('Écrivez à … pour toute question', True)
    """
    cleaned, count = _EMAIL.subn("…", text)
    return cleaned, count > 0


def same_words(one: str, other: str) -> bool:
    """True when two texts differ by blanks and control characters only.

    >>> same_words("Votre  avis\\n", "Votre avis"), same_words("Oui", "Non")
    (True, False)
    """
    return "".join(printable(one).split()) == "".join(printable(other).split())
