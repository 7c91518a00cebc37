"""A staff file and its mapping turned into checked records, every problem located."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.exchange.spreadsheets import Table, Value
from transfo_rh.exchange.unread_cells import UnreadCell
from transfo_rh.staff import checks
from transfo_rh.staff.changes import Base
from transfo_rh.staff.checks import NOWHERE, Place
from transfo_rh.staff.importing import cells, outline
from transfo_rh.staff.importing.columns import TableReader
from transfo_rh.staff.importing.dates import read_date, retirement_estimate, writes_month_first
from transfo_rh.staff.importing.department_reading import read_departments, row_paths
from transfo_rh.staff.importing.directory import Ambiguous, Directory
from transfo_rh.staff.importing.fields import Content, Field
from transfo_rh.staff.importing.mapping import StaffMapping, matched
from transfo_rh.staff.importing.names import split_full_name
from transfo_rh.staff.importing.position_reading import PositionPlace, read_positions
from transfo_rh.staff.model import AgentRecord, StaffRecords

_DATES = (Field.ENTRY_DATE, Field.EXIT_DATE, Field.RETIREMENT_DATE, Field.BIRTH_DATE)


@dataclass(frozen=True, slots=True)
class FileTable:
    """One sheet: cleaned, as it stood, and its cells that read as blank though something stands there."""

    table: Table
    uncleaned: Sequence[Sequence[Value]] = ()
    unread: tuple[UnreadCell, ...] = ()
    visible: bool = True


@dataclass(frozen=True, slots=True)
class StaffReading:
    """Records and problems of a file; nothing may be stored while a problem is an error."""

    records: StaffRecords
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> bool:
        """True when no problem stops the import."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)


@dataclass
class _Agents:
    """Agents read so far and where each stands: reader and record index; every matricule, even of faulty rows."""

    records: list[AgentRecord] = field(default_factory=list)
    places: list[tuple[TableReader, int]] = field(default_factory=list)
    matricules: list[tuple[str, TableReader, int]] = field(default_factory=list)


def read_staff(files: Sequence[FileTable], mapping: StaffMapping, *, base: Base) -> StaffReading:
    """Read every mapped sheet: departments first, then positions, then agents.

    Raises InvalidFile when the mapping does not fit the file.
    """
    readers = _readers(files, mapping)
    directory = Directory(base.tree)
    agents = _Agents()
    positions: list[PositionPlace] = []
    for reader in _of(readers, Content.DEPARTMENTS):
        read_departments(reader, directory, roots=mapping.roots)
    position_readers = _of(readers, Content.POSITIONS)
    if position_readers:
        positions = read_positions(position_readers, directory, mapping=mapping, base=base)
    for reader in _of(readers, Content.AGENTS):
        _read_agents(reader, directory, agents, create=mapping.create_departments)
    problems = [problem for reader in readers for problem in reader.problems]
    tree_given = any(
        reader.mapping.gives_departments and reader.mapping.content is not Content.POSITIONS
        for reader in readers
    )
    problems += _flat_departments(directory, tree_given=tree_given)
    departments = directory.complete(file_gives_the_tree=tree_given)
    records = StaffRecords(
        departments, tuple(agents.records), tuple(position.record for position in positions)
    )
    if not readers or not (records.departments or records.agents or records.positions or problems):
        problems.append(
            Problem(
                _(
                    "aucune colonne n’est reconnue : partez du modèle à télécharger, ou indiquez ce que contient chaque colonne."
                )
            )
        )
    problems += _joint_problems(records, directory, agents, positions, base, problems)
    return StaffReading(records, tuple(_in_file_order(problems, [reader.table.sheet for reader in readers])))


def _flat_departments(directory: Directory, *, tree_given: bool) -> list[Problem]:
    """A warning when departments are known by their agents alone, hence without any link between them."""
    created = [code for code in directory.records if code not in directory.base]
    linked = any(directory.records[code].parent_code is not None for code in created)
    if tree_given or linked or len(created) < 3:
        return []
    reason = _(
        "{count} services seront créés, tous au même niveau : ce fichier ne dit pas qui est rattaché à qui. Importez l’organisation d’abord si elle existe."
    ).format(count=len(created))
    return [Problem(reason, severity=Severity.WARNING)]


def _readers(files: Sequence[FileTable], mapping: StaffMapping) -> list[TableReader]:
    chosen = [_with_or_without_header(file, mapping) for file in files]
    by_table = {id(file.table): file for file in chosen}
    readers = []
    for table, table_mapping in matched(mapping, [file.table for file in chosen]):
        file = by_table[id(table)]
        readers.append(TableReader(table, table_mapping, file.unread, file.uncleaned))
    return readers


