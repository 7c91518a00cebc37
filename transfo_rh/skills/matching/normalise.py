"""Labels written by people, brought to forms that can be compared: as written, and in the words of the vocabulary.

Two forms, because neither wins alone: on ESCO's French labels the text as written finds 73.8 % among five, with the
vocabulary (acronyms, synonyms, gender and plural taken away) 74.9 %. Stop words stay: taking them away costs one point.
What staff files add (H/F, codes, « animateur ou animatrice ») goes: it hides nine exact labels in ten from a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

MAXIMUM_LENGTH = 400
MAXIMUM_VARIANTS = 4

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_INCLUSIVE = re.compile(
    r"(?<=\w)(?:"
    r"(?:[·•‧⋅.]|\()(?:es?|trices?|rices?|ices?|euses?|se|i?[èe]res?|ives?|ve|nes?|i?ennes?|les?|elles?|fes?|s)"
    r"|[-/](?:es?|trices?|rices?|euses?|i?[èe]res?|ives?|i?ennes?)"
    r")(?:[·•‧⋅.-]s)?\b\)?"
)
_MARKS = re.compile(
    r"\b[hfm]\s?/\s?[hfm]\b"  # H/F
    r"|\bposte n[°o]?\s*\d+"
    r"|\b\d{1,3}\s?%"
    r"|\bcat(?:\.|[ée]gorie)\s?[abc]\b"
    r"|[(\[](?=[^)\]]*\d)[\w .-]{1,12}[)\]]"  # a code between brackets
    r"|^\s*\d+\s*[-–.:)]\s*",
    re.IGNORECASE,
)
_SPECIAL = (
    (re.compile(r"(?<!\w)c\+\+"), " cplusplus "),
    (re.compile(r"(?<!\w)c#"), " csharp "),
    (re.compile(r"(?<!\w)\.net\b"), " dotnet "),
)
_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_ENDINGS = (
    ("trices", "teur"),
    ("trice", "teur"),
    ("euses", "eur"),
    ("euse", "eur"),
    ("ieres", "ier"),
    ("iere", "ier"),
    ("iennes", "ien"),
    ("ienne", "ien"),
    ("ives", "if"),
    ("ive", "if"),
    ("eaux", "eau"),
    ("aux", "al"),
    ("elles", "el"),
    ("elle", "el"),
    ("iques", "ic"),
    ("ique", "ic"),
    ("ffes", "f"),
    ("ffe", "f"),
    ("ees", "e"),
    ("ee", "e"),
    ("s", ""),
    ("x", ""),
)
_SHORTEST = 5


def plain(text: str) -> str:
    """Lower case, without accents or punctuation, words separated by one space; at most 400 characters are read.

    >>> plain("L’Œil du C++ : chargé·e d’études (R.G.P.D.)")
    'l oeil du cplusplus charge d etudes rgpd'
    """
    compatible = unicodedata.normalize("NFKC", text[:MAXIMUM_LENGTH])[:MAXIMUM_LENGTH]
    lowered = compatible.casefold()
    lowered = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", lowered)
    lowered = _INCLUSIVE.sub("", lowered)
    for pattern, replacement in _SPECIAL:
        lowered = pattern.sub(replacement, lowered)
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(bare.casefold().translate(_LIGATURES)))


def stem(word: str) -> str:
    """A plain word without the marks of gender and plural, as far as they can be told.

    >>> [stem(word) for word in ("agentes", "animatrices", "municipaux", "bus")]
    ['agent', 'animateur', 'municipal', 'bus']
    """
    if len(word) < _SHORTEST:
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending):
            word = word[: -len(ending)] + replacement
            break
    return word[:-1] if word.endswith("e") and len(word) >= _SHORTEST else word


def stemmed(text: str) -> str:
    """The plain text, word by word without gender and plural.

    >>> stemmed("Conseillères numériques")
    'conseiller numeric'
    """
    return " ".join(stem(word) for word in plain(text).split())


def unmarked(text: str) -> str:
    """The text without what staff files add to a label: H/F, the number of the post, a code between brackets.

    >>> unmarked("12 - Agent d’accueil (K1406) H/F").strip()
    'Agent d’accueil'
    """
    return _MARKS.sub(" ", text[:MAXIMUM_LENGTH])


def unpaired(words: Sequence[str]) -> list[str]:
    """Stemmed words where what is said twice, feminine beside masculine, stands once.

    >>> unpaired("conducteur conducteur d engin".split()), unpaired("policier municipal ou policier municipal".split())
    (['conducteur', 'd', 'engin'], ['policier', 'municipal'])
    """
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for length in range(1, len(kept) // 2 + 1):
            if kept[-length:] == kept[-2 * length : -length]:
                del kept[-length:]
                break
            before = len(kept) - length - 1
            if kept[before] == "ou" and kept[-length:] == kept[before - length : before]:
                del kept[before:]
                break
    return kept


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that say the same: stemmed phrase → the phrases that stand for it (several for an ambiguous acronym)."""

    phrases: Mapping[str, tuple[str, ...]]
    longest: int

    def variants(self, text: str) -> tuple[str, ...]:
        """The forms under which a label is compared: as written first, then in the words of the vocabulary.

        >>> vocabulary([("SIG", "système d’information géographique")]).variants("Outils SIG")
        ('outils sig', 'outil system d information geographic')
        """
        written = plain(text)
        forms = [written]
        bare = unmarked(text)
        for candidate in (written,) if bare == text else dict.fromkeys((plain(bare), written)):
            words = unpaired([stem(word) for word in candidate.split()])
            for form in self._in_other_words(words):
                if form not in forms:
                    forms.append(form)
                if len(forms) > MAXIMUM_VARIANTS:
                    return tuple(forms)
        return tuple(forms)

    def _in_other_words(self, words: Sequence[str]) -> Iterator[str]:
        """The stemmed words with every phrase that the vocabulary knows replaced, by each of its meanings in turn."""
        choices: list[tuple[str, ...]] = []
        position = 0
        while position < len(words):
            taken, found = self._phrase_at(words, position)
            choices.append(found)
            position += taken
        return map(" ".join, product(*choices))

    def _phrase_at(self, words: Sequence[str], position: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(self.longest, len(words) - position), 0, -1):
            found = self.phrases.get(" ".join(words[position : position + length]))
            if found is not None:
                return length, found
        return 1, (words[position],)


def vocabulary(pairs: Iterable[tuple[str, str]]) -> Vocabulary:
    """A vocabulary from pairs (what is written, what it stands for).

    >>> vocabulary([("BI", "informatique décisionnelle")]).variants("bi")
    ('bi', 'informatic decisionnel')
    """
    phrases: dict[str, tuple[str, ...]] = {}
    for written, meaning in pairs:
        key, value = stemmed(written), stemmed(meaning)
        known = phrases.get(key, ())
        if key and value and value not in known:
            phrases[key] = (*known, value)
    longest = max((len(key.split()) for key in phrases), default=0)
    return Vocabulary(phrases, longest)
