"""A file of levels: how it is laid out, what its labels mean, what storing it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem
from transfo_rh.exchange.spreadsheets import Table
from transfo_rh.exchange.unread_cells import UnreadCell
from transfo_rh.skills.assessment.importing.cells import Scale
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.model import Source

LEFT_OUT = ""
"""What stands for a label that a person chose not to read."""


class Layout(StrEnum):
    """How a sheet lays levels out."""

    MATRIX = "matrix"
    LONG = "long"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        """The name of the layout on screens."""
        return {
            Layout.MATRIX: _("Un agent par ligne, une compétence par colonne"),
            Layout.LONG: _("Une évaluation par ligne"),
            Layout.IGNORED: _("Rien à importer"),
        }[self]


class LevelField(StrEnum):
    """What a column holds. A first name only goes with a last name in the column of people."""

    PERSON = "person"
    FIRST_NAME = "first_name"
    SKILL = "skill"
    LEVEL = "level"
    STATED_ON = "stated_on"
    SOURCE = "source"
    EXPIRES_ON = "expires_on"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The name of the column in templates and on screens."""
        return {
            LevelField.PERSON: _("Matricule"),
            LevelField.FIRST_NAME: _("Prénom"),
            LevelField.SKILL: _("Compétence"),
            LevelField.LEVEL: _("Niveau"),
            LevelField.STATED_ON: _("Date"),
            LevelField.SOURCE: _("Source"),
            LevelField.EXPIRES_ON: _("Expire le"),
            LevelField.NOTE: _("Remarque"),
        }[self]


FIELDS_OF = {
    Layout.MATRIX: (LevelField.PERSON, LevelField.FIRST_NAME, LevelField.STATED_ON),
    Layout.LONG: tuple(LevelField),
    Layout.IGNORED: (),
}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read. ``columns``: what the named columns hold."""

    sheet: str
    layout: Layout
    columns: dict[LevelField, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelsMapping:
    """How a file is read. ``skills``: label of the file → skill code, LEFT_OUT, or None when nobody knows.

    ``source``, ``stated_on``: what holds where the file does not say.
    """

    sheets: tuple[SheetMapping, ...]
    skills: dict[str, str | None]
    scale: Scale
    source: Source
    stated_on: date

    def sheet(self, name: str) -> SheetMapping:
        """How the sheet of this name is read."""
        return next(sheet for sheet in self.sheets if sheet.sheet == name)

    def with_sheet(self, changed: SheetMapping) -> LevelsMapping:
        """The same with one sheet read otherwise."""
        sheets = tuple(changed if sheet.sheet == changed.sheet else sheet for sheet in self.sheets)
        return replace(self, sheets=sheets)


@dataclass(frozen=True, slots=True)
class LevelsFile:
    """An opened file, nothing interpreted yet. ``unread``: sheet → cells that read as blank though something stands."""

    name: str
    tables: tuple[Table, ...]
    unread: Mapping[str, tuple[UnreadCell, ...]] = field(default_factory=dict, repr=False)
    original: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A label of the file that names a skill: the code recognised (None: nobody knows) and others that resemble it."""

    label: str
    code: str | None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelsReading:
    """What a file says, and every problem."""

    lines: tuple[AgentStatement, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LevelsPreview:
    """What storing the file would do. ``new`` lines would be written, ``known`` ones stand in the history already."""

    new: int
    known: int
    agents: int
    skills: int
    problems: tuple[Problem, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class LevelsSummary:
    """What was written."""

    written: int
    known: int
    agents: int
    skills: int
