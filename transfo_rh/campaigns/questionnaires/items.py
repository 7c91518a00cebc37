"""What a questionnaire is made of: texts in both languages, scales, conditions, and the eight types of items."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.i18n import _

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

MAXIMUM_OPTIONS = 60
MAXIMUM_NUMBER_STEPS = 100
ITEM_TYPES = frozenset({"likert", "matrix", "single", "multiple", "ranking", "yes_no", "number", "text"})


class StrictModel(BaseModel):
    """A frozen part of a questionnaire: a key that is not foreseen is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class BilingualText(StrictModel):
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


class Framework(StrictModel):
    """A competence framework that items refer to, with its version (DigComp 3.0, CRCN 2019…)."""

    code: Code
    name: Text
    version: Text
    url: Text | None = None


class Reference(StrictModel):
    """Where an item stands in a framework: the framework's own code of the competence."""

    framework: Code
    code: Text
    level: int | None = Field(default=None, ge=0, le=20)


class AnswerScale(StrictModel):
    """The labels of the steps, lowest first, and the words of « sans objet » when the scale offers it."""

    labels: tuple[BilingualText, ...] = Field(min_length=2, max_length=11)
    not_applicable: BilingualText | None = None


class Option(StrictModel):
    """One answer to choose."""

    code: Code
    text: BilingualText


class Condition(StrictModel):
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

    @field_validator("values", mode="before")
    @classmethod
    def _yes_and_no(cls, values: object) -> object:
        """YAML reads an unquoted yes or no as true or false."""
        if not isinstance(values, list | tuple):
            return values
        return tuple(("yes" if value else "no") if isinstance(value, bool) else value for value in values)

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


class _Asked(StrictModel):
    code: Code
    text: BilingualText
    help: BilingualText | None = None
    required: bool = False
    when: Condition | None = None


class ScaledRow(StrictModel):
    """What is scored: one line answered on a scale. ``weight`` weighs it in its dimension.

    ``outcome`` marks the item that drivers explain (commitment, overall satisfaction…). ``theme`` links the line to a
    strategic stake when its dimension does not, or to another one.
    """

    code: Code
    text: BilingualText
    dimension: Code | None = None
    reverse: bool = False
    not_applicable: bool = False
    weight: float = Field(default=1.0, gt=0, le=10)
    reference: Reference | None = None
    outcome: bool = False
    theme: Theme | None = None


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
    theme: Theme | None = None


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
