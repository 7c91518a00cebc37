"""LimeSurvey's scales and arrays, turned into scales and grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.formats.building import MAXIMUM_STEPS, option_codes, steps_of
from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.limesurvey_model import LimeAnswer, LimeQuestion
from transfo_rh.campaigns.formats.limesurvey_reading import (
    Reading,
    both,
    joined,
    title_of,
    whole,
    without_slider_labels,
)
from transfo_rh.campaigns.formats.plain_text import plain
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    MAXIMUM_OPTIONS,
    AnyItem,
    BilingualText,
    MatrixItem,
    MultipleItem,
    Option,
    ScaledRow,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.core.i18n import _

NOT_APPLICABLE_CODE = "NA"


_FIXED_SCALES: Mapping[str, tuple[tuple[str, BilingualText], ...]] = {
    "5": tuple((str(n), both(str(n), str(n))) for n in range(1, 6)),
    "A": tuple((str(n), both(str(n), str(n))) for n in range(1, 6)),
    "B": tuple((str(n), both(str(n), str(n))) for n in range(1, 11)),
    "C": (("N", both("Non", "No")), ("U", both("Incertain", "Uncertain")), ("Y", both("Oui", "Yes"))),
    "E": (
        ("D", both("Diminution", "Decrease")),
        ("S", both("Sans changement", "Same")),
        ("I", both("Augmentation", "Increase")),
    ),
}


_OTHER_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "C": {"U": ("Indécis", "Ne sait pas")},
    "E": {
        "D": ("Diminuer", "Diminue", "Baisse"),
        "S": ("Identique", "Stable", "Pas de changement", "Inchangé"),
        "I": ("Augmenter", "Augmente", "Hausse"),
    },
}
"""What other versions of LimeSurvey call the same answers."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of the questionnaire and what each foreign answer code or label means on it."""

    code: str
    values: Mapping[str, Answer]
    has_not_applicable: bool
    known: bool


# Scales --------------------------------------------------------------------------------------------------------


def fixed_scale(reading: Reading, kind: str) -> Scale:
    """The scale of a type whose answers LimeSurvey fixes."""
    steps = _FIXED_SCALES[kind]
    values: dict[str, Answer] = {code: step for step, (code, _text) in enumerate(steps, start=1)}
    for step, (_code, text) in enumerate(steps, start=1):
        values.setdefault(text.fr, step)
        values.setdefault(text.en, step)
    for code, words in _OTHER_WORDS.get(kind, {}).items():
        values |= dict.fromkeys(words, values[code])
    name = reading.builder.scale([text for _code, text in steps], None)
    return Scale(name, values, has_not_applicable=False, known=True)


def answer_scale(reading: Reading, answers: Sequence[LimeAnswer]) -> Scale | None:
    """The scale that declared answers make; None when they are fewer than two steps or more than eleven."""
    texts = [reading.builder.text(answer.texts, fallback=answer.code) for answer in answers]
    if reading.hint:
        skipped = tuple(i for i, answer in enumerate(answers) if answer.code == NOT_APPLICABLE_CODE)
        positions = tuple(i for i in range(len(answers)) if i not in skipped)
        known = True
    else:
        steps = steps_of([text.fr for text in texts])
        if not steps.known:
            steps = steps_of([text.en for text in texts])
        positions, skipped, known = steps.positions, steps.not_applicable, steps.known
    if not 2 <= len(positions) <= MAXIMUM_STEPS:
        return None
    values: dict[str, Answer] = {answers[i].code: step for step, i in enumerate(positions, start=1)}
    values.update({answers[i].code: NA for i in skipped})
    for i, answer in enumerate(answers):
        for text in (texts[i].fr, texts[i].en):
            values.setdefault(text, values[answer.code])
    code = reading.builder.scale([texts[i] for i in positions], texts[skipped[0]] if skipped else None)
    return Scale(code, values, bool(skipped), known)


# Arrays --------------------------------------------------------------------------------------------------------


