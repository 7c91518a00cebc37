"""From a questionnaire to a LimeSurvey structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transfo_rh.campaigns.formats.carried import carried_by_item, carried_by_questionnaire, carried_by_section
from transfo_rh.campaigns.formats.limesurvey_arrays import NOT_APPLICABLE_CODE
from transfo_rh.campaigns.formats.limesurvey_model import (
    LimeAnswer,
    LimeGroup,
    LimeQuestion,
    LimeSubquestion,
    LimeSurvey,
)
from transfo_rh.campaigns.formats.plain_text import as_html
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    Option,
    QuestionnaireFile,
    RankingItem,
    Section,
    SingleItem,
    TextItem,
    YesNoItem,
)

LANGUAGES = ("fr", "en")
_KINDS = {
    "likert": "L", "matrix": "F", "single": "L", "multiple": "M", "ranking": "R", "yes_no": "Y", "number": "N",
    "text": "T",
}  # fmt: skip
_LONGEST_CODE = 20
_LONGEST_ANSWER = 5
_NOT_CODE = re.compile(r"[^A-Za-z0-9]")


def survey_of(definition: QuestionnaireFile) -> LimeSurvey:
    """The LimeSurvey structure of a questionnaire, in French and in English."""
    return _Writing(definition).survey()


def short_codes(codes: Sequence[str], *, longest: int, prefix: str) -> list[str]:
    """Codes of letters and digits only, unique whatever the case, numbered when they do not fit.

    >>> short_codes(["CN1", "avis_global", "AvisGlobal"], longest=20, prefix="Q")
    ['CN1', 'avisglobal', 'Q3']
    """
    taken: set[str] = set()
    short = []
    for rank, code in enumerate(codes, start=1):
        wanted = _NOT_CODE.sub("", code)
        number = rank
        while not wanted or len(wanted) > longest or wanted.lower() in taken:
            wanted, number = f"{prefix}{number}", number + len(codes)
        taken.add(wanted.lower())
        short.append(wanted)
    return short


def _texts(text: BilingualText | None) -> dict[str, str]:
    return {} if text is None else {language: as_html(text.in_language(language)) for language in LANGUAGES}


class _Writing:
    """One questionnaire being written; codes are LimeSurvey's."""

    def __init__(self, definition: QuestionnaireFile) -> None:
        self._definition = definition
        items = list(definition.items())
        codes = short_codes([item.code for item in items], longest=_LONGEST_CODE, prefix="Q")
        self._codes = {item.code: code for item, code in zip(items, codes, strict=True)}
        self._items = {item.code: item for item in items}
        self._lines = {
            row.code: (item, rank)
            for item in items
            if isinstance(item, MatrixItem)
            for rank, row in enumerate(item.rows, start=1)
        }
        self._next_id = len(items)

    def survey(self) -> LimeSurvey:
        """The whole structure."""
        return LimeSurvey(
            sid="1",
            languages=LANGUAGES,
            titles=_texts(self._definition.title),
            descriptions=_texts(self._definition.purpose),
            groups=tuple(
                self._group(str(rank), section)
                for rank, section in enumerate(self._definition.sections, start=1)
            ),
            carried=carried_by_questionnaire(self._definition),
        )

    def _group(self, gid: str, section: Section) -> LimeGroup:
        relevance = self._relevance(section.when)
        return LimeGroup(
            gid=gid,
            titles=_texts(section.title),
            descriptions=_texts(section.intro),
            relevance=relevance,
            questions=tuple(self._question(item) for item in section.items),
            carried=carried_by_section(section, relevance),
        )

    def _question(self, item: AnyItem) -> LimeQuestion:
        relevance = self._relevance(item.when) or "1"
        attributes = {}
        if isinstance(item, MultipleItem | RankingItem) and item.maximum is not None:
            attributes["max_answers"] = str(item.maximum)
        elif isinstance(item, NumberItem):
            attributes = {"min_num_value_n": repr(item.minimum), "max_num_value_n": repr(item.maximum)}
        elif isinstance(item, TextItem):
            attributes["maximum_chars"] = str(item.maximum_length)
        return LimeQuestion(
            qid=str(list(self._items).index(item.code) + 1),
            code=self._codes[item.code],
            kind=_KINDS[item.type],
            texts=_texts(item.text),
            helps=_texts(item.help),
            relevance=relevance,
            mandatory=item.required,
            attributes=attributes,
            subquestions=self._subquestions(item),
            answers=self._answers(item),
            carried=carried_by_item(item, relevance),
        )

    def _subquestions(self, item: AnyItem) -> tuple[LimeSubquestion, ...]:
        lines: Sequence[BilingualText] = ()
        if isinstance(item, MatrixItem):
            lines = [row.text for row in item.rows]
        elif isinstance(item, MultipleItem):
            lines = [option.text for option in item.options]
        found = []
        for rank, text in enumerate(lines, start=1):
            self._next_id += 1
            found.append(LimeSubquestion(str(self._next_id), _line_code(rank), _texts(text)))
        return tuple(found)

    def _answers(self, item: AnyItem) -> tuple[LimeAnswer, ...]:
        if isinstance(item, SingleItem | RankingItem):
            codes = answer_codes(item.options)
            return tuple(
                LimeAnswer(code, _texts(option.text))
                for code, option in zip(codes, item.options, strict=True)
            )
        if not isinstance(item, LikertItem | MatrixItem):
            return ()
        scale = self._definition.scale_of(item)
        answers = [LimeAnswer(f"A{step}", _texts(text)) for step, text in enumerate(scale.labels, start=1)]
        rows = item.rows if isinstance(item, MatrixItem) else (item,)
        if scale.not_applicable is not None and any(row.not_applicable for row in rows):
            answers.append(LimeAnswer(NOT_APPLICABLE_CODE, _texts(scale.not_applicable)))
        return tuple(answers)

    # Conditions ------------------------------------------------------------------------------------------------

    def _relevance(self, condition: Condition | None) -> str:
        """The equation of a condition; empty when there is none, or when it reads a ranking or a text."""
        return "" if condition is None else self._equation(condition) or ""

    def _equation(self, condition: Condition) -> str | None:
        if condition.item is None:
            sign = " and " if condition.all_of else " or "
            parts = [self._equation(part) for part in (*condition.all_of, *condition.any_of)]
            if any(part is None for part in parts):
                return None
            said: str | None = f"({sign.join(f'({part})' for part in parts)})"
        else:
            said = self._comparison(condition)
        return f"!({said})" if said is not None and condition.negated else said

    def _comparison(self, condition: Condition) -> str | None:
        code = condition.item or ""
        if code in self._lines:
            item, rank = self._lines[code]
            return self._steps(item, f"{self._codes[item.code]}_{_line_code(rank)}", condition)
        asked = self._items[code]
        name = self._codes[code]
        if isinstance(asked, LikertItem | MatrixItem):
            return self._steps(asked, name, condition)
        if isinstance(asked, NumberItem):
            bounds = [
                f"{name}.NAOK {sign} {value:g}"
                for sign, value in ((">=", condition.at_least), ("<=", condition.at_most))
                if value is not None
            ]
            return " and ".join(bounds) or None
        if isinstance(asked, YesNoItem):
            return _any(f'{name}.NAOK == "{"Y" if v == "yes" else "N"}"' for v in condition.values)
        if isinstance(asked, SingleItem):
            codes = _codes_of(asked.options)
            return _any(f'{name}.NAOK == "{codes[str(v)]}"' for v in condition.values if v in codes)
        if isinstance(asked, MultipleItem):
            ranks = {option.code: _line_code(rank) for rank, option in enumerate(asked.options, start=1)}
            return _any(f'{name}_{ranks[str(v)]}.NAOK == "Y"' for v in condition.values if v in ranks)
        return None

    def _steps(self, item: LikertItem | MatrixItem, name: str, condition: Condition) -> str | None:
        steps = range(1, len(self._definition.scale_of(item).labels) + 1)
        low, high = condition.at_least, condition.at_most
        chosen = [
            step
            for step in steps
            if (not condition.values or step in condition.values)
            and (low is None or step >= low)
            and (high is None or step <= high)
        ]
        return _any(f'{name}.NAOK == "A{step}"' for step in chosen)


def _line_code(rank: int) -> str:
    return f"SQ{rank:03d}"


def answer_codes(options: Sequence[Option]) -> list[str]:
    """LimeSurvey's codes of the options of a list."""
    return short_codes([option.code for option in options], longest=_LONGEST_ANSWER, prefix="A")


def _codes_of(options: Sequence[Option]) -> dict[str, str]:
    return {option.code: code for option, code in zip(options, answer_codes(options), strict=True)}


def _any(tests: Iterable[str]) -> str | None:
    return " or ".join(tests) or None
