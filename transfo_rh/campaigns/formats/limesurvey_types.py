"""LimeSurvey's question types, each turned into the items of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transfo_rh.campaigns.formats.building import option_codes, steps_of
from transfo_rh.campaigns.formats.expressions import Variable
from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.limesurvey_arrays import (
    answer_scale,
    dual_array,
    fixed_array,
    fixed_scale,
    flexible_array,
    number_array,
)
from transfo_rh.campaigns.formats.limesurvey_model import LimeQuestion, LimeSubquestion
from transfo_rh.campaigns.formats.limesurvey_reading import (
    Reading,
    both,
    claim,
    joined,
    title_of,
    whole,
    without_slider_labels,
)
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    MAXIMUM_OPTIONS,
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MultipleItem,
    NumberItem,
    Option,
    RankingItem,
    SingleItem,
    TextItem,
    YesNoItem,
)
from transfo_rh.core.i18n import _

OTHER = "other"
LIME_OTHER = "-oth-"
_MOST_RANKED = 12
_YES = "Y"
_YES_OR_NO: Mapping[str, Answer] = {
    _YES: True, "Oui": True, "Yes": True, "1": True, "N": False, "Non": False, "No": False, "0": False, "2": False,
}  # fmt: skip
"""LimeSurvey may write 1 for Y, and 0 or 2 for N."""

# Lists ---------------------------------------------------------------------------------------------------------


def _list(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    """A list of answers: a scale when the answers are one, else a choice; a comment follows the type O."""
    wanted = reading.hint.get("type")
    scale = None
    labels = [reading.builder.text(a.texts, fallback=a.code).fr for a in question.options()]
    english = [reading.builder.text(a.texts, fallback=a.code).en for a in question.options()]
    ordered = steps_of(labels).known or steps_of(english).known
    if wanted == "likert" or (wanted is None and not question.other and ordered):
        scale = answer_scale(reading, question.options())
    if scale is not None:
        code = claim(reading, question)
        reading.coded(question, code, scale.values)
        items: list[AnyItem] = [
            LikertItem(
                type="likert",
                scale=scale.code,
                not_applicable=scale.has_not_applicable,
                **reading.asked(question, code, title_of(reading, question)),
            )
        ]
    else:
        items = _choice(reading, question)
    if items and question.kind == "O":
        comment = _comment(reading, items[0], _("Commentaire"))
        reading.fields.append(ResultField(f"{question.code}[comment]", comment.code, Coding.TEXT))
        items.append(comment)
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
    code = claim(reading, question)
    values: dict[str, Answer] = {answer.code: option for answer, option in zip(answers, codes, strict=False)}
    for text, option in zip(texts, codes, strict=False):
        values.setdefault(text.fr, option)
        values.setdefault(text.en, option)
    if question.other:
        texts.append(both("Autre", "Other"))
        values |= {LIME_OTHER: codes[-1], "Autre": codes[-1], "Other": codes[-1]}
    reading.coded(question, code, values)
    item = SingleItem(
        type="single",
        options=tuple(Option(code=o, text=t) for o, t in zip(codes, texts, strict=True)),
        **reading.asked(question, code, title_of(reading, question)),
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
    code = claim(reading, question)
    words = {"Féminin": "F", "Masculin": "M", "Female": "F", "Male": "M", "Femme": "F", "Homme": "M"}
    reading.coded(question, code, {"F": "F", "M": "M", **words})
    options = (Option(code="F", text=both("Femme", "Female")), Option(code="M", text=both("Homme", "Male")))
    return [
        SingleItem(
            type="single", options=options, **reading.asked(question, code, title_of(reading, question))
        )
    ]


def _five_points(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    scale = fixed_scale(reading, "5")
    code = claim(reading, question)
    reading.coded(question, code, scale.values)
    return [
        LikertItem(
            type="likert", scale=scale.code, **reading.asked(question, code, title_of(reading, question))
        )
    ]


def _yes_no(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    code = claim(reading, question)
    reading.fields.append(ResultField(question.code, code, Coding.VALUE, _YES_OR_NO))
    reading.know(question, "", Variable(code, {"Y": "yes", "N": "no"}))
    return [YesNoItem(type="yes_no", **reading.asked(question, code, title_of(reading, question)))]


def _multiple(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    lines = list(question.lines())
    options = option_codes([*(line.code for line in lines), *([OTHER] if question.other else [])])
    title = title_of(reading, question)
    if len(options) == 1 and lines:
        code = claim(reading, question)
        reading.fields.append(
            ResultField(f"{question.code}[{lines[0].code}]", code, Coding.VALUE, _YES_OR_NO)
        )
        reading.know(question, lines[0].code, Variable(code, {_YES: "yes"}))
        return [YesNoItem(type="yes_no", **reading.asked(question, code, joined(reading, title, lines[0])))]
    if not 2 <= len(options) <= MAXIMUM_OPTIONS:
        return reading.left_out(
            _("choix multiple de {n} options (il en faut de 2 à {most}), laissé de côté.").format(
                n=len(options), most=MAXIMUM_OPTIONS
            )
        )
    code = claim(reading, question, options)
    texts = [reading.builder.text(line.texts, fallback=line.code) for line in lines]
    for line, option in zip(lines, options, strict=False):
        column = f"{question.code}[{line.code}]"
        reading.fields.append(ResultField(column, code, Coding.FLAG, option=option))
        reading.know(question, line.code, Variable(code, {}, option=option))
    if question.other:
        texts.append(both("Autre", "Other"))
        reading.fields.append(ResultField(f"{question.code}[{OTHER}]", code, Coding.FLAG, option=options[-1]))
    if question.kind == "P":
        reading.builder.say(reading.place, _("commentaires de chaque option laissés de côté."))
    most = whole(question.attributes.get("max_answers"), 0)
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
    code = claim(reading, question, options)
    values: dict[str, Answer] = {
        foreign: option for (foreign, _texts), option in zip(choices, options, strict=True)
    }
    for text, option in zip(texts, options, strict=True):
        values.setdefault(text.fr, option)
        values.setdefault(text.en, option)
    for rank in range(1, len(options) + 1):
        column = f"{question.code}[{rank}]"
        reading.fields.append(ResultField(column, code, Coding.RANK, values, rank=rank))
    most = whole(question.attributes.get("max_answers"), 0)
    return [
        RankingItem(
            type="ranking",
            options=tuple(Option(code=o, text=t) for o, t in zip(options, texts, strict=True)),
            maximum=most if 0 < most < len(options) else None,
            **reading.asked(question, code, title_of(reading, question)),
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
    code = claim(reading, question)
    reading.fields.append(ResultField(question.code, code, Coding.NUMBER))
    reading.know(question, "", Variable(code, {}, numeric=True))
    return [
        NumberItem(
            type="number",
            minimum=low,
            maximum=high,
            **reading.asked(question, code, title_of(reading, question)),
        )
    ]


def _numbers(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    low, high = _bounds(reading, question)
    title, items = title_of(reading, question), list[AnyItem]()
    for line in question.lines():
        code = reading.builder.codes.claim(f"{question.code}_{line.code}", fallback=f"q{question.qid}")
        reading.fields.append(ResultField(f"{question.code}[{line.code}]", code, Coding.NUMBER))
        reading.know(question, line.code, Variable(code, {}, numeric=True))
        clean = LimeSubquestion(line.qid, line.code, without_slider_labels(line.texts), line.scale)
        asked = reading.asked(question, code, joined(reading, title, clean))
        items.append(NumberItem(type="number", minimum=low, maximum=high, **asked))
    return items


def _text(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    if question.attributes.get("numbers_only") == "1":
        return _number(reading, question)
    code = claim(reading, question)
    reading.fields.append(ResultField(question.code, code, Coding.TEXT))
    asked = reading.asked(question, code, title_of(reading, question))
    return [TextItem(type="text", maximum_length=_length(question), **asked)]


def _length(question: LimeQuestion) -> int:
    wanted = whole(question.attributes.get("maximum_chars"), 1_000)
    return min(4_000, max(20, wanted))


def _texts(reading: Reading, question: LimeQuestion) -> list[AnyItem]:
    title, items = title_of(reading, question), list[AnyItem]()
    for line in question.lines():
        code = reading.builder.codes.claim(f"{question.code}_{line.code}", fallback=f"q{question.qid}")
        reading.fields.append(ResultField(f"{question.code}[{line.code}]", code, Coding.TEXT))
        asked = reading.asked(question, code, joined(reading, title, line))
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
    **dict.fromkeys("ABCE", fixed_array),
    **dict.fromkeys("FH", flexible_array),
    "1": dual_array,
    ":": number_array,
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
