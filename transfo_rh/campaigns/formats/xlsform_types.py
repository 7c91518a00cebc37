"""XLSForm's question types, each turned into an item of a questionnaire."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transfo_rh.campaigns.formats.building import QuestionnaireBuilder, option_codes, steps_of
from transfo_rh.campaigns.formats.expressions import Variable
from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.xlsform_model import FormRow, XlsForm
from transfo_rh.campaigns.importing.wording import label_key
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
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.core.i18n import _

OTHER = "other"
_MOST_RANKED = 12
_YES_WORDS = frozenset({"yes", "oui", "y", "o", "true", "vrai"})
_NO_WORDS = frozenset({"no", "non", "n", "false", "faux"})
_SELECT = re.compile(
    r"^(?:add )?(?P<kind>select[_ ]one[_ ]external|select[_ ]one[_ ]from[_ ]file|select[_ ]multiple[_ ]from[_ ]file|select[_ ]one|select1|select[_ ]multiple|select[_ ]all[_ ]that[_ ]apply|rank)"
    r"(?: prompt using| using)?(?: from)?\s+(?P<list>\S+(?: \S+)*?)(?P<other>\s+or[_ ](?:specify[_ ])?other)?$",
    re.IGNORECASE,
)
_LOWEST = re.compile(r"\.\s*>=\s*(-?\d+(?:\.\d+)?)")
_HIGHEST = re.compile(r"\.\s*<=\s*(-?\d+(?:\.\d+)?)")
_MOST_SELECTED = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)")
_MOST_LETTERS = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)")
_PARAMETER = re.compile(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Select:
    """A type that names a list: ``one``, ``multiple`` or ``rank``."""

    kind: str
    list_name: str
    other: bool
    external: bool = False
    from_file: bool = False


def select_of(text: str) -> Select | None:
    """The list that a type names; None for other types.

    >>> select_of("select one from yes_or_no").list_name, select_of("Select_Multiple colors or_other").other
    ('yes_or_no', True)
    >>> select_of("text")
    """
    match = _SELECT.match(" ".join(text.split()))
    if match is None:
        return None
    kind = match["kind"].lower().replace(" ", "_")
    simple = "rank" if kind == "rank" else "multiple" if "multiple" in kind or "all" in kind else "one"
    return Select(
        simple, match["list"], bool(match["other"]), kind.endswith("external"), kind.endswith("from_file")
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a question: their names, their texts and the codes that they get as options."""

    names: tuple[str, ...]
    texts: tuple[BilingualText, ...]
    codes: tuple[str, ...]

    def meanings(self, values: Sequence[Answer]) -> dict[str, Answer]:
        """What each name, and each label where no name says otherwise, means."""
        found: dict[str, Answer] = dict(zip(self.names, values, strict=True))
        for text, value in zip(self.texts, values, strict=True):
            found.setdefault(text.fr, value)
            found.setdefault(text.en, value)
        return found


@dataclass
class FormReading:
    """What reading the rows of one form shares. ``path`` are the names of the groups around the row."""

    form: XlsForm
    builder: QuestionnaireBuilder
    fields: list[ResultField] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    when: Condition | None = None
    help: BilingualText | None = None
    hint: Mapping[str, Any] = field(default_factory=dict)

    def place(self, row: FormRow) -> str:
        """Where a row is, in words."""
        return _("feuille « survey », ligne {row}, « {name} »").format(
            row=row.number, name=(row.cell("name") or row.cell("type"))[:60]
        )

    def column(self, row: FormRow) -> str:
        """The heading of the question in results."""
        return "/".join((*self.path, row.cell("name")))

    def title(self, row: FormRow) -> BilingualText:
        """The label of a row; its name when it has none."""
        return self.builder.text(row.words("label"), fallback=row.cell("name") or "?")

    def asked(self, row: FormRow, code: str) -> dict[str, Any]:
        """What every item bears."""
        return {
            "code": code,
            "text": self.title(row),
            "help": self.help,
            "required": is_true(row.cell("required")),
            "when": self.when,
        }

    def claim(self, row: FormRow, suffixes: Sequence[str] = ()) -> str:
        """The code of the question."""
        return self.builder.codes.claim(row.cell("name"), fallback=f"q{row.number}", suffixes=suffixes)

    def left_out(self, row: FormRow, reason: str) -> list[AnyItem]:
        """Say that the row is left out; no item."""
        self.builder.say(self.place(row), reason)
        return []

    def choices(self, row: FormRow, select: Select) -> Choices:
        """The choices of a list. Raises InvalidFile naming the row when the list does not exist, or repeats a name."""
        found = (self.form.external if select.external else self.form.lists).get(select.list_name)
        if found is None:
            raise self.form.refused(
                row,
                _("la liste « {list} » n’existe pas dans la feuille des choix").format(
                    list=select.list_name[:60]
                ),
            )
        rows = self._once(found, select)
        names = [choice.cell("name") for choice in rows]
        texts = [self.builder.text(choice.words("label"), fallback=choice.cell("name")) for choice in rows]
        if select.other and OTHER not in names:
            names.append(OTHER)
            texts.append(BilingualText(fr="Autre", en="Other"))
        return Choices(tuple(names), tuple(texts), tuple(option_codes(names)))

    def _once(self, rows: Sequence[FormRow], select: Select) -> list[FormRow]:
        """The choices, one by name. Raises InvalidFile for a name repeated where the form does not allow it.

        A cascading list repeats a name under several parents; the results only bear the name.
        """
        first: dict[str, FormRow] = {}
        for choice in rows:
            name = choice.cell("name")
            if name in first and not (
                select.external or is_true(self.form.settings.get("allow_choice_duplicates", ""))
            ):
                raise self.form.refused(
                    choice,
                    _("la liste « {list} » a deux choix « {name} »").format(
                        list=select.list_name[:60], name=name[:60]
                    ),
                    sheet="choices",
                )
            first.setdefault(name, choice)
        return list(first.values())


