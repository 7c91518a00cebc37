"""The format of a questionnaire: what is asked, in which order, on which scales, under which conditions.

These models are the format of ``surveys/*.yaml`` and of the versions kept in the database;
``surveys/questionnaire.schema.json`` is generated from them for editors, and a test keeps the two equal.
Sections are the pages of every door; dimensions are what is scored. An item may belong to no dimension.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from transfo_rh.core.i18n import _

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

MAXIMUM_OPTIONS = 60
MAXIMUM_NUMBER_STEPS = 100


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BilingualText(_Strict):
    """One text in both languages of the product."""

    fr: Text
    en: Text

    def in_language(self, language: str) -> str:
        """The text; French unless English is asked for."""
        return self.en if language == "en" else self.fr


class Respondents(StrEnum):
    """Who answers a questionnaire."""

    AGENT = "agent"  # confidential, one answer a person
    DEPARTMENT_HEAD = "department_head"  # attributed, one answer a department


class Framework(_Strict):
    """A competence framework that items refer to, with its version (DigComp 3.0, CRCN 2019…)."""

    code: Code
    name: Text
    version: Text
    url: Text | None = None


class Reference(_Strict):
    """Where an item stands in a framework: the framework's own code of the competence."""

    framework: Code
    code: Text
    level: int | None = Field(default=None, ge=0, le=20)


class AnswerScale(_Strict):
    """The labels of the steps, lowest first, and the words of « sans objet » when the scale offers it."""

    labels: tuple[BilingualText, ...] = Field(min_length=2, max_length=11)
    not_applicable: BilingualText | None = None


class Option(_Strict):
    """One answer to choose."""

    code: Code
    text: BilingualText


class Condition(_Strict):
    """When a section or an item is asked: an earlier answer, or several conditions together.

    ``values`` are step numbers (likert), option codes (single, multiple), « yes » / « no ». ``at_least`` and
    ``at_most`` compare steps or numbers. An item that was not asked answers no condition.
    """

    item: Code | None = None
    values: tuple[Code | int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    negated: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Condition:
        kinds = [self.item is not None, bool(self.all_of), bool(self.any_of)]
        if sum(kinds) != 1:
            raise ValueError(_("une condition porte sur « item », « all_of » ou « any_of », et un seul"))
        if self.item is not None and not self.values and self.at_least is None and self.at_most is None:
            raise ValueError(
                _("une condition sur une question donne « values », « at_least » ou « at_most »")
            )
        return self

    def items(self) -> Iterator[str]:
        """Codes of every item that the condition reads."""
        if self.item is not None:
            yield self.item
        for part in (*self.all_of, *self.any_of):
            yield from part.items()


class _Asked(_Strict):
    code: Code
    text: BilingualText
    help: BilingualText | None = None
    required: bool = False
    when: Condition | None = None


class ScaledRow(_Strict):
    """What is scored: one line answered on a scale. ``weight`` weighs it in its dimension.

    ``outcome`` marks the item that drivers explain (commitment, overall satisfaction…).
    """

    code: Code
    text: BilingualText
    dimension: Code | None = None
    reverse: bool = False
    not_applicable: bool = False
    weight: float = Field(default=1.0, gt=0, le=10)
    reference: Reference | None = None
    outcome: bool = False


class LikertItem(_Asked):
    """A question answered on a scale. ``scale`` may be left out when the questionnaire has one scale only."""

    type: Literal["likert"]
    scale: Code | None = None
    dimension: Code | None = None
    reverse: bool = False
    not_applicable: bool = False
    weight: float = Field(default=1.0, gt=0, le=10)
    reference: Reference | None = None
    outcome: bool = False


class MatrixItem(_Asked):
    """Several lines on one scale, shown as a grid."""

    type: Literal["matrix"]
    scale: Code | None = None
    rows: tuple[ScaledRow, ...] = Field(min_length=1)


class SingleItem(_Asked):
    """One option among several."""

    type: Literal["single"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=MAXIMUM_OPTIONS)


class MultipleItem(_Asked):
    """Several options; ``maximum`` limits how many."""

    type: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=MAXIMUM_OPTIONS)
    maximum: int | None = Field(default=None, ge=1)


