"""Whether two labels hold the same words, both ways: what a link made without a person asks beyond resemblance.

« Vendre des billets » resembles « vendre des billets de train » more than « vendre des tickets »: resemblance alone
links 71 % right. A word that only one of the two labels holds tells what resemblance hides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log

_EMPTY = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "d",
        "dan",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "ou",
        "par",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "se",
        "ses",
        "son",
        "sur",
        "un",
        "une",
    ]
)
_COMMON_START = 5
_COMMON_SHARE = 0.7


def same_word(first: str, second: str) -> bool:
    """True for the same word, or two words of one family: five first letters and seven tenths of the longer.

    >>> same_word("evaluateur", "evaluation"), same_word("commande", "commun")
    (True, False)
    """
    if first == second:
        return True
    common = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        common += 1
    return common >= _COMMON_START and common >= _COMMON_SHARE * max(len(first), len(second))


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many of the texts hold each word: a rare word weighs more."""

    holders: Counter[str]
    texts: int

    @classmethod
    def of(cls, forms: Iterable[str]) -> Evidence:
        """From the stemmed forms of every label."""
        holders: Counter[str] = Counter()
        texts = 0
        for form in forms:
            holders.update(set(form.split()))
            texts += 1
        return cls(holders, texts)

    def shared(self, first: str, second: str) -> float:
        """The part of the weight of the words of each form that the other holds too: the smaller of both, 0 to 1.

        >>> round(Evidence.of(["vendre billet", "vendre train"]).shared("vendre billet", "vendre billet train"), 2)
        0.63
        """
        ones, others = _words(first), _words(second)
        return min(self._covered(ones, others), self._covered(others, ones))

    def _covered(self, words: list[str], by: list[str]) -> float:
        weigh: Callable[[str], float] = lambda word: log((1 + self.texts) / (1 + self.holders[word])) + 1  # noqa: E731
        total = sum(map(weigh, words))
        held = sum(weigh(word) for word in words if any(same_word(word, other) for other in by))
        return held / total if total else 0.0


def _words(form: str) -> list[str]:
    return [word for word in form.split() if word not in _EMPTY]