def _with_or_without_header(file: FileTable, mapping: StaffMapping) -> FileTable:
    found = mapping.table(file.table.sheet)
    if found is None and len(mapping.tables) == 1:
        found = mapping.tables[0]
    if found is None or found.header:
        return file
    return replace(file, table=outline.without_header(file.uncleaned, file.table))


def _of(readers: Sequence[TableReader], content: Content) -> list[TableReader]:
    return [reader for reader in readers if reader.mapping.content is content]


def _joint_problems(
    records: StaffRecords,
    directory: Directory,
    agents: _Agents,
    positions: Sequence[PositionPlace],
    base: Base,
    found: Sequence[Problem],
) -> list[Problem]:
    """What only shows when all is together: duplicates, unknown departments, cycles, dates, holders."""
    codes = [record.code for record in records.departments]

    def locate(kind: str, index: int) -> Place:
        if kind == "agent":
            reader, row = agents.places[index]
            return reader.place(row)
        if kind == "position":
            return positions[index].place
        return directory.places.get(codes[index], NOWHERE)

    parents = {code: record.parent_code for code, record in directory.base.items()}
    problems = checks.records_problems(records, base_parents=parents, locate=locate)
    matricules = {agent.matricule for agent in base.agents}
    matricules.update(record.matricule for record in records.agents)
    if len(agents.matricules) > len(agents.records):
        problems += checks.duplicate_matricules(
            [matricule for matricule, _reader, _row in agents.matricules],
            locate=lambda _kind, index: agents.matricules[index][1].place(agents.matricules[index][2]),
        )
    problems += checks.unknown_holders(records.positions, matricules=matricules, locate=locate)
    known = {(problem.sheet, problem.row, problem.column) for problem in found}
    new = [p for p in problems if (p.sheet, p.row, p.column) not in known or p.row is None]
    return list(dict.fromkeys(new))


def _in_file_order(problems: Sequence[Problem], sheets: Sequence[str]) -> list[Problem]:
    order = {sheet: position for position, sheet in enumerate(sheets)}
    return sorted(
        problems,
        key=lambda p: (
            p.severity is Severity.WARNING,
            order.get(p.sheet or "", -1),
            p.row or 0,
            p.column or "",
        ),
    )


def _read_agents(reader: TableReader, directory: Directory, agents: _Agents, *, create: bool) -> None:
    mapping = reader.mapping
    if reader.missing_column((Field.MATRICULE,)):
        return
    has_department = mapping.path or {Field.DEPARTMENT_CODE, Field.DEPARTMENT_NAME} & mapping.columns.keys()
    if not has_department and reader.missing_column((Field.DEPARTMENT_NAME,)):
        return
    matricules = reader.texts(Field.MATRICULE)
    reader.require(Field.MATRICULE, matricules)
    last_names, first_names = _names(reader)
    departments = agent_departments(reader, directory, create=create)
    to_date = _date_reader(reader)
    values = zip(
        reader.rows,
        matricules,
        last_names,
        first_names,
        departments,
        reader.field(Field.EMAIL, cells.read_email),
        reader.texts(Field.JOB),
        reader.field(Field.CATEGORY, cells.read_category),
        reader.texts(Field.CADRE_EMPLOIS),
        reader.lenient_field(Field.STATUS, cells.read_status),
        reader.field(Field.ENTRY_DATE, to_date),
        reader.field(Field.EXIT_DATE, to_date),
        reader.lenient_field(Field.WORKSTATION, cells.read_yes_or_no),
        _retirements(reader, to_date),
        strict=True,
    )
    for index, matricule, last, first, department, *others in values:
        if matricule is not None:
            agents.matricules.append((matricule, reader, index))
        if matricule is not None and department is not None:
            agents.records.append(AgentRecord(matricule, last or "", first or "", department, *others))
            agents.places.append((reader, index))


def _retirements(reader: TableReader, to_date: Callable[[Value], date | None]) -> list[date | None]:
    """The expected days of retirement: as written, else estimated from the date of birth, which goes no further."""
    written = reader.lenient_field(Field.RETIREMENT_DATE, to_date)
    births = reader.lenient_field(Field.BIRTH_DATE, to_date)
    return [
        day if day is not None or birth is None else retirement_estimate(birth)
        for day, birth in zip(written, births, strict=True)
    ]


