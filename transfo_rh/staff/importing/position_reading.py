"""Positions of a file, alone or as an organogram where each position names the one it reports to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Severity
from transfo_rh.staff.changes import Base
from transfo_rh.staff.checks import Place
from transfo_rh.staff.importing import cells
from transfo_rh.staff.importing.codes import path_code, position_code
from transfo_rh.staff.importing.columns import TableReader
from transfo_rh.staff.importing.department_reading import Path, row_paths
from transfo_rh.staff.importing.directory import Ambiguous, Directory
from transfo_rh.staff.importing.fields import MAXIMUM_LENGTH, Field
from transfo_rh.staff.importing.mapping import StaffMapping
from transfo_rh.staff.model import DepartmentRecord, PositionRecord
from transfo_rh.staff.search import plain
from transfo_rh.staff.tree import find_cycle


@dataclass(frozen=True, slots=True)
class PositionPlace:
    """A position and where it stands in the file."""

    record: PositionRecord
    place: Place


@dataclass(slots=True)
class _Line:
    """A row while it is read. ``unit``: code of its department, None when the row does not name one."""

    reader: TableReader
    index: int
    code: str
    coded: bool
    title: str
    grade: str | None
    fte_hundredths: int
    holder: str | None
    superior: str | None
    unit: str | None = None
    unit_name: str | None = None


def read_positions(
    readers: Sequence[TableReader], directory: Directory, *, mapping: StaffMapping, base: Base
) -> list[PositionPlace]:
    """The positions of the sheets; an organogram also gives the departments, from who reports to whom."""
    lines: list[_Line] = []
    organogram = False
    for reader in readers:
        if reader.missing_column((Field.POSITION_TITLE,)):
            continue
        organogram = organogram or Field.PARENT_POSITION in reader.mapping.columns
        lines += _lines(reader, directory, mapping)
    lines = _merged_shares(lines)
    if organogram:
        _check_superiors(lines, base)
        if mapping.create_departments:
            _units_from_superiors(lines, directory, base)
    result = []
    for line in lines:
        code = line.unit
        if code is None:
            _report_department(line)
        elif code not in directory and line.unit_name is not None and mapping.create_departments:
            directory.create(line.unit_name, code=code, place=line.reader.place(line.index))
        if code is not None:
            record = PositionRecord(line.code, line.title, code, line.grade, line.fte_hundredths, line.holder)
            result.append(PositionPlace(record, line.reader.place(line.index)))
    return result


def _report_department(line: _Line) -> None:
    mapping = line.reader.mapping
    column = mapping.path[-1].name if mapping.path else None
    column = (
        column or mapping.columns.get(Field.DEPARTMENT_CODE) or mapping.columns.get(Field.DEPARTMENT_NAME)
    )
    line.reader.report(
        line.index,
        column or mapping.columns[Field.POSITION_TITLE],
        line.unit_name,
        _("le service de ce poste n’est pas connu : complétez-le, ou ajoutez-le à l’organisation."),
    )


def _lines(reader: TableReader, directory: Directory, mapping: StaffMapping) -> list[_Line]:
    titles = reader.texts(Field.POSITION_TITLE)
    reader.require(Field.POSITION_TITLE, titles)
    codes = reader.texts(Field.POSITION_CODE)
    if Field.POSITION_CODE in reader.mapping.columns:
        reader.require(Field.POSITION_CODE, codes)
    superiors = reader.texts(Field.PARENT_POSITION)
    nothing = {plain(root) for root in mapping.roots} | {"0", "none", "aucun"}
    units = _units(reader, directory, create=mapping.create_departments)
    lines = []
    seen: dict[str, int] = {}
    for index, title, code, grade, fte, holder, superior, (unit, name) in zip(
        reader.rows,
        titles,
        codes,
        reader.texts(Field.GRADE),
        reader.field(Field.FTE, cells.read_fte_hundredths),
        reader.texts(Field.HOLDER),
        superiors,
        units,
        strict=True,
    ):
        if title is None:
            continue
        boss = None if superior is None or plain(superior) in nothing else superior
        made = code or position_code([boss or "", name or unit or "", title, grade or ""])
        if code is None:
            seen[made] = seen.get(made, 0) + 1
            made = made if seen[made] == 1 else f"{made}-{seen[made]}"
        lines.append(
            _Line(
                reader,
                index,
                made,
                code is not None,
                title,
                grade,
                100 if fte is None else fte,
                holder,
                boss,
                unit,
                name,
            )
        )
    return lines


def _units(reader: TableReader, directory: Directory, *, create: bool) -> list[tuple[str | None, str | None]]:
    """(Code, name) of each row's department; the code may not exist yet when departments may be created."""
    if reader.mapping.path or reader.mapping.separator:
        leaf_codes = reader.texts(Field.DEPARTMENT_CODE)
        return [
            _unit_of_path(path, leaf, directory, create=create)
            for path, leaf in zip(row_paths(reader), leaf_codes, strict=True)
        ]
    codes, names = reader.texts(Field.DEPARTMENT_CODE), reader.texts(Field.DEPARTMENT_NAME)
    units: list[tuple[str | None, str | None]] = []
    for index, code, name in zip(reader.rows, codes, names, strict=True):
        text = code or name
        try:
            found = directory.find(text) if text else None
        except Ambiguous:
            found = None
            column = reader.mapping.columns[Field.DEPARTMENT_NAME if code is None else Field.DEPARTMENT_CODE]
            reader.report(
                index, column, text, _("plusieurs services portent ce nom : indiquez le code du service.")
            )
        if found is None and text is not None and create:
            found = code or path_code([text])
        units.append((found, name or code))
    return units