def _matrix(
    reading: Reading,
    question: LimeQuestion,
    *,
    scale: Scale,
    text: BilingualText,
    suffix: str = "",
) -> list[AnyItem]:
    """One grid. ``suffix`` follows the line's code in result headings (second scale, column of numbers)."""
    lines = question.lines()
    if not lines:
        return reading.left_out(_("tableau sans ligne, laissé de côté."))
    subs = option_codes(line.code for line in lines)
    code = reading.builder.codes.claim(
        f"{question.code}_{suffix.strip('#[]')}" if suffix else question.code,
        fallback=f"q{question.qid}",
        suffixes=subs,
    )
    dimension = None
    if len(lines) > 1 and scale.known and not reading.hint:
        dimension = reading.builder.dimension(code, text)
    rows = []
    for line, sub in zip(lines, subs, strict=True):
        row = ScaledRow(
            code=f"{code}_{sub}",
            text=reading.builder.text(without_slider_labels(line.texts), fallback=line.code),
            dimension=dimension,
            not_applicable=scale.has_not_applicable,
        )
        rows.append(row)
        if suffix.startswith("["):
            column = f"{question.code}[{line.code}]{suffix}"
            reading.fields.append(ResultField(column, row.code, Coding.VALUE, scale.values))
        else:
            reading.coded(question, row.code, scale.values, sub=f"{line.code}{suffix}")
    item = MatrixItem(
        type="matrix", scale=scale.code, rows=tuple(rows), **reading.asked(question, code, text)
    )
    return [item]


def fixed_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """An array whose answers LimeSurvey fixes: 1 to 5, 1 to 10, yes/no/uncertain, less/same/more."""
    scale = fixed_scale(reading, question.kind)
    return _matrix(reading, question, scale=scale, text=title_of(reading, question))


def flexible_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """An array with its own answers."""
    scale = answer_scale(reading, question.options())
    if scale is None:
        return reading.left_out(
            _(
                "tableau de {n} réponses, qui ne font pas une échelle de 2 à 11 échelons : laissé de côté."
            ).format(n=len(question.options()))
        )
    if not scale.known:
        reading.builder.say(reading.place, _("ordre des réponses repris tel quel : vérifiez l’échelle."))
    return _matrix(reading, question, scale=scale, text=title_of(reading, question))


def dual_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """An array of two scales: one grid for each."""
    title, items = title_of(reading, question), []
    for axis in (0, 1):
        scale = answer_scale(reading, question.options(axis))
        if scale is None:
            reading.left_out(
                _("échelle {n} du tableau double : ni 2 à 11 échelons, laissée de côté.").format(n=axis + 1)
            )
            continue
        header = question.attributes.get("dualscale_headerA" if axis == 0 else "dualscale_headerB", "")
        label = plain(header) or str(axis + 1)
        text = BilingualText(fr=f"{title.fr} — {label}", en=f"{title.en} — {label}")
        items += _matrix(reading, question, scale=scale, text=text, suffix=f"#{axis}")
    return items


def number_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """An array of numbers: tick boxes make multiple choices, a short list of numbers makes a grid per column."""
    columns = question.lines(1)
    if question.attributes.get("multiflexible_checkbox") == "1":
        return _tick_box_array(reading, question)
    low = whole(question.attributes.get("multiflexible_min"), 1)
    high = whole(question.attributes.get("multiflexible_max"), 10)
    gap = max(1, whole(question.attributes.get("multiflexible_step"), 1))
    numbers = list(range(low, high + 1, gap)) if high > low and (high - low) / gap < 1_000 else []
    if question.attributes.get("input_boxes") == "1" or not 2 <= len(numbers) <= MAXIMUM_STEPS or not columns:
        return reading.left_out(_("tableau de nombres libres, laissé de côté."))
    labels = [both(str(n), str(n)) for n in numbers]
    values: dict[str, Answer] = {str(n): step for step, n in enumerate(numbers, start=1)}
    scale = Scale(reading.builder.scale(labels, None), values, has_not_applicable=False, known=True)
    title, items = title_of(reading, question), []
    for column in columns:
        items += _matrix(
            reading,
            question,
            scale=scale,
            text=joined(reading, title, column),
            suffix=f"[{column.code}]",
        )
    return items


def _tick_box_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    title, items = title_of(reading, question), list[AnyItem]()
    columns = question.lines(1)
    if not 2 <= len(columns) <= MAXIMUM_OPTIONS:
        return reading.left_out(_("tableau de cases à cocher sans au moins deux colonnes, laissé de côté."))
    options = option_codes(column.code for column in columns)
    for line in question.lines():
        code = reading.builder.codes.claim(
            f"{question.code}_{line.code}", fallback=f"q{question.qid}", suffixes=options
        )
        for column, option in zip(columns, options, strict=True):
            reading.fields.append(
                ResultField(f"{question.code}[{line.code}][{column.code}]", code, Coding.FLAG, option=option)
            )
        items.append(
            MultipleItem(
                type="multiple",
                options=tuple(
                    Option(code=option, text=reading.builder.text(column.texts, fallback=column.code))
                    for column, option in zip(columns, options, strict=True)
                ),
                **reading.asked(question, code, joined(reading, title, line)),
            )
        )
    return items
