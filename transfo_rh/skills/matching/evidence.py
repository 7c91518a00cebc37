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
_SHORTEST_SLIP = 6


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


def one_slip(first: str, second: str) -> bool:
    """True when one letter added, left out, changed or swapped makes one word of the other; not the first letter.

    Words of six letters or more: shorter ones are too near one another.

    >>> one_slip("gestoinnaire", "gestionnaire"), one_slip("maternel", "paternel"), one_slip("acheter", "achever")
    (True, False, True)
    """
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < _SHORTEST_SLIP or len(longer) - len(shorter) > 1 or first[0] != second[0]:
        return False
    same = 0
    while same < len(shorter) and shorter[same] == longer[same]:
        same += 1
    if len(shorter) < len(longer):
        return shorter[same:] == longer[same + 1 :]
    swapped = shorter[same : same + 2] == longer[same : same + 2][::-1]
    return shorter[same + 1 :] == longer[same + 1 :] or (
        swapped and shorter[same + 2 :] == longer[same + 2 :]
    )


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
        others = _words(second)
        ones = [self._as_meant(word, others) for word in _words(first)]
        return min(self._covered(ones, others), self._covered(others, ones))

    def _as_meant(self, word: str, among: list[str]) -> str:
        """A word that no label holds, read as the one that a single slip of the keyboard would have made it of."""
        if self.holders[word]:
            return word
        return next((other for other in among if one_slip(word, other)), word)

    def _covered(self, words: list[str], by: list[str]) -> float:
        weigh: Callable[[str], float] = lambda word: log((1 + self.texts) / (1 + self.holders[word])) + 1  # noqa: E731
        total = sum(map(weigh, words))
        held = sum(weigh(word) for word in words if any(same_word(word, other) for other in by))
        return held / total if total else 0.0


def _words(form: str) -> list[str]:
    return [word for word in form.split() if word not in _EMPTY]