def is_true(text: str) -> bool:
    """What forms write for yes.

    >>> is_true("Yes"), is_true("true()"), is_true("no")
    (True, True, False)
    """
    return text.strip().lower() in ("yes", "true", "true()", "oui", "1", "vrai")


def select_items(reading: FormReading, row: FormRow, select: Select) -> list[AnyItem]:
    """The item of a question that names a list."""
    if select.from_file or "search(" in row.cell("appearance").lower():
        return reading.left_out(row, _("choix tirés d’un autre fichier, question laissée de côté."))
    if select.list_name.startswith("${"):
        return reading.left_out(row, _("choix tirés d’autres réponses, question laissée de côté."))
    choices = reading.choices(row, select)
    if row.cell("choice_filter"):
        reading.builder.say(reading.place(row), _("filtre des choix laissé de côté : tous sont proposés."))
    if len(choices.names) > MAXIMUM_OPTIONS or len(choices.names) < 2:
        return reading.left_out(
            row,
            _("liste de {n} choix (il en faut de 2 à {most}), laissée de côté.").format(
                n=len(choices.names), most=MAXIMUM_OPTIONS
            ),
        )
    if select.kind == "one":
        return _one(reading, row, select, choices)
    if select.kind == "rank":
        return _rank(reading, row, choices)
    return _multiple(reading, row, select, choices)


def _one(reading: FormReading, row: FormRow, select: Select, choices: Choices) -> list[AnyItem]:
    wanted = reading.hint.get("type")
    if wanted in (None, "yes_no") and not select.other and (yes := _yes_no(choices)) is not None:
        code = reading.claim(row)
        values = choices.meanings(yes)
        reading.fields.append(ResultField(reading.column(row), code, Coding.VALUE, values))
        words: dict[str, str | int] = {name: "yes" if values[name] else "no" for name in choices.names}
        reading.variables[row.cell("name")] = Variable(code, words)
        return [YesNoItem(type="yes_no", **reading.asked(row, code))]
    likert = "likert" in row.cell("appearance").lower() or scale_steps(choices, hint=False).known
    if wanted == "likert" or (wanted is None and likert and not select.other):
        scale = scale_of(reading, choices)
        if scale is not None:
            code = reading.claim(row)
            know_scale(reading, row, code, scale[1])
            return [
                LikertItem(type="likert", scale=scale[0], not_applicable=scale[2], **reading.asked(row, code))
            ]
    code = reading.claim(row)
    values = choices.meanings(choices.codes)
    reading.fields.append(ResultField(reading.column(row), code, Coding.VALUE, values))
    reading.variables[row.cell("name")] = Variable(code, dict(zip(choices.names, choices.codes, strict=True)))
    single = SingleItem(type="single", options=_options(choices), **reading.asked(row, code))
    return [single, _other_text(reading, row, single, choices)] if select.other else [single]


def _yes_no(choices: Choices) -> list[Answer] | None:
    """True and False in the order of the choices, when they are yes and no."""
    keys = [label_key(name) for name in choices.names]
    if len(keys) != 2 or not (set(keys) & _YES_WORDS and set(keys) & _NO_WORDS):
        return None
    return [key in _YES_WORDS for key in keys]


def scale_steps(choices: Choices, *, hint: bool) -> Any:
    """The order of the choices as a scale: see building.steps_of."""
    if hint:
        from_file = [name for name in choices.names if name != NA]
        skipped = tuple(i for i, name in enumerate(choices.names) if name == NA)
        return type(steps_of(["a"]))(tuple(range(len(from_file))), skipped, True)
    for texts in ([text.fr for text in choices.texts], [text.en for text in choices.texts]):
        steps = steps_of(texts)
        if steps.known:
            return steps
    return steps_of([text.fr for text in choices.texts])


def scale_of(reading: FormReading, choices: Choices) -> tuple[str, dict[str, Answer], bool] | None:
    """The code of the scale, what each choice means on it, and whether « sans objet » is one; None when it is no scale."""
    steps = scale_steps(choices, hint=bool(reading.hint))
    if not 2 <= len(steps.positions) <= 11:
        return None
    values: list[Answer] = [NA] * len(choices.names)
    for step, position in enumerate(steps.positions, start=1):
        values[position] = step
    skipped = choices.texts[steps.not_applicable[0]] if steps.not_applicable else None
    code = reading.builder.scale([choices.texts[i] for i in steps.positions], skipped)
    return code, choices.meanings(values), bool(steps.not_applicable)