class RankingItem(_Asked):
    """Options put in order, the first choice first; ``maximum`` limits how many are ranked."""

    type: Literal["ranking"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    maximum: int | None = Field(default=None, ge=1)


class YesNoItem(_Asked):
    """Yes or no."""

    type: Literal["yes_no"]


class NumberItem(_Asked):
    """A number between two bounds, kept to one of at most 100 steps: an exact figure would single people out."""

    type: Literal["number"]
    minimum: float = 0
    maximum: float
    unit: BilingualText | None = None

    @model_validator(mode="after")
    def _bounds(self) -> NumberItem:
        if self.maximum <= self.minimum:
            raise ValueError(_("« maximum » doit dépasser « minimum »"))
        return self


class TextItem(_Asked):
    """A comment in free words, masked before it is stored and never joined to the other answers."""

    type: Literal["text"]
    maximum_length: int = Field(default=1000, ge=20, le=4000)


AnyItem = Annotated[
    LikertItem | MatrixItem | SingleItem | MultipleItem | RankingItem | YesNoItem | NumberItem | TextItem,
    Field(discriminator="type"),
]


class QuestionnaireDimension(_Strict):
    """What has one score: the items that name it. ``theme`` links it to a strategic stake."""

    code: Code
    label: BilingualText
    description: BilingualText | None = None
    theme: Code | None = None


class Section(_Strict):
    """One page of the questionnaire."""

    code: Code
    title: BilingualText
    intro: BilingualText | None = None
    when: Condition | None = None
    items: tuple[AnyItem, ...] = Field(min_length=1)


class QuestionnaireFile(_Strict):
    """A questionnaire, whole. The order of sections and items is the order of the raw answers."""

    code: Code
    version: Version
    title: BilingualText
    respondents: Respondents = Respondents.AGENT
    purpose: BilingualText | None = None
    duration_minutes: int = Field(default=10, ge=1, le=120)
    frameworks: tuple[Framework, ...] = ()
    scales: dict[Code, AnswerScale] = Field(default_factory=dict)
    dimensions: tuple[QuestionnaireDimension, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_references(self) -> QuestionnaireFile:
        check_codes(self)
        check_scales(self)
        check_conditions(self)
        return self

    def items(self) -> Iterator[AnyItem]:
        """Every item, in the order of the questionnaire."""
        for section in self.sections:
            yield from section.items

    def rows(self) -> Iterator[tuple[LikertItem | MatrixItem, LikertItem | ScaledRow]]:
        """Every scored line with the item that asks it, in order."""
        for item in self.items():
            if isinstance(item, LikertItem):
                yield item, item
            elif isinstance(item, MatrixItem):
                for row in item.rows:
                    yield item, row

    def scale_of(self, item: LikertItem | MatrixItem) -> AnswerScale:
        """The scale on which the item is answered."""
        return self.scales[item.scale] if item.scale is not None else next(iter(self.scales.values()))


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def check_codes(questionnaire: QuestionnaireFile) -> None:
    """Every code names one thing, and every dimension has an item. Raises ValueError in words."""
    codes = [dimension.code for dimension in questionnaire.dimensions]
    for item in questionnaire.items():
        codes.append(item.code)
        if isinstance(item, MatrixItem):
            codes += [row.code for row in item.rows]
        elif isinstance(item, SingleItem | MultipleItem | RankingItem):
            if repeated := _repeated(option.code for option in item.options):
                raise ValueError(
                    _("la question « {item} » a deux options « {code} »").format(
                        item=item.code, code=repeated[0]
                    )
                )
            if not isinstance(item, SingleItem):
                codes += [f"{item.code}_{option.code}" for option in item.options]
    if repeated := _repeated(codes):
        raise ValueError(_("le code « {code} » est utilisé deux fois").format(code=repeated[0]))
    if repeated := _repeated(section.code for section in questionnaire.sections):
        raise ValueError(_("le code de page « {code} » est utilisé deux fois").format(code=repeated[0]))
    named = {row.dimension for _item, row in questionnaire.rows() if row.dimension is not None}
    known = {dimension.code for dimension in questionnaire.dimensions}
    if unknown := sorted(named - known):
        raise ValueError(_("la dimension « {code} » n’est pas déclarée").format(code=unknown[0]))
    if empty := sorted(known - named):
        raise ValueError(_("la dimension « {code} » n’a aucune question").format(code=empty[0]))


def check_scales(questionnaire: QuestionnaireFile) -> None:
    """Every scored line has a scale that offers what it needs; frameworks are declared. Raises ValueError in words."""
    frameworks = {framework.code for framework in questionnaire.frameworks}
    for item, row in questionnaire.rows():
        if item.scale is None and len(questionnaire.scales) != 1:
            raise ValueError(
                _(
                    "la question « {code} » doit nommer son échelle : le questionnaire n’en a pas une seule"
                ).format(code=item.code)
            )
        if item.scale is not None and item.scale not in questionnaire.scales:
            raise ValueError(
                _("la question « {code} » nomme une échelle inconnue : « {scale} »").format(
                    code=item.code, scale=item.scale
                )
            )
        if row.not_applicable and questionnaire.scale_of(item).not_applicable is None:
            raise ValueError(
                _("la question « {code} » admet « sans objet », mais pas son échelle").format(code=row.code)
            )
        if row.reference is not None and row.reference.framework not in frameworks:
            raise ValueError(
                _("la question « {code} » cite un référentiel inconnu : « {framework} »").format(
                    code=row.code, framework=row.reference.framework
                )
            )


def check_conditions(questionnaire: QuestionnaireFile) -> None:
    """A condition reads only what was asked before it. Raises ValueError in words."""
    asked: set[str] = set()
    for section in questionnaire.sections:
        _check_condition(section.when, asked, section.code)
        for item in section.items:
            _check_condition(item.when, asked, item.code)
            asked.update([row.code for row in item.rows] if isinstance(item, MatrixItem) else [item.code])


def _check_condition(condition: Condition | None, asked: set[str], place: str) -> None:
    for code in condition.items() if condition is not None else ():
        if code not in asked:
            raise ValueError(
                _("la condition de « {place} » porte sur « {code} », qui n’est pas posée avant elle").format(
                    place=place, code=code
                )
            )
