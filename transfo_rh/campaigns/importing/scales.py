"""Recognising the answer scales of a results file, question by question but judged together.

A question alone shows the steps that people happened to use; its neighbours show the rest. Hence: words are ranked in
their vocabulary and completed by every question of the file that uses it; numbers by the questions of the same
series; codes (A1…A5) only inside arrays, since elsewhere they are lists without order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from transfo_rh.campaigns.importing.answer_sets import LARGEST_NUMBER, AnswerSet, LeftOut
from transfo_rh.campaigns.importing.mapping import ScaleMapping
from transfo_rh.campaigns.importing.vocabulary import FAMILIES, NEUTRAL, SYMMETRIC, families_of, spelling
from transfo_rh.campaigns.importing.wording import label_after_number, label_key, wording_key
from transfo_rh.core.i18n import _

MINIMUM_STEPS = 3
RELIABLE_ANSWERS = 30
OFTEN = 10
_BINS = (5, 7, LARGEST_NUMBER)
_NO_ANSWER_CODES = frozenset({77, 88, 89, 97, 98, 99, 888, 998, 999})
_FAR_CODES = frozenset({8, 9})
_NOT_A_RATING = frozenset(
    label_key(word)
    for word in (
        "âge", "age", "ancienneté", "nombre", "combien", "effectif", "année", "années", "year", "years", "salaire",
        "salary", "taux", "enfants", "children", "distance", "heures", "hours", "jours", "days", "count", "number",
        "postcode", "durée", "duration", "échelon", "level", "id", "code", "numéro", "num", "ref", "référence", "identifiant",
    )
)  # fmt: skip


@dataclass
class RecognisedScales:
    """Scale names by question, the scales, why other questions are not scored, and what was supposed."""

    by_source: dict[str, str] = field(default_factory=dict)
    scales: dict[str, ScaleMapping] = field(default_factory=dict)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    suppositions: list[str] = field(default_factory=list)

    def give(self, name: str, scale: ScaleMapping, sources: Iterable[str]) -> None:
        """Register a scale under a free name, or under its own when it is known already."""
        known = next((other for other, values in self.scales.items() if values == scale), None)
        free, number = name, 2
        while known is None and free in self.scales:
            free, number = f"{name}_{number}", number + 1
        self.scales.setdefault(known or free, scale)
        for source in sources:
            self.by_source[source] = known or free


def recognise_scales(questions: Sequence[AnswerSet], *, lone_numbers: bool = False) -> RecognisedScales:
    """The scale of every question that has one. ``lone_numbers`` accepts a single numeric question."""
    found = RecognisedScales()
    words, numbers, letters = [], [], []
    for question in questions:
        if question.total and question.numbers is not None:
            numbers.append(question)
        elif question.total and question.families:
            words.append(question)
        elif question.total and question.letter_codes and question.heading.stem:
            letters.append(question)
        else:
            found.left_out[question.source] = question.unscored_reason()
    _rank_words(words, found)
    _rank_numbers(numbers, found, lone_numbers=lone_numbers)
    _rank_letters(letters, found)
    return found


def _grouped(
    questions: Iterable[AnswerSet], key: Callable[[AnswerSet], object]
) -> dict[object, list[AnswerSet]]:
    groups: dict[object, list[AnswerSet]] = {}
    for question in questions:
        groups.setdefault(key(question), []).append(question)
    return groups


def _not_applicable(questions: Iterable[AnswerSet]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for question in questions for text in question.not_applicable))


# Words ---------------------------------------------------------------------------------------------------------


def _rank_words(questions: list[AnswerSet], found: RecognisedScales) -> None:
    stems = _grouped(questions, lambda question: question.heading.stem or question.source)
    families = {question.source: _family(question, stems) for question in questions}
    neutral = {key: any(_has_neutral(q, families[q.source]) for q in group) for key, group in stems.items()}
    few = {key: sum(q.total for q in group) < RELIABLE_ANSWERS for key, group in stems.items()}

    def cluster(question: AnswerSet) -> object:
        family, key = families[question.source], question.heading.stem or question.source
        if family not in SYMMETRIC:
            return (family, True)
        anywhere = any(
            neutral[k] for k, group in stems.items() if any(families[q.source] == family for q in group)
        )
        return (family, neutral[key] or (few[key] and anywhere))

    for key, group in _grouped(questions, cluster).items():
        family = str(key[0])  # type: ignore[index]
        levels = _completed(family, {level for q in group for level in q.families[family].values()})
        steps = _word_steps(family, levels, group)
        if len(steps) < MINIMUM_STEPS:
            found.left_out.update({q.source: q.unscored_reason() for q in group})
            continue
        found.give(
            f"{family}_{len(steps)}",
            ScaleMapping(values=steps, not_applicable=_not_applicable(group)),
            [q.source for q in group],
        )


def _family(question: AnswerSet, stems: Mapping[object, list[AnswerSet]]) -> str:
    """The vocabulary that explains most of the question's series; the order of FAMILIES decides ties."""
    series = stems[question.heading.stem or question.source]

    def explained(name: str) -> tuple[int, int]:
        return sum(name in other.families for other in series), len(set(question.families[name].values()))

    return max(question.families, key=explained)


