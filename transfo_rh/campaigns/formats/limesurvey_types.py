"""LimeSurvey's question types, each turned into the items of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transfo_rh.campaigns.formats.building import MAXIMUM_STEPS, QuestionnaireBuilder, option_codes, steps_of
from transfo_rh.campaigns.formats.expressions import Variable
from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.limesurvey_model import LimeAnswer, LimeQuestion, LimeSubquestion, Texts
from transfo_rh.campaigns.formats.plain_text import plain
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    MAXIMUM_OPTIONS,
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    Option,
    RankingItem,
    ScaledRow,
    SingleItem,
    TextItem,
    YesNoItem,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.core.i18n import _

NOT_APPLICABLE_CODE = "NA"
OTHER = "other"
LIME_OTHER = "-oth-"
_MOST_RANKED = 12
_YES = "Y"


def _both(fr: str, en: str) -> BilingualText:
    return BilingualText(fr=fr, en=en)


_FIXED_SCALES: Mapping[str, tuple[tuple[str, BilingualText], ...]] = {
    "5": tuple((str(n), _both(str(n), str(n))) for n in range(1, 6)),
    "A": tuple((str(n), _both(str(n), str(n))) for n in range(1, 6)),
    "B": tuple((str(n), _both(str(n), str(n))) for n in range(1, 11)),
    "C": (("N", _both("Non", "No")), ("U", _both("Incertain", "Uncertain")), ("Y", _both("Oui", "Yes"))),
    "E": (
        ("D", _both("Diminution", "Decrease")),
        ("S", _both("Sans changement", "Same")),
        ("I", _both("Augmentation", "Increase")),
    ),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of the questionnaire and what each foreign answer code or label means on it."""

    code: str
    values: Mapping[str, Answer]
    has_not_applicable: bool
    known: bool


@dataclass
class Reading:
    """One question being read: the questionnaire in the making, and what results and conditions will need."""

    builder: QuestionnaireBuilder
    sid: str
    place: str = ""
    gid: str = ""
    when: Condition | None = None
    help: BilingualText | None = None
    hint: Mapping[str, Any] = field(default_factory=dict)
    fields: list[ResultField] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)

    def asked(self, question: LimeQuestion, code: str, text: BilingualText) -> dict[str, Any]:
        """What every item of the question bears."""
        return {
            "code": code,
            "text": text,
            "help": self.help,
            "required": question.mandatory,
            "when": self.when,
        }

    def left_out(self, reason: str) -> list[AnyItem]:
        """Say that the question is left out; no item."""
        self.builder.say(self.place, reason)
        return []

    def know(self, question: LimeQuestion, suffix: str, variable: Variable) -> None:
        """Let the conditions that follow read this variable, under both of its LimeSurvey names."""
        self.variables[f"{question.code}_{suffix}" if suffix else question.code] = variable
        self.variables[f"{self.sid}X{self.gid}X{question.qid}{suffix}"] = variable

    def coded(
        self, question: LimeQuestion, item: str, values: Mapping[str, Answer], *, sub: str = ""
    ) -> None:
        """One column of results that holds one answer code, and its variable."""
        column = f"{question.code}[{sub}]" if sub else question.code
        self.fields.append(ResultField(column, item, Coding.VALUE, values))
        steps = {code: value for code, value in values.items() if isinstance(value, str | int)}
        texts = {code: value for code, value in steps.items() if not isinstance(value, bool)}
        self.know(question, sub.replace("#", "_"), Variable(item, texts))


def _title(reading: Reading, question: LimeQuestion) -> BilingualText:
    return reading.builder.text(question.texts, fallback=question.code)


def _joined(reading: Reading, texts: BilingualText, sub: LimeSubquestion) -> BilingualText:
    """« Question — line »."""
    line = reading.builder.text(sub.texts, fallback=sub.code)
    return BilingualText(fr=f"{texts.fr} — {line.fr}", en=f"{texts.en} — {line.en}")


def _claim(reading: Reading, question: LimeQuestion, suffixes: Sequence[str] = ()) -> str:
    return reading.builder.codes.claim(question.code, fallback=f"q{question.qid}", suffixes=suffixes)


def _without_slider_labels(texts: Texts) -> Texts:
    """The left side of « left|right »: the right end is no text of the line."""
    return {language: text.split("|")[0] or text for language, text in texts.items()}


# Scales --------------------------------------------------------------------------------------------------------


def _fixed_scale(reading: Reading, kind: str) -> Scale:
    steps = _FIXED_SCALES[kind]
    values: dict[str, Answer] = {code: step for step, (code, _text) in enumerate(steps, start=1)}
    for step, (_code, text) in enumerate(steps, start=1):
        values.setdefault(text.fr, step)
        values.setdefault(text.en, step)
    code = reading.builder.scale([text for _code, text in steps], None)
    return Scale(code, values, has_not_applicable=False, known=True)