def _date_reader(reader: TableReader) -> Callable[[Value], date | None]:
    """How the sheet writes its dates, told in a warning when the month comes first."""
    columns = [reader.mapping.columns.get(name) for name in _DATES]
    written = [value for column in columns if column is not None for value in reader.raw(column)]
    month_first = writes_month_first(written)
    if month_first:
        reader.problems.append(
            Problem(
                _("les dates sont lues dans l’ordre mois/jour/année, le seul possible pour cette feuille."),
                sheet=reader.table.sheet,
                severity=Severity.WARNING,
            )
        )
    return partial(read_date, month_first=month_first)


def _names(reader: TableReader) -> tuple[list[str | None], list[str | None]]:
    columns = reader.mapping.columns
    if {Field.LAST_NAME, Field.BIRTH_NAME, Field.FIRST_NAME} & columns.keys():
        usual, birth = reader.texts(Field.LAST_NAME), reader.texts(Field.BIRTH_NAME)
        return [name or other for name, other in zip(usual, birth, strict=True)], reader.texts(
            Field.FIRST_NAME
        )
    if Field.FULL_NAME in columns:
        pairs = [split_full_name(text) if text else (None, None) for text in reader.texts(Field.FULL_NAME)]
        return [last for last, _first in pairs], [first for _last, first in pairs]
    reader.problems.append(
        Problem(
            _("le fichier ne donne pas les noms : un nouvel agent sera désigné par son matricule."),
            sheet=reader.table.sheet,
            severity=Severity.WARNING,
        )
    )
    nothing: list[str | None] = [None] * len(reader.rows)
    return nothing, nothing


def agent_departments(reader: TableReader, directory: Directory, *, create: bool) -> list[str | None]:
    """The department's code of each row; blanks, unknown and ambiguous names are reported."""
    if reader.mapping.path or reader.mapping.separator:
        return _departments_by_path(reader, directory, create=create)
    columns = reader.mapping.columns
    codes = reader.texts(Field.DEPARTMENT_CODE)
    names = reader.texts(Field.DEPARTMENT_NAME)
    by_code = Field.DEPARTMENT_CODE in columns
    column = columns[Field.DEPARTMENT_CODE if by_code else Field.DEPARTMENT_NAME]
    memory: dict[tuple[str | None, str | None], str | Problem | None] = {}
    result: list[str | None] = []
    for index, code, name in zip(reader.rows, codes, names, strict=True):
        key = (code, name)
        if key not in memory:
            memory[key] = _resolved(reader, directory, index, code, name, create=create)
        found = memory[key]
        if isinstance(found, Problem):
            reader.report(index, column, found.value, found.reason)
            found = None
        result.append(found)
    return result


def _resolved(
    reader: TableReader,
    directory: Directory,
    index: int,
    code: str | None,
    name: str | None,
    *,
    create: bool,
) -> str | Problem:
    text = code or name
    if text is None:
        return Problem(_("le service est obligatoire : complétez la cellule."))
    try:
        found = directory.find(text)
    except Ambiguous:
        return Problem(_("plusieurs services portent ce nom : indiquez le code du service."), value=text)
    if found is not None:
        return found
    if create:
        return directory.create(name or text, code=code, place=reader.place(index))
    return Problem(
        _(
            "le service « {code} » n’existe ni dans le fichier ni dans la base. Corrigez-le, ou ajoutez ce service à l’organisation."
        ).format(code=text),
        value=text,
    )


def _departments_by_path(reader: TableReader, directory: Directory, *, create: bool) -> list[str | None]:
    leaf_codes = reader.texts(Field.DEPARTMENT_CODE)
    column = (
        reader.mapping.path[-1].name if reader.mapping.path else reader.mapping.columns[Field.DEPARTMENT_NAME]
    )
    memory: dict[object, str | None] = {}
    result: list[str | None] = []
    for index, path, leaf in zip(reader.rows, row_paths(reader), leaf_codes, strict=True):
        if path is None:
            reader.report(index, column, None, _("le service est obligatoire : complétez la cellule."))
            result.append(None)
            continue
        names, codes = path
        if leaf is not None and codes[-1] is None:
            codes = (*codes[:-1], leaf)
        key = (names, codes)
        if key not in memory:
            memory[key] = directory.path(names, codes, place=reader.place(index), create=create)
        code = memory[key]
        if code is None:
            reader.report(
                index,
                column,
                names[-1],
                _("ce service n’est pas dans l’organisation : {path}. Corrigez-le ou ajoutez-le.").format(
                    path=" › ".join(names)
                ),
            )
        result.append(code)
    return result
