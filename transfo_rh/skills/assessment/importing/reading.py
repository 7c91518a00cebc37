"""From the cells of a file to statements, and every problem where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.skills.assessment.importing.cells import Scale, is_unknown, read_level, read_source
from transfo_rh.skills.assessment.importing.model import (
    LEFT_OUT,
    Layout,
    LevelField,
    LevelsMapping,
    LevelsReading,
    SheetMapping,
)
from transfo_rh.skills.assessment.importing.people import person_key
from transfo_rh.skills.assessment.model import MAXIMUM_NOTE, AgentStatement
from transfo_rh.skills.model import Source, Statement
from transfo_rh.staff.importing.dates import read_date

MAXIMUM_PROBLEMS = 20_000
Read = TypeVar("Read")


@dataclass
class _Once(Generic[Read]):
    """Reads each different cell once: a file says the same of many people. Raises the reader's ValueError."""

    read: Callable[[Value], Read]
    _known: dict[tuple[type, Value], Read | ValueError] = field(default_factory=dict)

    def __call__(self, value: Value) -> Read:
        """What the reader makes of a value; 1, 1.0 and True are three values."""
        key = (value.__class__, value)
        found = self._known.get(key)
        if found is None:
            try:
                found = self.read(value)
            except ValueError as error:
                found = error
            self._known[key] = found
        if isinstance(found, ValueError):
            raise ValueError(str(found))
        return found


def _level_of(value: Value, scale: Scale) -> int:
    """The level of a cell, -1 when it says that nothing is known."""
    return -1 if is_unknown(value) else read_level(value, scale)