def _answer_scale(reading: Reading, answers: Sequence[LimeAnswer]) -> Scale | None:
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
            text=reading.builder.text(_without_slider_labels(line.texts), fallback=line.code),
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


def _fixed_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    scale = _fixed_scale(reading, question.kind)
    return _matrix(reading, question, scale=scale, text=_title(reading, question))


def _flexible_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    scale = _answer_scale(reading, question.options())
    if scale is None:
        return reading.left_out(
            _(
                "tableau de {n} réponses, qui ne font pas une échelle de 2 à 11 échelons : laissé de côté."
            ).format(n=len(question.options()))
        )
    if not scale.known:
        reading.builder.say(reading.place, _("ordre des réponses repris tel quel : vérifiez l’échelle."))
    return _matrix(reading, question, scale=scale, text=_title(reading, question))


def _dual_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    title, items = _title(reading, question), []
    for axis in (0, 1):
        scale = _answer_scale(reading, question.options(axis))
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


def _number_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """An array of numbers: tick boxes make multiple choices, a short list of numbers makes a grid per column."""
    columns = question.lines(1)
    if question.attributes.get("multiflexible_checkbox") == "1":
        return _tick_box_array(reading, question)
    low = _whole(question.attributes.get("multiflexible_min"), 1)
    high = _whole(question.attributes.get("multiflexible_max"), 10)
    gap = max(1, _whole(question.attributes.get("multiflexible_step"), 1))
    numbers = list(range(low, high + 1, gap)) if high > low and (high - low) / gap < 1_000 else []
    if question.attributes.get("input_boxes") == "1" or not 2 <= len(numbers) <= MAXIMUM_STEPS or not columns:
        return reading.left_out(_("tableau de nombres libres, laissé de côté."))
    labels = [_both(str(n), str(n)) for n in numbers]
    values: dict[str, Answer] = {str(n): step for step, n in enumerate(numbers, start=1)}
    scale = Scale(reading.builder.scale(labels, None), values, has_not_applicable=False, known=True)
    title, items = _title(reading, question), []
    for column in columns:
        items += _matrix(
            reading,
            question,
            scale=scale,
            text=_joined(reading, title, column),
            suffix=f"[{column.code}]",
        )
    return items


def _tick_box_array(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    title, items = _title(reading, question), list[AnyItem]()
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
                **reading.asked(question, code, _joined(reading, title, line)),
            )
        )
    return items


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(float(text or otherwise))
    except (ValueError, OverflowError):
        return otherwise


# Lists ---------------------------------------------------------------------------------------------------------


