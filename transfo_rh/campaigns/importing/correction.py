"""Correcting a recognised correspondence by hand: answers ranked on their scale, questions given their dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.importing.mapping import ItemMapping, ResultsMapping, ScaleMapping
from transfo_rh.campaigns.importing.recoding import step_codes
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _

MINIMUM_STEPS = 2


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """An answer of a scale: its step from 1 (lowest), or « not applicable », or neither (refused at import).

    ``meaning`` is what the answer stands for, when the file says so in other words.
    """

    scale: str
    answer: str
    count: int
    step: int | None
    not_applicable: bool
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """What the person decides about one question. ``dimension`` is a label; None: in no dimension."""

    source: str
    kept: bool
    code: str
    label: str
    dimension: str | None
    scale: str
    reverse: bool


def ranked_answers(
    mapping: ResultsMapping, observed: Mapping[str, Mapping[str, int]]
) -> tuple[RankedAnswer, ...]:
    """Every answer of every scale, steps in order, then what is not applicable, then what the scale does not know."""
    ranked = []
    for name, scale in mapping.scales.items():
        counts = dict(observed.get(name, {}))
        texts = list(
            dict.fromkeys([step[0] for step in scale.values] + list(scale.not_applicable) + list(counts))
        )
        for text, code in zip(texts, step_codes(scale, texts).tolist(), strict=True):
            ranked.append(
                RankedAnswer(name, text, counts.get(text, 0), code if code > 0 else None, code == -1)
            )
    order = list(mapping.scales)
    return tuple(
        sorted(
            ranked, key=lambda a: (order.index(a.scale), a.step is None, a.step or 0, not a.not_applicable)
        )
    )


def question_choices(mapping: ResultsMapping) -> tuple[QuestionChoice, ...]:
    """Every question of a complete correspondence."""
    return tuple(
        QuestionChoice(
            source=item.source,
            kept=True,
            code=item.code or "",
            label=item.label or item.source,
            dimension=mapping.dimensions.get(item.dimension) if item.dimension else None,
            scale=item.scale or "",
            reverse=item.reverse,
        )
        for item in mapping.items
    )


def corrected(
    mapping: ResultsMapping, *, answers: Sequence[RankedAnswer], questions: Sequence[QuestionChoice]
) -> ResultsMapping:
    """The correspondence with the person's decisions.

    Raises InvalidInput when a code is empty or given twice, a scale keeps fewer than two steps, or no question is
    kept.
    """
    kept = [question for question in questions if question.kept]
    if not kept:
        raise InvalidInput(_("Gardez au moins une question."))
    scales = {
        name: _scale(name, mapping.scales[name], answers)
        for name in dict.fromkeys(question.scale for question in kept)
    }
    codes = [question.code.strip() for question in kept]
    repeated = next((code for code in codes if not code or codes.count(code) > 1), None)
    if repeated is not None:
        raise InvalidInput(
            _("Le code « {code} » est donné deux fois : chaque question a le sien.").format(code=repeated)
            if repeated
            else _("Chaque question doit avoir un code.")
        )
    dimensions = _dimension_codes(mapping, kept, set(codes))
    wordings = {item.source: item.wordings for item in mapping.items}
    items = tuple(
        ItemMapping(
            source=question.source,
            wordings=wordings.get(question.source, ()),
            code=code,
            label=question.label.strip() or question.source,
            dimension=dimensions.get((question.dimension or "").strip()),
            scale=question.scale,
            reverse=question.reverse,
        )
        for question, code in zip(kept, codes, strict=True)
    )
    labels = {code: label for label, code in dimensions.items()}
    return mapping.model_copy(update={"items": items, "scales": scales, "dimensions": labels})


def _scale(name: str, former: ScaleMapping, answers: Sequence[RankedAnswer]) -> ScaleMapping:
    mine = [answer for answer in answers if answer.scale == name]
    steps: dict[int, list[str]] = {}
    for answer in mine:
        if answer.step is not None and not answer.not_applicable:
            steps.setdefault(answer.step, []).append(answer.answer)
    if len(steps) < MINIMUM_STEPS:
        raise InvalidInput(_("L’échelle « {name} » doit garder au moins deux échelons.").format(name=name))
    return ScaleMapping(
        values=tuple(_with_unseen_spellings(steps[step], former, mine) for step in sorted(steps)),
        not_applicable=tuple(answer.answer for answer in mine if answer.not_applicable),
    )


def _with_unseen_spellings(
    texts: Sequence[str], former: ScaleMapping, mine: Sequence[RankedAnswer]
) -> tuple[str, ...]:
    """A step with the spellings that it had already and that no answer of the file shows (« 4 », « D’accord »)."""
    shown = {answer.answer for answer in mine}
    unseen = [text for step in former.values if step[0] in texts for text in step if text not in shown]
    return (*texts, *unseen)


def _dimension_codes(
    mapping: ResultsMapping, kept: Sequence[QuestionChoice], taken: set[str]
) -> dict[str, str]:
    """The code of each dimension's label: the one it had, else a free one."""
    known = {label: code for code, label in mapping.dimensions.items()}
    codes: dict[str, str] = {}
    for label in dict.fromkeys((question.dimension or "").strip() for question in kept):
        if label:
            free = (f"D{n}" for n in range(1, len(kept) + len(taken) + len(known) + 2))
            used = taken | set(codes.values()) | set(known.values())
            had = known.get(label)
            codes[label] = (
                had if had and had not in taken else next(code for code in free if code not in used)
            )
    return codes
