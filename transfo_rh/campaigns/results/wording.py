"""Published figures in words, the same on screens, in tables and on paper."""

from __future__ import annotations

from transfo_rh.campaigns.model import ItemKind, Measure, PublishedCell
from transfo_rh.campaigns.publication.rounding import (
    HIGHEST_SCORE,
    HIGHEST_SHARE,
    LOWEST_SCORE,
    LOWEST_SHARE,
)
from transfo_rh.core.formats import number, percent, signed
from transfo_rh.core.i18n import _

NOTHING = "–"
ABOVE, BELOW = "▲", "▼"
_SPACE = "\u00a0"


def score_words(cell: PublishedCell, measure: Measure) -> str:
    """The score; its bound in a (nearly) unanimous group; a dash when it is hidden."""
    if cell.score is None:
        return NOTHING
    if not cell.capped:
        return str(cell.score)
    share = measure.item_kind is ItemKind.FLAG or len(measure.options) == 2
    low, high = (LOWEST_SHARE, HIGHEST_SHARE) if share else (LOWEST_SCORE, HIGHEST_SCORE)
    return _bounded(cell.score, str(cell.score), low, high)


def share_words(share: int | None, *, capped: bool = False) -> str:
    """A share; only its bound is known at the edges of a (nearly) unanimous group.

    >>> share_words(80, capped=True), share_words(20, capped=True), share_words(55, capped=True)
    ('≥\\xa080\\xa0%', '≤\\xa020\\xa0%', '55\\xa0%')
    """
    if share is None:
        return NOTHING
    return _bounded(share, percent(share), LOWEST_SHARE, HIGHEST_SHARE) if capped else percent(share)


def _bounded(value: int, words: str, low: int, high: int) -> str:
    if value >= high:
        return f"≥{_SPACE}{words}"
    return f"≤{_SPACE}{words}" if value <= low else words


def question_words(label: str, *, reverse: bool) -> str:
    """The question, and whether agreeing with it counts as unfavourable: « favourable » would mislead otherwise.

    >>> question_words("Je me sens dépassé.", reverse=True)
    'Je me sens dépassé (question inversée)'
    """
    return _("{question} (question inversée)").format(question=label.removesuffix(".")) if reverse else label


def answers_words(cell: PublishedCell) -> str:
    """How many answered: the number, a band, or a dash."""
    return number(cell.n) if cell.n is not None else cell.n_band or NOTHING


def asked_words(cell: PublishedCell) -> str:
    """How many were asked and answered; no rate where the number is only known as a band."""
    if cell.population is None:
        return _("{n} réponses").format(n=answers_words(cell))
    words = _("{n} réponses sur {population} personnes interrogées").format(
        n=answers_words(cell), population=number(cell.population)
    )
    rate = response_rate(cell)
    return words if rate is None else f"{words} ({percent(rate)})"


def response_rate(cell: PublishedCell) -> int | None:
    """The share of the people asked who answered this measure, in percent; None when one of them is not known."""
    if cell.n is None or not cell.population or cell.n > cell.population:
        return None
    return round(100 * cell.n / cell.population)


def marked(words: str, *, difference: int | None, significant: bool) -> str:
    """A figure with a triangle when its difference to the rest of the authority is certain.

    >>> marked("62", difference=9, significant=True), marked("62", difference=9, significant=False)
    ('▲\\xa062', '62')
    """
    if not significant or not difference:
        return words
    return f"{ABOVE if difference > 0 else BELOW}{_SPACE}{words}"


def difference_words(difference: int | None) -> str:
    """A difference in points with its sign; a dash when it is not known."""
    return NOTHING if difference is None else signed(difference)