def _list(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """A list of answers: a scale when the answers are one, else a choice; a comment follows the type O."""
    wanted = reading.hint.get("type")
    scale = None
    labels = [reading.builder.text(a.texts, fallback=a.code).fr for a in question.options()]
    english = [reading.builder.text(a.texts, fallback=a.code).en for a in question.options()]
    ordered = steps_of(labels).known or steps_of(english).known
    if wanted == "likert" or (wanted is None and not question.other and ordered):
        scale = _answer_scale(reading, question.options())
    if scale is not None:
        code = _claim(reading, question)
        reading.coded(question, code, scale.values)
        items: list[AnyItem] = [
            LikertItem(
                type="likert",
                scale=scale.code,
                not_applicable=scale.has_not_applicable,
                **reading.asked(question, code, _title(reading, question)),
            )
        ]
    else:
        items = _choice(reading, question)
    if items and question.kind == "O":
        items.append(_comment(reading, items[0], _("Commentaire")))
    return items


def _choice(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    answers = list(question.options())
    codes = option_codes([*(answer.code for answer in answers), *([OTHER] if question.other else [])])
    if not 2 <= len(codes) <= MAXIMUM_OPTIONS:
        return reading.left_out(
            _("liste de {n} réponses (il en faut de 2 à {most}), laissée de côté.").format(
                n=len(codes), most=MAXIMUM_OPTIONS
            )
        )
    texts = [reading.builder.text(answer.texts, fallback=answer.code) for answer in answers]
    code = _claim(reading, question)
    values: dict[str, Answer] = {answer.code: option for answer, option in zip(answers, codes, strict=False)}
    for text, option in zip(texts, codes, strict=False):
        values.setdefault(text.fr, option)
        values.setdefault(text.en, option)
    if question.other:
        texts.append(_both("Autre", "Other"))
        values |= {LIME_OTHER: codes[-1], "Autre": codes[-1], "Other": codes[-1]}
    reading.coded(question, code, values)
    item = SingleItem(
        type="single",
        options=tuple(Option(code=o, text=t) for o, t in zip(codes, texts, strict=True)),
        **reading.asked(question, code, _title(reading, question)),
    )
    return [item, _other_text(reading, item, codes[-1])] if question.other else [item]


def _other_text(reading: Reading, item: SingleItem | MultipleItem, option: str) -> TextItem:
    """The words of « other », asked of those who chose it."""
    code = reading.builder.codes.claim(f"{item.code}_precision", fallback="precision")
    return TextItem(
        type="text",
        code=code,
        text=BilingualText(fr=f"{item.text.fr} — Autre", en=f"{item.text.en} — Other"),
        when=Condition(item=item.code, values=(option,)),
    )


def _comment(reading: Reading, item: AnyItem, label: str) -> TextItem:
    code = reading.builder.codes.claim(f"{item.code}_comment", fallback="comment")
    text = BilingualText(fr=f"{item.text.fr} — {label}", en=f"{item.text.en} — Comment")
    return TextItem(type="text", code=code, text=text, when=reading.when)


def _gender(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    code = _claim(reading, question)
    reading.coded(
        question, code, {"F": "F", "M": "M", "Féminin": "F", "Masculin": "M", "Female": "F", "Male": "M"}
    )
    options = (Option(code="F", text=_both("Femme", "Female")), Option(code="M", text=_both("Homme", "Male")))
    return [
        SingleItem(type="single", options=options, **reading.asked(question, code, _title(reading, question)))
    ]


def _five_points(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    scale = _fixed_scale(reading, "5")
    code = _claim(reading, question)
    reading.coded(question, code, scale.values)
    return [
        LikertItem(
            type="likert", scale=scale.code, **reading.asked(question, code, _title(reading, question))
        )
    ]


def _yes_no(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    code = _claim(reading, question)
    values: dict[str, Answer] = {"Y": True, "N": False, "Oui": True, "Non": False, "Yes": True, "No": False}
    reading.fields.append(ResultField(question.code, code, Coding.VALUE, values))
    reading.know(question, "", Variable(code, {"Y": "yes", "N": "no"}))
    return [YesNoItem(type="yes_no", **reading.asked(question, code, _title(reading, question)))]


def _multiple(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    lines = list(question.lines())
    options = option_codes([*(line.code for line in lines), *([OTHER] if question.other else [])])
    title = _title(reading, question)
    if len(options) == 1 and lines:
        code = _claim(reading, question)
        ticked: dict[str, Answer] = {
            _YES: True,
            "Oui": True,
            "Yes": True,
            "N": False,
            "Non": False,
            "No": False,
        }
        reading.fields.append(ResultField(f"{question.code}[{lines[0].code}]", code, Coding.VALUE, ticked))
        reading.know(question, lines[0].code, Variable(code, {_YES: "yes"}))
        return [YesNoItem(type="yes_no", **reading.asked(question, code, _joined(reading, title, lines[0])))]
    if not 2 <= len(options) <= MAXIMUM_OPTIONS:
        return reading.left_out(
            _("choix multiple de {n} options (il en faut de 2 à {most}), laissé de côté.").format(
                n=len(options), most=MAXIMUM_OPTIONS
            )
        )
    code = _claim(reading, question, options)
    texts = [reading.builder.text(line.texts, fallback=line.code) for line in lines]
    for line, option in zip(lines, options, strict=False):
        column = f"{question.code}[{line.code}]"
        reading.fields.append(ResultField(column, code, Coding.FLAG, option=option))
        reading.know(question, line.code, Variable(code, {}, option=option))
    if question.other:
        texts.append(_both("Autre", "Other"))
        reading.fields.append(ResultField(f"{question.code}[{OTHER}]", code, Coding.FLAG, option=options[-1]))
    if question.kind == "P":
        reading.builder.say(reading.place, _("commentaires de chaque option laissés de côté."))
    most = _whole(question.attributes.get("max_answers"), 0)
    item = MultipleItem(
        type="multiple",
        options=tuple(Option(code=o, text=t) for o, t in zip(options, texts, strict=True)),
        maximum=most if 0 < most < len(options) else None,
        **reading.asked(question, code, title),
    )
    return [item, _other_text(reading, item, options[-1])] if question.other else [item]


def _ranking(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    choices = [(a.code, a.texts) for a in question.options()] or [(s.code, s.texts) for s in question.lines()]
    if not 2 <= len(choices) <= _MOST_RANKED:
        return reading.left_out(
            _("classement de {n} options (il en faut de 2 à {most}), laissé de côté.").format(
                n=len(choices), most=_MOST_RANKED
            )
        )
    options = option_codes(code for code, _texts in choices)
    texts = [reading.builder.text(words, fallback=code) for code, words in choices]
    code = _claim(reading, question, options)
    values: dict[str, Answer] = {
        foreign: option for (foreign, _texts), option in zip(choices, options, strict=True)
    }
    for text, option in zip(texts, options, strict=True):
        values.setdefault(text.fr, option)
        values.setdefault(text.en, option)
    for rank in range(1, len(options) + 1):
        column = f"{question.code}[{rank}]"
        reading.fields.append(ResultField(column, code, Coding.RANK, values, rank=rank))
    most = _whole(question.attributes.get("max_answers"), 0)
    return [
        RankingItem(
            type="ranking",
            options=tuple(Option(code=o, text=t) for o, t in zip(options, texts, strict=True)),
            maximum=most if 0 < most < len(options) else None,
            **reading.asked(question, code, _title(reading, question)),
        )
    ]


# Numbers and words ---------------------------------------------------------------------------------------------


def _bounds(reading: Reading, question: LimeQuestion) -> tuple[float, float]:
    low = _real(question.attributes.get("min_num_value_n") or question.attributes.get("slider_min"))
    high = _real(question.attributes.get("max_num_value_n") or question.attributes.get("slider_max"))
    if high is None or high <= (low or 0.0):
        high = (low or 0.0) + 100.0
        reading.builder.say(
            reading.place,
            _("nombre sans maximum : bornes de {low:g} à {high:g}, à vérifier.").format(
                low=low or 0.0, high=high
            ),
        )
    return low or 0.0, high


def _real(text: str | None) -> float | None:
    try:
        value = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def _number(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    low, high = _bounds(reading, question)
    code = _claim(reading, question)
    reading.fields.append(ResultField(question.code, code, Coding.NUMBER))
    reading.know(question, "", Variable(code, {}, numeric=True))
    return [
        NumberItem(
            type="number",
            minimum=low,
            maximum=high,
            **reading.asked(question, code, _title(reading, question)),
        )
    ]


def _numbers(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    low, high = _bounds(reading, question)
    title, items = _title(reading, question), list[AnyItem]()
    for line in question.lines():
        code = reading.builder.codes.claim(f"{question.code}_{line.code}", fallback=f"q{question.qid}")
        reading.fields.append(ResultField(f"{question.code}[{line.code}]", code, Coding.NUMBER))
        reading.know(question, line.code, Variable(code, {}, numeric=True))
        clean = LimeSubquestion(line.qid, line.code, _without_slider_labels(line.texts), line.scale)
        asked = reading.asked(question, code, _joined(reading, title, clean))
        items.append(NumberItem(type="number", minimum=low, maximum=high, **asked))
    return items


def _text(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    if question.attributes.get("numbers_only") == "1":
        return _number(reading, question)
    code = _claim(reading, question)
    asked = reading.asked(question, code, _title(reading, question))
    return [TextItem(type="text", maximum_length=_length(question), **asked)]


def _length(question: LimeQuestion) -> int:
    wanted = _whole(question.attributes.get("maximum_chars"), 1_000)
    return min(4_000, max(20, wanted))


def _texts(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    title, items = _title(reading, question), list[AnyItem]()
    for line in question.lines():
        code = reading.builder.codes.claim(f"{question.code}_{line.code}", fallback=f"q{question.qid}")
        asked = reading.asked(question, code, _joined(reading, title, line))
        items.append(TextItem(type="text", maximum_length=_length(question), **asked))
    return items


def _unknown(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    return reading.left_out(
        _("type de question « {kind} » inconnu, laissé de côté.").format(kind=question.kind[:5])
    )


def _refusing(reason: Callable[[], str]) -> Callable[[Reading, LimeQuestion], list[AnyItem]]:
    return lambda reading, _question: reading.left_out(reason())


HANDLERS: Mapping[str, Callable[[Reading, LimeQuestion], list[AnyItem]]] = {
    "5": _five_points,
    **dict.fromkeys("ABCE", _fixed_array),
    **dict.fromkeys("FH", _flexible_array),
    "1": _dual_array,
    ":": _number_array,
    ";": _refusing(lambda: _("tableau de textes, laissé de côté.")),
    **dict.fromkeys("L!O", _list),
    **dict.fromkeys("MP", _multiple),
    "R": _ranking,
    "N": _number,
    "K": _numbers,
    **dict.fromkeys("STU", _text),
    "Q": _texts,
    "Y": _yes_no,
    "G": _gender,
    "D": _refusing(lambda: _("date, laissée de côté : elle pourrait désigner une personne.")),
    "I": _refusing(lambda: _("choix de la langue, laissé de côté.")),
    "|": _refusing(lambda: _("dépôt de fichier, laissé de côté.")),
    "*": _refusing(lambda: _("équation, laissée de côté.")),
}
BOILERPLATE = "X"


def items_of(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """The items of one question; notices say what is left out."""
    return HANDLERS.get(question.kind, _unknown)(reading, question)