def _unit_of_path(
    path: Path | None, leaf: str | None, directory: Directory, *, create: bool
) -> tuple[str | None, str | None]:
    if path is None:
        return None, None
    names, codes = path
    distinct = [n for i, n in enumerate(names) if i == 0 or plain(n) != plain(names[i - 1])]
    known = leaf or codes[-1] or directory.base_path(distinct)
    if known is None:
        made = path_code(distinct)
        if create or made in directory:
            return made, names[-1]
        try:
            known = directory.find(names[-1])
        except Ambiguous:
            known = None
    return known, names[-1]


def _merged_shares(lines: Sequence[_Line]) -> list[_Line]:
    """A position written on several rows (job share) becomes one; rows that differ stay, and are refused later."""
    kept: dict[str, _Line] = {}
    result: list[_Line] = []
    for line in lines:
        first = kept.get(line.code) if line.coded else None
        shared = (
            first is not None
            and line.superior is not None
            and (first.title, first.unit, first.superior) == (line.title, line.unit, line.superior)
        )
        if first is None or not shared:
            kept.setdefault(line.code, line)
            result.append(line)
            continue
        first.fte_hundredths += line.fte_hundredths
        line.reader.report(
            line.index,
            line.reader.mapping.columns[Field.POSITION_CODE],
            line.code,
            _("poste écrit sur plusieurs lignes (temps partagé) : les ETP sont additionnés."),
            Severity.WARNING,
        )
    return result


def _check_superiors(lines: Sequence[_Line], base: Base) -> None:
    """Every superior's position exists, and nobody reports to oneself through others (the circle is then cut)."""
    superiors = {line.code: line.superior for line in lines}
    known = superiors.keys() | (base.positions or {}).keys()
    for line in lines:
        column = line.reader.mapping.columns.get(Field.PARENT_POSITION)
        if column is not None and line.superior is not None and line.superior not in known:
            line.reader.report(
                line.index,
                column,
                line.superior,
                _(
                    "le poste du supérieur « {code} » n’est ni dans le fichier ni dans la base. Corrigez-le, ou importez d’abord les postes d’encadrement."
                ).format(code=line.superior),
            )
    cycle = find_cycle(superiors)
    if cycle:
        line = next(line for line in lines if line.code == cycle[0])
        line.reader.report(
            line.index,
            line.reader.mapping.columns[Field.PARENT_POSITION],
            line.superior,
            _("les postes se rattachent en rond : {cycle}. Corrigez l’un de ces rattachements.").format(
                cycle=" → ".join((*cycle[:12], cycle[0]))
            ),
        )
        line.superior = None


def _units_from_superiors(lines: Sequence[_Line], directory: Directory, base: Base) -> None:
    """Departments of an organogram: a unit stands below the unit that its highest position reports to.

    A unit's parent is always that of a position higher than its own highest one, so no cycle can appear.
    """
    by_code = {line.code: line for line in lines}
    unit_in_base = _units_in_base(directory, base)
    depths = {line.code: _depth(line, by_code) for line in lines}
    highest: dict[str, _Line] = {}
    for line in sorted(lines, key=lambda line: depths[line.code]):
        if line.unit is None:
            line.unit = _unit_above(line, by_code, unit_in_base)
        if line.unit is not None:
            highest.setdefault(line.unit, line)
    for unit, line in highest.items():
        if unit in directory:
            continue
        parent = _unit_above(line, by_code, unit_in_base, other_than=unit)
        name = (line.unit_name or unit)[: MAXIMUM_LENGTH[Field.DEPARTMENT_NAME]]
        directory.add(DepartmentRecord(unit, name, parent), line.reader.place(line.index))


def _units_in_base(directory: Directory, base: Base) -> dict[str, str]:
    codes = {department.id: department.code for department in directory.tree.departments}
    return {
        code: codes[position.department_id]
        for code, (position, _from, _to) in (base.positions or {}).items()
        if position.department_id in codes
    }


def _depth(line: _Line, by_code: dict[str, _Line]) -> int:
    depth, seen = 0, {line.code}
    while line.superior is not None and line.superior in by_code and line.superior not in seen:
        line = by_code[line.superior]
        seen.add(line.code)
        depth += 1
    return depth


def _unit_above(
    line: _Line, by_code: dict[str, _Line], unit_in_base: dict[str, str], *, other_than: str | None = None
) -> str | None:
    seen = {line.code}
    while line.superior is not None and line.superior not in seen:
        seen.add(line.superior)
        above = by_code.get(line.superior)
        if above is None:
            unit = unit_in_base.get(line.superior)
            return unit if unit != other_than else None
        if above.unit is not None and above.unit != other_than:
            return above.unit
        line = above
    return None