def _has_neutral(question: AnswerSet, family: str) -> bool:
    return NEUTRAL in question.families[family].values() if family in question.families else False


def _completed(family: str, levels: set[int]) -> list[int]:
    """The levels of the scale: those seen, and on a symmetric ladder their mirrors."""
    if family in SYMMETRIC:
        levels = levels | {-level for level in levels if -level in FAMILIES[family]}
    return sorted(levels)


def _word_steps(family: str, levels: list[int], group: list[AnswerSet]) -> tuple[tuple[str, ...], ...]:
    spellings: dict[int, dict[str, str]] = {level: {} for level in levels}
    for question in group:
        for text, level in question.families[family].items():
            spellings[level].setdefault(label_key(text), text)
    return tuple(tuple(spellings[level].values()) or (spelling(family, level),) for level in levels)


# Numbers -------------------------------------------------------------------------------------------------------


def _rank_numbers(questions: list[AnswerSet], found: RecognisedScales, *, lone_numbers: bool) -> None:
    tops = _tops(questions)
    tops |= {question.source: question.stated_range[1] for question in questions if question.stated_range}
    candidates = [question for question in questions if _is_rating(question, tops[question.source])]
    kept = {question.source for question in candidates}
    for question in questions:
        if question.source not in kept:
            found.left_out[question.source] = question.unscored_reason()
    series = _grouped(candidates, lambda question: question.heading.stem or "")
    alone = [group[0] for stem, group in series.items() if stem and len(group) == 1]
    pools = [group for stem, group in series.items() if stem and len(group) > 1]
    pools.append([*alone, *series.get("", [])])
    for position, pool in enumerate(pools):
        for group in _same_length(pool, tops):
            in_series = position < len(pools) - 1
            if (
                len(group) < 2
                and not lone_numbers
                and not group[0].stated_range
                and not (in_series and len(pool) > 2)
            ):
                found.left_out.update({question.source: LeftOut.NUMBER for question in group})
                continue
            _give_numbers(group, candidates, tops, found)


def _is_rating(question: AnswerSet, top: int) -> bool:
    words = set(label_key(question.heading.text or question.source).split())
    short_name = len(words) <= 4 and bool(words & _NOT_A_RATING)
    return 1 < top <= LARGEST_NUMBER and not short_name


def _body(numbers: Iterable[int]) -> list[int]:
    """The numbers that follow one another from the lowest.

    >>> _body([1, 2, 3, 5, 99])
    [1, 2, 3]
    """
    values = sorted(number for number in numbers if number >= 0)
    return [value for position, value in enumerate(values) if value - values[0] == position]


def _tops(questions: list[AnswerSet]) -> dict[str, int]:
    """The highest step of each question.

    Numbers that stand apart are no steps: usual codes for « no answer » (99, −9), and rare ones that no question of
    the same length comes near (a typing mistake). They are then refused one by one, with their place.
    """
    bodies = {question.source: _body(question.numbers or ()) for question in questions}
    together: dict[int, dict[int, int]] = {}
    for question in questions:
        if bodies[question.source]:
            pool = together.setdefault(_bin_of(bodies[question.source][-1]), {})
            for value, count in (question.numbers or {}).items():
                pool[value] = pool.get(value, 0) + count
    tops = {}
    for question in questions:
        body = bodies[question.source]
        pool = together.get(_bin_of(body[-1]), {}) if body else {}
        tops[question.source] = _top(question.numbers or {}, body, pool)
    return tops