def know_scale(reading: FormReading, row: FormRow, code: str, values: Mapping[str, Answer]) -> None:
    """Let results and conditions read a scaled question."""
    reading.fields.append(ResultField(reading.column(row), code, Coding.VALUE, values))
    steps = {name: step for name, step in values.items() if isinstance(step, int)}
    reading.variables[row.cell("name")] = Variable(code, dict(steps))


def _options(choices: Choices) -> tuple[Option, ...]:
    return tuple(
        Option(code=code, text=text) for code, text in zip(choices.codes, choices.texts, strict=True)
    )


def _other_text(
    reading: FormReading, row: FormRow, item: SingleItem | MultipleItem, choices: Choices
) -> TextItem:
    code = reading.builder.codes.claim(f"{item.code}_other_precision", fallback="precision")
    reading.fields.append(ResultField(f"{reading.column(row)}_{OTHER}", code, Coding.TEXT))
    return TextItem(
        type="text",
        code=code,
        text=BilingualText(fr=f"{item.text.fr} — Autre", en=f"{item.text.en} — Other"),
        when=Condition(item=item.code, values=(choices.codes[choices.names.index(OTHER)],)),
    )


def _multiple(reading: FormReading, row: FormRow, select: Select, choices: Choices) -> list[AnyItem]:
    code = reading.claim(row, choices.codes)
    values = choices.meanings(choices.codes)
    column = reading.column(row)
    reading.fields.append(ResultField(column, code, Coding.LIST, values))
    for name, option in zip(choices.names, choices.codes, strict=True):
        reading.fields.append(ResultField(f"{column}/{name}", code, Coding.FLAG, option=option))
    reading.variables[row.cell("name")] = Variable(code, dict(zip(choices.names, choices.codes, strict=True)))
    most = _MOST_SELECTED.search(row.cell("constraint"))
    maximum = int(most[1][:4]) if most else 0
    item = MultipleItem(
        type="multiple",
        options=_options(choices),
        maximum=maximum if 0 < maximum <= len(choices.codes) else None,
        **reading.asked(row, code),
    )
    return [item, _other_text(reading, row, item, choices)] if select.other else [item]


def _rank(reading: FormReading, row: FormRow, choices: Choices) -> list[AnyItem]:
    if len(choices.names) > _MOST_RANKED:
        return reading.left_out(
            row,
            _("classement de {n} options (au plus {most}), laissé de côté.").format(
                n=len(choices.names), most=_MOST_RANKED
            ),
        )
    code = reading.claim(row, choices.codes)
    values = choices.meanings(choices.codes)
    reading.fields.append(ResultField(reading.column(row), code, Coding.LIST, values))
    return [RankingItem(type="ranking", options=_options(choices), **reading.asked(row, code))]


def number_items(reading: FormReading, row: FormRow, kind: str) -> list[AnyItem]:
    """A number with its bounds, from the constraint or the parameters of a range."""
    low, high = _bounds(row, kind)
    if high is None or high <= low:
        high = low + 100
        reading.builder.say(
            reading.place(row),
            _("nombre sans maximum : bornes de {low:g} à {high:g}, à vérifier.").format(low=low, high=high),
        )
    code = reading.claim(row)
    reading.fields.append(ResultField(reading.column(row), code, Coding.NUMBER))
    reading.variables[row.cell("name")] = Variable(code, {}, numeric=True)
    return [NumberItem(type="number", minimum=low, maximum=high, **reading.asked(row, code))]


def _bounds(row: FormRow, kind: str) -> tuple[float, float | None]:
    if kind == "range":
        given = {
            name.lower(): float(value[:15]) for name, value in _PARAMETER.findall(row.cell("parameters"))
        }
        return given.get("start", 1.0), given.get("end", 10.0)
    constraint = row.cell("constraint")
    low, high = _LOWEST.search(constraint), _HIGHEST.search(constraint)
    return float(low[1]) if low else 0.0, float(high[1]) if high else None


def text_items(reading: FormReading, row: FormRow) -> list[AnyItem]:
    """A free text."""
    code = reading.claim(row)
    reading.fields.append(ResultField(reading.column(row), code, Coding.TEXT))
    longest = _MOST_LETTERS.search(row.cell("constraint"))
    length = min(4_000, max(20, int(longest[1][:6]))) if longest else 1_000
    return [TextItem(type="text", maximum_length=length, **reading.asked(row, code))]


def acknowledge_items(reading: FormReading, row: FormRow) -> list[AnyItem]:
    """A box to tick: yes or nothing."""
    code = reading.claim(row)
    values: dict[str, Answer] = {"OK": True, "ok": True}
    reading.fields.append(ResultField(reading.column(row), code, Coding.VALUE, values))
    return [YesNoItem(type="yes_no", **reading.asked(row, code))]
