"""Every heading that LimeSurvey may put on a column of results: codes of three kinds, and the question's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from transfo_rh.campaigns.formats.limesurvey_model import LimeQuestion, Texts
from transfo_rh.campaigns.formats.limesurvey_reading import without_slider_labels
from transfo_rh.campaigns.formats.plain_text import plain

_PART = re.compile(r"\[([^\[\]#]*)(?:#(\d))?\]")
_OWN: Mapping[str, tuple[str, ...]] = {
    "other": ("Autre", "Other", "Sonstiges"),
    "comment": ("Commentaire", "Comment", "Kommentar"),
}
_SCALES = ("Échelle", "Scale", "Skala")


def headings_of(question: LimeQuestion, column: str) -> tuple[str, ...]:
    """The other headings of a column of the question, from its own (``Q1``, ``Q1[SQ001]``, ``Q1[SQ001#0]``).

    >>> headings_of(LimeQuestion("1", "q", "1", {"fr": "Avis ?"}, {}), "q[SQ001#0]")[:1]
    ('q[SQ001][1]',)
    >>> headings_of(LimeQuestion("1", "q", "Y", {"fr": "Avis ?", "en": "<b>View?</b>"}, {}), "q")
    ('Avis ?', 'View?')
    """
    parts = _PART.findall(column.removeprefix(question.code))
    codes, axis = [part for part, _axis in parts], next((axis for _part, axis in parts if axis), "")
    found = []
    if axis:
        found.append(f"{question.code}[{codes[0]}][{int(axis) + 1}]")
    elif len(codes) == 2:
        found.append(f"{question.code}[{codes[0]}_{codes[1]}]")
    for language, text in question.texts.items():
        tails = [_words(question, code, rank, language) for rank, code in enumerate(codes)]
        if axis:
            tails.append(_scale_words(question, int(axis)))
        found += _joined(plain(text), tails)
    return tuple(dict.fromkeys(found))


def _joined(text: str, tails: Sequence[Sequence[str]]) -> list[str]:
    """« Question [sub-question][scale] », in every wording of the parts."""
    endings = [""]
    for words in tails:
        endings = [f"{ending}[{word}]" for ending in endings for word in words]
    return [f"{text} {ending}".strip() for ending in endings]


def _words(question: LimeQuestion, code: str, rank: int, language: str) -> tuple[str, ...]:
    """The words of a part of a column in one language."""
    if code in _OWN:
        given = plain(question.attributes.get(f"{code}_replace_text", ""))
        return (given, *_OWN[code]) if given else _OWN[code]
    texts: Texts = next((sub.texts for sub in question.lines(rank) if sub.code == code), {})
    word = plain(texts.get(language, ""))
    left = plain(without_slider_labels(texts).get(language, ""))
    return tuple(dict.fromkeys(text for text in (word, left) if text))


def _scale_words(question: LimeQuestion, axis: int) -> tuple[str, ...]:
    given = plain(question.attributes.get(f"dualscale_header{'AB'[axis]}", ""))
    named = tuple(f"{word} {axis + 1}" for word in _SCALES)
    return (given, *named) if given else named