def _top(numbers: Mapping[int, int], body: list[int], pool: Mapping[int, int]) -> int:
    above = [value for value in numbers if value >= 0 and value not in body]
    if not above or not body:
        return body[-1] if body else -1
    reach = max(_body(pool)[-1], body[-1])
    apart = [value for value in above if value > reach]
    answers = sum(pool.values())
    rare = sum(pool[value] for value in apart) <= max(1, 0.01 * answers)
    clear = answers >= RELIABLE_ANSWERS or (answers >= 10 and min(apart, default=0) >= reach + 3)
    codes = _NO_ANSWER_CODES | (_FAR_CODES if _stand_far(pool, reach, apart) else frozenset())
    if reach >= MINIMUM_STEPS and all(value in codes or (rare and clear) for value in apart):
        return max(value for value in (*body, *above) if value <= reach)
    return max(above)


def _stand_far(pool: Mapping[int, int], reach: int, apart: list[int]) -> bool:
    """True when numbers leave unused steps below them that chance does not explain.

    >>> _stand_far({1: 20, 2: 40, 3: 60, 4: 30, 9: 12}, 4, [9]), _stand_far({1: 2, 2: 4, 3: 1, 9: 1}, 3, [9])
    (True, False)
    """
    if not apart:
        return False
    often = min(pool.get(reach, 0), sum(pool.get(value, 0) for value in apart)) >= OFTEN
    return often or (sum(pool.values()) >= RELIABLE_ANSWERS and min(apart) >= reach + 3)


def _bin_of(top: int) -> int:
    return next((limit for limit in _BINS if top <= limit), top)


def _same_length(pool: list[AnswerSet], tops: Mapping[str, int]) -> list[list[AnswerSet]]:
    """The questions of a series that share their number of steps, told from the highest number used."""
    if not pool:
        return []
    if pool[0].heading.array and len({question.heading.stem for question in pool}) == 1:
        return [pool]
    bins = [_bin_of(tops[question.source]) for question in pool]
    usual = max(set(bins), key=lambda limit: (bins.count(limit), limit))

    def length(question: AnswerSet) -> int:
        few = question.total < RELIABLE_ANSWERS
        own = _bin_of(tops[question.source])
        return max(own, usual) if few else own

    return list(_grouped(pool, length).values())


def _give_numbers(
    group: list[AnswerSet], everyone: list[AnswerSet], tops: Mapping[str, int], found: RecognisedScales
) -> None:
    limit = max(_bin_of(tops[question.source]) for question in group)
    few = sum(question.total for question in group) < RELIABLE_ANSWERS * len(group)
    peers = [q for q in everyone if _bin_of(tops[q.source]) == limit] if few else group
    top = max(tops[question.source] for question in [*group, *peers])
    numbers = {n for question in [*group, *peers] for n in (question.numbers or {})}
    announced = {question.stated_range for question in group}
    stated = announced.pop() if len(announced) == 1 else None
    bottom = stated[0] if stated else 0 if 0 in numbers else 1
    top = stated[1] if stated else top
    if top - bottom + 1 < MINIMUM_STEPS:
        found.left_out.update({question.source: LeftOut.NUMBER for question in group})
        return
    words = _words_of_numbers(group)
    steps = [(str(n), words[n]) if n in words else (str(n),) for n in range(bottom, top + 1)]
    if _descends(words):
        steps.reverse()
        found.suppositions.append(
            _(
                "Les réponses numérotées vont de la plus favorable à la moins favorable : l’ordre des libellés a été suivi."
            )
        )
    if bottom == 0 and top < LARGEST_NUMBER:
        found.suppositions.append(
            _(
                "La valeur 0 est comptée comme l’échelon le plus bas ; si elle veut dire « sans objet », dites-le dans la correspondance (not_applicable)."
            )
        )
    found.give(
        f"notes_{bottom}_{top}",
        ScaleMapping(values=tuple(steps), not_applicable=_not_applicable(group)),
        [question.source for question in group],
    )