@dataclass
class _Sheet:
    """A sheet being read: where values stand, what was found, what is wrong."""

    table: Table
    mapping: SheetMapping
    file: LevelsMapping
    people: Mapping[str, int | None]
    skill_ids: Mapping[str, int]
    today: date
    left: Collection[int]
    lines: list[AgentStatement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    _levels: dict[Scale, _Once[int]] = field(default_factory=dict)
    _days: _Once[date | None] = field(default_factory=lambda: _Once(read_date))
    _sources: _Once[Source] = field(default_factory=lambda: _Once(read_source))
    _keys: _Once[str] = field(default_factory=lambda: _Once(lambda value: person_key(text_of(value))))
    _told: set[int] = field(default_factory=set)
    _statements: dict[Statement, Statement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._levels = {scale: _Once(partial(_level_of, scale=scale)) for scale in Scale}

    def title(self, wanted: LevelField) -> str | None:
        """The title of the column of a field."""
        return self.mapping.columns.get(wanted)

    def refuse(self, row: int, column: str | None, value: Value, reason: str) -> None:
        """Note a problem on a cell."""
        if len(self.problems) < MAXIMUM_PROBLEMS:
            shown = None if value is None else text_of(value)
            self.problems.append(Problem(reason, self.table.sheet, row, column, shown))

    def level(self, row: int, column: str, value: Value, scale: Scale) -> int | None:
        """The level of a cell; None when it says nothing or was refused."""
        try:
            found = self._levels[scale](value)
        except ValueError as error:
            self.refuse(row, column, value, str(error))
            return None
        return None if found < 0 else found

    def day(self, row: int, wanted: LevelField, value: Value, default: date | None) -> date | None:
        """The day of a cell, the default when blank or refused."""
        if value is None:
            return default
        try:
            found = self._days(value)
        except ValueError as error:
            self.refuse(row, self.title(wanted), value, str(error))
            return default
        if found is not None and wanted is LevelField.STATED_ON and found > self.today:
            self.refuse(row, self.title(wanted), value, _("cette date est dans le futur : corrigez-la."))
            return default
        return found or default

    def source(self, row: int, value: Value) -> Source | None:
        """Whose word a cell names; None when refused."""
        try:
            return self._sources(value)
        except ValueError as error:
            self.refuse(row, self.title(LevelField.SOURCE), value, str(error))
            return None

    def agent(self, row: int, value: Value, first_name: Value = None) -> int | None:
        """The agent of a cell, or of the two that hold a name; None when refused."""
        key = self._keys(value)
        if first_name is not None and key not in self.people:
            value = f"{text_of(value)} {text_of(first_name)}"
            key = self._keys(value)
        found = self.people.get(key)
        if found is not None:
            if found in self.left and found not in self._told:
                self._told.add(found)
                self._tell_left(row, value)
            return found
        if not key:
            reason = _("le matricule manque : indiquez de qui il s’agit.")
        elif key in self.people:
            reason = _("plusieurs agents portent ce nom ou cette adresse : écrivez le matricule.")
        else:
            reason = _("cet agent n’est pas dans le fichier du personnel : corrigez le matricule.")
        self.refuse(row, self.title(LevelField.PERSON), value, reason)
        return None

    def _tell_left(self, row: int, value: Value) -> None:
        reason = _("cet agent a quitté la collectivité : ses niveaux ne paraîtront que dans l’historique.")
        column, shown = self.title(LevelField.PERSON), text_of(value)
        self.problems.append(Problem(reason, self.table.sheet, row, column, shown, Severity.WARNING))

    def add(self, row: int, column: str, agent_id: int, skill_id: int, said: Statement) -> None:
        """Keep a line; equal statements are one object, so that a million lines stay small."""
        self.lines.append(AgentStatement(agent_id, skill_id, self._statements.setdefault(said, said)))
        self.rows.append((row, column))


def read_levels(
    tables: Sequence[Table],
    mapping: LevelsMapping,
    *,
    people: Mapping[str, int | None],
    skill_ids: Mapping[str, int],
    today: date,
    left: Collection[int] = (),
) -> LevelsReading:
    """Every statement of the file and every problem.

    ``people``: key → agent, None when several share it. ``skill_ids``: skill code → id. ``left``: who left before today.
    """
    lines: list[AgentStatement] = []
    problems: list[Problem] = []
    said: dict[tuple[int, int, Source, date], int] = {}
    for table in tables:
        sheet = _Sheet(table, mapping.sheet(table.sheet), mapping, people, skill_ids, today, left)
        if sheet.mapping.layout is Layout.MATRIX:
            _read_matrix(sheet)
        elif sheet.mapping.layout is Layout.LONG:
            _read_long(sheet)
        lines += _without_repeats(sheet, said)
        problems += sheet.problems
    if not lines and not problems:
        problems.append(
            Problem(
                _(
                    "aucun niveau n’a été trouvé : il faut une colonne de matricules, et des compétences en colonnes ou une colonne « Compétence » et une colonne « Niveau »."
                )
            )
        )
    return LevelsReading(tuple(lines), tuple(problems))


def _missing(sheet: _Sheet, *fields: LevelField) -> bool:
    """Note the columns without which nothing can be read."""
    lacking = [wanted for wanted in fields if sheet.title(wanted) is None]
    for wanted in lacking:
        sheet.problems.append(
            Problem(
                _("la colonne « {name} » n’est pas choisie : indiquez-la.").format(name=wanted.label),
                sheet.table.sheet,
            )
        )
    return bool(lacking)


def _records(sheet: _Sheet) -> Iterator[tuple[int, list[Value]]]:
    """(Row of the file, values), blank rows left out."""
    for row, record in enumerate(sheet.table.records, start=sheet.table.first_row):
        if record.count(None) < len(record):
            yield row, record


def _read_matrix(sheet: _Sheet) -> None:
    if _missing(sheet, LevelField.PERSON):
        return
    columns, skills, file = sheet.table.columns, [], sheet.file
    for position, title in enumerate(columns):
        code = file.skills.get(title)
        if title in sheet.mapping.columns.values() or code == LEFT_OUT:
            continue
        if code is not None:
            skills.append((position, title, sheet.skill_ids[code]))
        elif title in file.skills:
            reason = _("cette colonne ne nomme aucune compétence du catalogue : elle n’est pas lue.")
            sheet.problems.append(Problem(reason, sheet.table.sheet, column=title, severity=Severity.WARNING))
    person = columns.index(sheet.mapping.columns[LevelField.PERSON])
    first_name = sheet.title(LevelField.FIRST_NAME)
    dated = sheet.title(LevelField.STATED_ON)
    for row, record in _records(sheet):
        first = None if first_name is None else record[columns.index(first_name)]
        agent_id = sheet.agent(row, record[person], first)
        if agent_id is None:
            continue
        day = file.stated_on
        if dated is not None:
            day = sheet.day(row, LevelField.STATED_ON, record[columns.index(dated)], day) or day
        for position, title, skill_id in skills:
            value = record[position]
            if value is None:
                continue
            level = sheet.level(row, title, value, file.scale)
            if level is not None:
                proposed = file.source is Source.TRAINING
                said = Statement(level, file.source, day, proposed=proposed)
                sheet.add(row, title, agent_id, skill_id, said)


def _read_long(sheet: _Sheet) -> None:
    if _missing(sheet, LevelField.PERSON, LevelField.SKILL, LevelField.LEVEL):
        return
    places = [(wanted, sheet.table.columns.index(title)) for wanted, title in sheet.mapping.columns.items()]
    for row, record in _records(sheet):
        values = {wanted: record[place] for wanted, place in places}
        agent_id = sheet.agent(row, values[LevelField.PERSON], values.get(LevelField.FIRST_NAME))
        skill_id = _skill(sheet, row, values[LevelField.SKILL])
        said = _statement(sheet, row, values)
        if agent_id is not None and skill_id is not None and said is not None:
            sheet.add(row, sheet.mapping.columns[LevelField.LEVEL], agent_id, skill_id, said)


def _skill(sheet: _Sheet, row: int, value: Value) -> int | None:
    label = text_of(value)
    code = sheet.file.skills.get(label)
    if code == LEFT_OUT:
        return None
    if code is not None:
        return sheet.skill_ids[code]
    reason = _("cette compétence n’est pas reconnue : choisissez-la dans la correspondance.")
    sheet.refuse(row, sheet.title(LevelField.SKILL), value, reason)
    return None


def _statement(sheet: _Sheet, row: int, values: Mapping[LevelField, Value]) -> Statement | None:
    """The statement of a line of a long form; None when it says nothing or was refused.

    A training only proposes its level: the manager confirms it.
    """
    found = len(sheet.problems)
    source = _source(sheet, row, values)
    scale = Scale.PIX if source is Source.PIX else sheet.file.scale
    value = values[LevelField.LEVEL]
    if value is None:
        return None
    level = sheet.level(row, sheet.mapping.columns[LevelField.LEVEL], value, scale)
    day = sheet.day(row, LevelField.STATED_ON, values.get(LevelField.STATED_ON), sheet.file.stated_on)
    expires = sheet.day(row, LevelField.EXPIRES_ON, values.get(LevelField.EXPIRES_ON), None)
    if expires is not None and source is not Source.CERTIFICATE:
        reason = _("seul un certificat expire : écrivez « Certificat » comme source, ou videz cette date.")
        sheet.refuse(row, sheet.title(LevelField.EXPIRES_ON), expires, reason)
    elif expires is not None and day is not None and expires <= day:
        reason = _("le certificat expire avant d’être obtenu : corrigez les dates.")
        sheet.refuse(row, sheet.title(LevelField.EXPIRES_ON), expires, reason)
    if level is None or day is None or len(sheet.problems) > found:
        return None
    note = text_of(values.get(LevelField.NOTE))[:MAXIMUM_NOTE]
    return Statement(level, source, day, expires_on=expires, proposed=source is Source.TRAINING, note=note)


def _source(sheet: _Sheet, row: int, values: Mapping[LevelField, Value]) -> Source:
    value = values.get(LevelField.SOURCE)
    if value is None:
        return Source.CERTIFICATE if values.get(LevelField.EXPIRES_ON) is not None else sheet.file.source
    return sheet.source(row, value) or sheet.file.source


def _without_repeats(sheet: _Sheet, said: dict[tuple[int, int, Source, date], int]) -> list[AgentStatement]:
    """The lines once each; a level that contradicts another of the same day and source is a problem."""
    kept = []
    for line, (row, column) in zip(sheet.lines, sheet.rows, strict=True):
        word = line.statement
        key = (line.agent_id, line.skill_id, word.source, word.stated_on)
        before = said.get(key)
        if before is None:
            said[key] = word.level
            kept.append(line)
        elif before != word.level:
            reason = _("le fichier donne un autre niveau au même agent, le même jour : gardez-en un seul.")
            sheet.refuse(row, column, word.level, reason)
    return kept
