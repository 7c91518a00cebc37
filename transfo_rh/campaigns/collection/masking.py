"""Masking of comments, before they are stored: names of the staff, e-mail addresses, numbers of four digits or more.

A pure rule. What it replaces stands in brackets: [nom], [courriel], [numéro]. It prefers to mask too much: only names
that are also common words (« Petit », « Rose ») need a sign that somebody is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transfo_rh.campaigns.collection.masking_words import CIVILITIES, COMMON_WORDS, PARTICLES

NAME = "[nom]"
NUMBER = "[numéro]"
EMAIL = "[courriel]"

_MINIMUM_DIGITS = 4
_SHORT_NAME = 2
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_EMAIL = re.compile(r"[\w.+'’-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)
_NIR = re.compile(
    r"\b[12][ \u00a0.-]?\d{2}[ \u00a0.-]?\d{2}[ \u00a0.-]?(?:\d{2}|2[ABab])[ \u00a0.-]?\d{3}[ \u00a0.-]?\d{3}"
    r"(?:[ \u00a0.-]?\d{2})?\b"
)
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Za-z0-9]{1,4}){3,8}\b")
_ALPHANUMERIC = re.compile(r"[^\W_]+(?:[-_/.][^\W_]+)*")
_DIGITS = re.compile(r"\+?\d(?:[ \u00a0\u202f\u2009.,/()_-]{0,3}\d)*")
_JOINS = (" ", "-", "\u00a0", "'", "’")
_HOUR = re.compile(r"\d{1,2}[hH]\d{2}")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n•«\"(-])\s*$")
_REPEATED_NAME = re.compile(r"\[nom\](?:(?:[ \u00a0-]|['’])+\[nom\])+")


def folded(word: str) -> str:
    """The word without accents or case.

    >>> folded("Béatrice"), folded("LŒUILLET")
    ('beatrice', 'loeuillet')
    """
    plain = word.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Roster:
    """The names to mask, folded.

    ``certain`` ones are masked anywhere; ``given``, first names that are also words, wherever they have a capital;
    ``ambiguous``, last names that are also words, where somebody seems meant.
    """

    certain: frozenset[str]
    given: frozenset[str]
    ambiguous: frozenset[str]
    matricules: frozenset[str]


def roster(
    *, last_names: Iterable[str] = (), first_names: Iterable[str] = (), matricules: Iterable[str] = ()
) -> Roster:
    """What the staff's names mask; a compound name counts part by part.

    >>> known = roster(last_names=["Le Gall", "Petit"], first_names=["Jean-Pierre"])
    >>> sorted(known.certain), sorted(known.given), sorted(known.ambiguous)
    (['gall'], ['jean', 'pierre'], ['petit'])
    """
    last, first = _name_words(last_names), _name_words(first_names)
    words = {word for word in last | first if word in COMMON_WORDS or len(word) <= _SHORT_NAME}
    return Roster(
        certain=frozenset((last | first) - words),
        given=frozenset(first & words),
        ambiguous=frozenset((last & words) - first),
        matricules=frozenset(folded(m) for m in matricules if any(c.isdigit() for c in m) and len(m) > 1),
    )


def _name_words(names: Iterable[str]) -> set[str]:
    words = {folded(part) for name in names for part in _WORD.findall(name)}
    return {word for word in words if len(word) > 1} - PARTICLES


def masked(text: str, known: Roster) -> str:
    """The comment as it may be stored.

    >>> known = roster(last_names=["Martin", "Petit"], first_names=["Béatrice", "Rose"], matricules=["A-12"])
    >>> masked("Beatrice MARTIN (06 12 34 56 78) m'aide, un petit bureau rose.", known)
    "[nom] ([numéro]) m'aide, un petit bureau rose."
    >>> masked("Mme Petit, paul.petit@ville.fr, agent A-12, 3 jours à 14h30", known)
    'Mme [nom], [courriel], agent [numéro], 3 jours à 14h30'
    """
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    clean = _CONTROL.sub(" ", _INVISIBLE.sub("", clean)).strip()
    clean = _EMAIL.sub(EMAIL, clean)
    clean = _NIR.sub(NUMBER, clean)
    clean = _IBAN.sub(NUMBER, clean)
    clean = _ALPHANUMERIC.sub(lambda found: _number(found[0], known), clean)
    clean = _DIGITS.sub(
        lambda found: NUMBER if _digit_count(found[0]) >= _MINIMUM_DIGITS else found[0], clean
    )
    return _REPEATED_NAME.sub(NAME, _without_names(clean, known))


def says_something(text: str) -> bool:
    """True when words are left beside the masks.

    >>> says_something("[nom] [courriel]"), says_something("Merci [nom]"), says_something("-")
    (False, True, False)
    """
    for mask in (NAME, NUMBER, EMAIL):
        text = text.replace(mask, " ")
    return any(sign.isalnum() for sign in text)


def _digit_count(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _number(token: str, known: Roster) -> str:
    if folded(token) in known.matricules:
        return NUMBER
    if not any(c.isalpha() for c in token) or _HOUR.fullmatch(token):
        return token
    return NUMBER if _digit_count(token) >= _MINIMUM_DIGITS else token


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a comment: where they stand, and folded."""

    text: str
    found: tuple[re.Match[str], ...]
    folded: tuple[str, ...]

    def capital(self, position: int) -> bool:
        return self.found[position][0][0].isupper()

    def between(self, one: int, other: int) -> str:
        first, second = sorted((one, other))
        return self.text[self.found[first].end() : self.found[second].start()]

    def neighbours(self, position: int) -> Iterator[int]:
        """The words joined to this one by a space, a dash or an apostrophe alone."""
        for other in (position - 1, position + 1):
            if 0 <= other < len(self.found) and self.between(position, other) in _JOINS:
                yield other


def _without_names(text: str, known: Roster) -> str:
    found = tuple(match for match in _WORD.finditer(text) if not _in_brackets(text, match))
    words = _Words(text, found, tuple(folded(match[0]) for match in found))
    shouting = text.upper() == text
    hidden = [_hides(words, position, known, shouting=shouting) for position in range(len(found))]
    for position in (*range(len(found)), *reversed(range(len(found)))):  # names stand beside names
        if not hidden[position] and words.folded[position] in known.ambiguous and words.capital(position):
            hidden[position] = any(hidden[other] for other in words.neighbours(position))
    pieces: list[str] = []
    end = 0
    for match, hide in zip(found, hidden, strict=True):
        pieces += [text[end : match.start()], NAME if hide else match[0]]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _hides(words: _Words, position: int, known: Roster, *, shouting: bool) -> bool:
    word = words.folded[position]
    if word in known.certain:
        return True
    if not words.capital(position):
        return False
    if word in known.given or (word not in PARTICLES and _after_civility(words, position)):
        return True
    if word not in known.ambiguous or shouting:
        return False
    return _SENTENCE_START.search(words.text, 0, words.found[position].start()) is None


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.end() + 1] in (NAME, NUMBER, EMAIL)


def _after_civility(words: _Words, position: int) -> bool:
    """True after « Mme », « M. », « Monsieur »…, particles in between allowed."""
    before = position - 1
    while before >= 0 and words.folded[before] in PARTICLES and words.between(before, before + 1) in _JOINS:
        before -= 1
    if before < 0 or words.folded[before] not in CIVILITIES:
        return False
    if len(words.folded[before]) == 1 and not words.capital(before):  # « il m’a dit »
        return False
    return words.between(before, before + 1) in (" ", "\u00a0", "\u202f", ". ", ".\u00a0", ".")