def _words_of_numbers(group: list[AnswerSet]) -> dict[int, str]:
    """What each number means, from a companion column or from answers such as « 5 - Tout à fait d’accord »."""
    words: dict[int, dict[str, str]] = {}
    for question in group:
        for text in question.answered:
            label = question.labels.get(text) or label_after_number(text)
            number = AnswerSet("", question.heading, {text: 1}).numbers
            if label and number and wording_key(label) != wording_key(text):
                words.setdefault(next(iter(number)), {}).setdefault(label_key(label), label.strip("() "))
    said = {number: labels for number, labels in words.items() if len(labels) == 1}
    shared = Counter(key for labels in said.values() for key in labels)
    return {
        number: label for number, labels in said.items() for key, label in labels.items() if shared[key] == 1
    }


def _descends(words: Mapping[int, str]) -> bool:
    """True when the labels fall while the numbers rise: 1 = strongly agree … 5 = strongly disagree."""
    known = families_of(frozenset(words.values()))
    if not known:
        ends = {number: words[number] for number in (min(words), max(words))} if len(words) > 1 else {}
        words, known = ends, families_of(frozenset(ends.values()))
    for levels in known.values():
        order = [levels[words[number]] for number in sorted(words)]
        if len(order) > 1 and order == sorted(order, reverse=True) and order[0] > order[-1]:
            return True
    return False


# Codes ---------------------------------------------------------------------------------------------------------


def _rank_letters(questions: list[AnswerSet], found: RecognisedScales) -> None:
    for stem, group in _grouped(questions, lambda question: question.heading.stem).items():
        reason = _unordered(str(stem), group)
        numbers = sorted({n for q in group if q.letter_codes for n in q.letter_codes[1]})
        attached = _attached(numbers)
        if reason is None and len(attached) < MINIMUM_STEPS:
            reason = LeftOut.NOMINAL
        if reason is not None:
            found.left_out.update({question.source: reason for question in group})
            continue
        _give_letters(str(stem), group, attached[-1], found)


def _unordered(stem: str, group: list[AnswerSet]) -> LeftOut | None:
    """Why the codes of a series have no order; None for an array with one set of codes."""
    if len({question.letter_codes[0] for question in group if question.letter_codes}) > 1 or len(group) < 2:
        return LeftOut.NOMINAL
    if all(question.heading.array for question in group):
        ranks = all((question.heading.sub or "").isdigit() for question in group)
        bracketed = all("[" in (question.heading.code or "[") for question in group)
        return LeftOut.RANKING if ranks and bracketed else None
    tops = {max(question.letter_codes[1]) for question in group if question.letter_codes}
    return None if len(stem) >= 3 and len(group) >= MINIMUM_STEPS and len(tops) == 1 else LeftOut.NOMINAL


def _attached(numbers: list[int]) -> list[int]:
    """The codes but a last one that stands apart (A1…A4, A8): a code for « no answer », not a step.

    >>> _attached([1, 2, 3, 4, 11]), _attached([1, 2, 4, 5])
    ([1, 2, 3, 4], [1, 2, 4, 5])
    """
    if len(numbers) > MINIMUM_STEPS and numbers[-1] >= numbers[-2] + 2:
        return numbers[:-1]
    return numbers


def _give_letters(stem: str, group: list[AnswerSet], top: int, found: RecognisedScales) -> None:
    spellings: dict[int, dict[str, None]] = {n: {} for n in range(1, top + 1)}
    apart: dict[str, None] = {}
    for question in group:
        for text in question.answered:
            number = int("".join(filter(str.isdigit, text)))
            (spellings[number] if 1 <= number <= top else apart)[text] = None
    sample = next(text for texts in spellings.values() for text in texts)
    prefix, width = sample.rstrip("0123456789"), len(sample)
    steps = tuple(
        tuple(texts) or (prefix + str(n).zfill(width - len(prefix)),) for n, texts in spellings.items()
    )
    if apart:
        found.suppositions.append(
            _("« {stem} » : le code {code}, détaché des autres, est compté comme « sans objet ».").format(
                stem=stem, code=", ".join(apart)
            )
        )
    found.suppositions.append(
        _(
            "Les réponses en codes ({first}, {second}…) n’ont pas leurs libellés : l’ordre des codes est pris du plus bas au plus haut. Vérifiez-le, et corrigez les échelles dans la correspondance si besoin."
        ).format(first=steps[0][0], second=steps[1][0])
    )
    found.give(
        f"codes_{steps[0][0]}_{steps[-1][0]}",
        ScaleMapping(values=steps, not_applicable=(*_not_applicable(group), *apart)),
        [question.source for question in group],
    )
