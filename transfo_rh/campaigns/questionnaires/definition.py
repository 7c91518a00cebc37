"""The format of a questionnaire: what is asked, in which order, on which scales, under which conditions.

These models are the format of ``surveys/*.yaml`` and of the versions kept in the database;
``surveys/questionnaire.schema.json`` is generated from them for editors, and a test keeps the two equal.
Sections are the pages of every door; dimensions are what is scored. An item may belong to no dimension.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field, model_validator

from transfo_rh.campaigns.questionnaires.items import (
    ITEM_TYPES,
    MAXIMUM_NUMBER_STEPS,
    MAXIMUM_OPTIONS,
    AnswerScale,
    AnyItem,
    BilingualText,
    Code,
    Condition,
    Framework,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    Option,
    RankingItem,
    Reference,
    Respondents,
    ScaledRow,
    SingleItem,
    StrictModel,
    Text,
    TextItem,
    Version,
    YesNoItem,
)
from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.i18n import _

__all__ = [
    "ITEM_TYPES",
    "MAXIMUM_NUMBER_STEPS",
    "MAXIMUM_OPTIONS",
    "AnswerScale",
    "AnyItem",
    "BilingualText",
    "Code",
    "Condition",
    "Framework",
    "LikertItem",
    "MatrixItem",
    "MultipleItem",
    "NumberItem",
    "Option",
    "QuestionnaireDimension",
    "QuestionnaireFile",
    "RankingItem",
    "Reference",
    "Respondents",
    "ScaledRow",
    "Section",
    "SingleItem",
    "StrictModel",
    "Text",
    "TextItem",
    "Version",
    "YesNoItem",
    "check_codes",
    "check_conditions",
    "check_scales",
]


class QuestionnaireDimension(StrictModel):
    """What has one score: the items that name it. ``theme`` links it to a strategic stake."""

    code: Code
    label: BilingualText
    description: BilingualText | None = None
    theme: Theme | None = None


class Section(StrictModel):
    """One page of the questionnaire."""

    code: Code
    title: BilingualText
    intro: BilingualText | None = None
    when: Condition | None = None
    items: tuple[AnyItem, ...] = Field(min_length=1)


class QuestionnaireFile(StrictModel):
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

    def stakes(self) -> dict[Theme, tuple[BilingualText, ...]]:
        """What speaks of each strategic theme, in their order: dimensions, and lines linked to it by themselves."""
        linked = [(dimension.theme, dimension.label) for dimension in self.dimensions]
        linked += [(row.theme, row.text) for _item, row in self.rows()]
        return {theme: tuple(words for known, words in linked if known is theme) for theme in Theme}

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
    """A condition reads only what was asked before it, and values that can be answered. Raises ValueError in words."""
    asked: dict[str, tuple[AnyItem, int]] = {}
    for section in questionnaire.sections:
        _check_condition(section.when, asked, section.code)
        for item in section.items:
            _check_condition(item.when, asked, item.code)
            points = (
                len(questionnaire.scale_of(item).labels) if isinstance(item, LikertItem | MatrixItem) else 0
            )
            codes = [row.code for row in item.rows] if isinstance(item, MatrixItem) else [item.code]
            asked |= dict.fromkeys(codes, (item, points))


def _check_condition(
    condition: Condition | None, asked: Mapping[str, tuple[AnyItem, int]], place: str
) -> None:
    if condition is None:
        return
    for part in (*condition.all_of, *condition.any_of):
        _check_condition(part, asked, place)
    if condition.item is None:
        return
    if condition.item not in asked:
        raise ValueError(
            _("la condition de « {place} » porte sur « {code} », qui n’est pas posée avant elle").format(
                place=place, code=condition.item
            )
        )
    item, points = asked[condition.item]
    for value in condition.values:
        if not _can_be_answered(item, points, value):
            raise ValueError(
                _(
                    "la condition de « {place} » attend « {value} », que la question « {code} » n’offre pas"
                ).format(place=place, value=value, code=condition.item)
            )


def _can_be_answered(item: AnyItem, points: int, value: str | int) -> bool:
    if isinstance(item, LikertItem | MatrixItem):
        return value == "na" or (isinstance(value, int) and 1 <= value <= points)
    if isinstance(item, SingleItem | MultipleItem | RankingItem):
        return value in {option.code for option in item.options}
    if isinstance(item, YesNoItem):
        return value in ("yes", "no")
    return isinstance(item, NumberItem) and isinstance(value, int) and item.minimum <= value <= item.maximum
