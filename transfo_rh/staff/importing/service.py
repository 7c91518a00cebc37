"""Importing a staff file: open, guess, preview with every problem located, store when confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from transfo_rh.access import policy
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission
from transfo_rh.core.database import database
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.cell_formats import as_shown
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.exchange.spreadsheets import Sheet, Table, read_sheets, text_of, to_table
from transfo_rh.exchange.unread_cells import unread_cells
from transfo_rh.staff import checks, repository, service
from transfo_rh.staff.changes import Base, StaffChanges, StaffSummary, compare
from transfo_rh.staff.importing.cadres import cadre_warnings, with_usual_cadres
from transfo_rh.staff.importing.fields import Content
from transfo_rh.staff.importing.headers import find_header
from transfo_rh.staff.importing.mapping import StaffMapping
from transfo_rh.staff.importing.reading import FileTable, StaffReading, read_staff
from transfo_rh.staff.importing.recognition import guess_mapping
from transfo_rh.staff.model import StaffRecords


@dataclass(frozen=True, slots=True)
class StaffFile:
    """An opened file, nothing interpreted yet."""

    name: str
    tables: tuple[FileTable, ...]
    empty_sheets: tuple[InvalidFile, ...] = ()
    original: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def sheets(self) -> tuple[Table, ...]:
        """The tables as a person sees them."""
        return tuple(file.table for file in self.tables)


@dataclass(frozen=True, slots=True)
class StaffPreview:
    """What importing would do. ``changes`` is None while an error stands."""

    records: StaffRecords
    problems: tuple[Problem, ...]
    changes: StaffChanges | None

    @property
    def accepted(self) -> bool:
        """True when the file may be stored."""
        return self.changes is not None


def open_staff_file(*, name: str, content: bytes, progress: Progress = silent) -> StaffFile:
    """Read the sheets of an uploaded file; empty ones are left out.

    Raises InvalidFile when nothing can be read.
    """
    progress(0.0, _("Lecture du fichier"))
    sheets = as_shown(content, read_sheets(name=name, content=content))
    progress(0.3, _("Recherche de cellules illisibles"))
    unread = unread_cells(content)
    tables: list[FileTable] = []
    refusals: list[InvalidFile] = []
    for sheet in sheets:
        try:
            tables.append(FileTable(_table(sheet), sheet.rows, unread.get(sheet.name, ()), sheet.visible))
        except InvalidFile as error:
            refusals.append(error)
    if not tables:
        nothing = _("Le fichier « {name} » ne contient aucune feuille.").format(name=name)
        raise refusals[0] if refusals else InvalidFile(nothing)
    return StaffFile(name, tuple(tables), tuple(refusals), original=content)


def _table(sheet: Sheet) -> Table:
    """A sheet as a table; a single line is a list of one department, without titles."""
    filled = [row for row in sheet.rows if any(text_of(value) for value in row)]
    if len(filled) == 1 and len(sheet.rows) == 1 and sum(bool(text_of(v)) for v in filled[0]) == 1:
        raise InvalidFile(
            _("La feuille « {sheet} » n’a qu’une ligne : rien à importer.").format(sheet=sheet.name)
        )
    return to_table(sheet, find_header=find_header)


def guess(*, viewer: Viewer, file: StaffFile) -> StaffMapping:
    """The likeliest correspondence of a file with the product's fields.

    Raises PermissionDenied.
    """
    policy.require(viewer, Permission.IMPORT_STAFF)
    with database().read() as session:
        known = bool(repository.department_codes(session))
    shown = any(table.visible for table in file.tables)
    return guess_mapping(
        file.sheets,
        base_has_departments=known,
        uncleaned=[table.uncleaned for table in file.tables],
        hidden=[table.table.sheet for table in file.tables if shown and not table.visible],
    )


def preview(
    *,
    viewer: Viewer,
    file: StaffFile,
    mapping: StaffMapping,
    effective_on: date,
    progress: Progress = silent,
) -> StaffPreview:
    """Every problem of the file and what storing it would change; nothing is written.

    Raises PermissionDenied, InvalidFile when the mapping does not fit the file.
    """
    policy.require(viewer, Permission.IMPORT_STAFF)
    progress(0.5, _("Vérification des lignes"))
    with database().read() as session:
        base = service.load_base(session, on=effective_on)
    reading = _read(file, mapping, base)
    if not reading.accepted:
        return StaffPreview(reading.records, reading.problems, None)
    progress(0.7, _("Comparaison avec la base"))
    return StaffPreview(reading.records, reading.problems, compare(base, reading.records, on=effective_on))


def _read(file: StaffFile, mapping: StaffMapping, base: Base) -> StaffReading:
    if file.empty_sheets and all(table.content is Content.IGNORED for table in mapping.tables):
        raise file.empty_sheets[0]
    reading = read_staff(file.tables, mapping, base=base)
    warnings = checks.lookalike_matricules(reading.records.agents, known=[a.matricule for a in base.agents])
    warnings += cadre_warnings(reading.records.agents)
    return StaffReading(with_usual_cadres(reading.records), (*reading.problems, *warnings))


def store(
    *,
    viewer: Viewer,
    file: StaffFile,
    mapping: StaffMapping,
    effective_on: date,
    confirm_departures: bool = False,
    confirm_closures: bool = False,
    progress: Progress = silent,
) -> StaffSummary:
    """Check and store a file: all or nothing.

    Raises PermissionDenied, RefusedImport with every problem, InvalidFile, Conflict, StorageUnavailable.
    """
    seen = preview(viewer=viewer, file=file, mapping=mapping, effective_on=effective_on, progress=progress)
    if not seen.accepted:
        raise RefusedImport(seen.problems)
    progress(0.8, _("Enregistrement"))
    return service.store_records(
        viewer=viewer,
        records=seen.records,
        effective_on=effective_on,
        confirm_departures=confirm_departures,
        confirm_closures=confirm_closures,
    )


def combined(files: Sequence[StaffFile]) -> StaffFile:
    """Several files read as one, their sheets side by side."""
    if len(files) == 1:
        return files[0]
    tables = [
        FileTable(
            Table(_sheet_name(file, t.table), t.table.columns, t.table.first_row, t.table.records),
            t.uncleaned,
            t.unread,
            t.visible,
        )
        for file in files
        for t in file.tables
    ]
    return StaffFile(
        " + ".join(file.name for file in files),
        tuple(tables),
        tuple(refusal for file in files for refusal in file.empty_sheets),
    )


def _sheet_name(file: StaffFile, table: Table) -> str:
    return table.sheet if table.sheet == file.name else f"{file.name} · {table.sheet}"
