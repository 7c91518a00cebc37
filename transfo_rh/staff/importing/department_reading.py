"""Departments of a file, in their three shapes: parent reference, path columns, indented list."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.staff.importing import cells, outline
from transfo_rh.staff.importing.codes import labelled, path_code, same_number
from transfo_rh.staff.importing.columns import TableReader
from transfo_rh.staff.importing.directory import Ambiguous, Directory
from transfo_rh.staff.importing.fields import MAXIMUM_LENGTH, Content, Field
from transfo_rh.staff.model import DepartmentRecord
from transfo_rh.staff.search import plain

_NO_PARENT = frozenset(
    (
        "-",
        "--",
        "#",
        "n/a",
        "na",
        "aucun",
        "aucune",
        "neant",
        "none",
        "nul",
        "null",
        "sans",
        "vide",
        "(vide)",
        "(aucun)",
        "racine",
        "root",
        "0",
    )
)
Path = tuple[tuple[str, ...], tuple[str | None, ...]]


def read_departments(reader: TableReader, directory: Directory, *, roots: Sequence[str]) -> None:
    """Add the departments of a sheet to the directory, whatever the shape."""
    mapping = reader.mapping
    if mapping.path or mapping.separator:
        _read_paths(reader, directory)
    elif (
        mapping.indented or Field.OUTLINE_NUMBER in mapping.columns or Field.LEVEL in mapping.columns
    ) and not {Field.PARENT_CODE, Field.PARENT_NAME} & mapping.columns.keys():
        _read_outline(reader, directory)
    else:
        _read_references(reader, directory, roots=roots)


def _read_paths(reader: TableReader, directory: Directory) -> None:
    """Each row is a path; with a code column, the code is that of the last level."""
    codes = reader.texts(Field.DEPARTMENT_CODE)
    paths = row_paths(reader)
    for index, path, code in zip(reader.rows, paths, codes, strict=True):
        if path is None:
            reader.report(index, _first_column(reader), None, _("aucun nom de service sur cette ligne."))
            continue
        names, level_codes = path
        if code is not None and level_codes[-1] is None:
            level_codes = (*level_codes[:-1], code)
        directory.path(names, level_codes, place=reader.place(index))


def _first_column(reader: TableReader) -> str:
    mapping = reader.mapping
    return mapping.path[0].name if mapping.path else mapping.columns[Field.DEPARTMENT_NAME]


def row_paths(reader: TableReader) -> list[Path | None]:
    """The path of each row: names and codes from the top, None for a row without any."""
    if reader.mapping.separator is not None:
        column = reader.mapping.columns[Field.DEPARTMENT_NAME]
        separator = reader.mapping.separator.strip() or reader.mapping.separator
        texts = reader.parsed(column, cells.cell_text)
        return [_split(text, separator) if text else None for text in texts]
    limit = MAXIMUM_LENGTH[Field.DEPARTMENT_NAME]
    levels, level_codes = [], []
    for level in reader.mapping.path:
        level_names = reader.parsed(level.name, cells.cell_text)
        reader.refuse_long(level.name, level_names, limit)
        levels.append(level_names)
        own_codes: list[str | None] = [None] * len(reader.rows)
        if level.code is not None:
            own_codes = reader.parsed(level.code, cells.read_identifier)
            reader.refuse_long(level.code, own_codes, MAXIMUM_LENGTH[Field.DEPARTMENT_CODE])
        level_codes.append(own_codes)
    rows = list(zip(*levels, strict=True))
    if reader.mapping.fill_down:
        rows = _filled_down(rows, repeat=reader.mapping.content is not Content.DEPARTMENTS)
    memory: dict[tuple[object, object], Path | None] = {}
    result = []
    for names, codes in zip(rows, zip(*level_codes, strict=True), strict=True):
        key = (names, codes)
        if key not in memory:
            kept = [(n, c) for n, c in zip(names, codes, strict=True) if n is not None]
            memory[key] = (tuple(n for n, _c in kept), tuple(c for _n, c in kept)) if kept else None
        result.append(memory[key])
    return result


def _split(text: str, separator: str) -> Path | None:
    names = tuple(part.strip()[: MAXIMUM_LENGTH[Field.DEPARTMENT_NAME]] for part in text.split(separator))
    kept = tuple(name for name in names if name)
    return (kept, (None,) * len(kept)) if kept else None


def _filled_down(
    rows: Sequence[tuple[str | None, ...]], *, repeat: bool = False
) -> list[tuple[str | None, ...]]:
    """Blank levels above the first one written repeat the row above; so does a wholly blank row with ``repeat``.

    >>> _filled_down([("A", None), (None, "B"), ("C", None)])
    [('A', None), ('A', 'B'), ('C', None)]
    """
    filled: list[tuple[str | None, ...]] = []
    above: tuple[str | None, ...] = ()
    for row in rows:
        nothing = len(row) if repeat else 0
        first = next((position for position, name in enumerate(row) if name is not None), nothing)
        row = (*above[:first], *row[first:]) if above else row
        filled.append(row)
        above = row
    return filled


def _read_outline(reader: TableReader, directory: Directory) -> None:
    """A list whose order and depth make the tree."""
    if reader.missing_column((Field.DEPARTMENT_NAME,)):
        return
    depths, names = _depths_and_names(reader)
    codes = reader.texts(Field.DEPARTMENT_CODE)
    kept = [i for i, name in enumerate(names) if name is not None and depths[i] is not None]
    parents = outline.parents_by_depth([depths[i] or 0 for i in kept])
    if len(kept) > 2 and not any(parent is not None for parent in parents):
        reader.problems.append(_flat(reader, len(kept)))
    paths: list[tuple[tuple[str, ...], tuple[str | None, ...]]] = []
    for position, line in enumerate(kept):
        above = parents[position]
        before = paths[above] if above is not None else ((), ())
        path = ((*before[0], names[line] or ""), (*before[1], codes[line]))
        paths.append(path)
        index = reader.rows[line]
        known = len(directory.records)
        code = _outline_code(directory, path)
        parent = _outline_code(directory, before) if above is not None else None
        directory.add(DepartmentRecord(code, path[0][-1], parent), reader.place(index))
        if len(directory.records) == known:
            reader.report(
                index,
                reader.mapping.columns[Field.DEPARTMENT_NAME],
                path[0][-1],
                _("ce service est déjà dans la liste, au même endroit : gardez une seule ligne."),
            )


def _outline_code(directory: Directory, path: tuple[tuple[str, ...], tuple[str | None, ...]]) -> str:
    return path[1][-1] or directory.base_path(path[0]) or path_code(path[0])


def _depths_and_names(reader: TableReader) -> tuple[list[int | None], list[str | None]]:
    mapping = reader.mapping
    column = mapping.columns[Field.DEPARTMENT_NAME]
    names = reader.texts(Field.DEPARTMENT_NAME)
    if Field.LEVEL in mapping.columns:
        return reader.field(Field.LEVEL, _read_level), names
    if Field.OUTLINE_NUMBER in mapping.columns:
        numbers = reader.parsed(mapping.columns[Field.OUTLINE_NUMBER], cells.cell_text)
        return [outline.numbered_depth(number) if number else None for number in numbers], names
    if mapping.indented == "numbers":
        depths: list[int | None] = []
        titles: list[str | None] = []
        for index, name in zip(reader.rows, names, strict=True):
            parts = outline.split_number(name) if name else None
            if name and parts is None:
                reader.report(
                    index, column, name, _("cette ligne n’a pas de numéro : commencez-la par 1.2, 1.2.3…")
                )
            depths.append(outline.numbered_depth(parts[0]) if parts else None)
            titles.append(parts[1] if parts else None)
        return depths, titles
    return list(reader.indentations(column)), [
        outline.without_marks(name) if name else name for name in names
    ]


def _read_level(value: object) -> int:
    try:
        level = int(str(value).strip().removeprefix("N").removeprefix("n").lstrip("+"))
    except ValueError:
        raise ValueError(_("le niveau doit être un nombre entier.")) from None
    if not -50 <= level <= 50:
        raise ValueError(_("le niveau doit être un nombre entier."))
    return level


def _read_references(reader: TableReader, directory: Directory, *, roots: Sequence[str]) -> None:
    """One row per department, with its parent's code or name."""
    if reader.missing_column((Field.DEPARTMENT_NAME, Field.DEPARTMENT_CODE)):
        return
    names = reader.texts(Field.DEPARTMENT_NAME)
    codes = reader.texts(Field.DEPARTMENT_CODE)
    required = (
        Field.DEPARTMENT_CODE if Field.DEPARTMENT_CODE in reader.mapping.columns else Field.DEPARTMENT_NAME
    )
    reader.require(required, codes if required is Field.DEPARTMENT_CODE else names)
    if Field.DEPARTMENT_NAME in reader.mapping.columns:
        reader.require(Field.DEPARTMENT_NAME, names)
    rows: list[tuple[int, str, str]] = []
    for index, name, code in zip(reader.rows, names, codes, strict=True):
        label = name or code
        if label is not None:
            rows.append((index, code or _code_by_name(directory, label), label))
    has_parent = bool({Field.PARENT_CODE, Field.PARENT_NAME} & reader.mapping.columns.keys())
    parents = _parent_texts(reader, roots) if has_parent else {}
    if not has_parent and len(rows) > 2 and not any(code in directory.base for _i, code, _n in rows):
        reader.problems.append(_flat(reader, len(rows)))
    local = _Names(rows)
    own_parents = [index for index, code, name in rows if parents.get(index) in (code, name)]
    for index, code, name in rows:
        text = parents.get(index)
        if index in own_parents and all(parents.values()):
            text = None  # the top departments of some payroll software are their own parents
        parent = (
            _parent(reader, directory, local, index, text) if has_parent else _kept_parent(directory, code)
        )
        _add_once(reader, directory, DepartmentRecord(code, name, parent), index)


def _flat(reader: TableReader, count: int) -> Problem:
    return Problem(
        _(
            "cette feuille ne dit pas qui est rattaché à qui : les {count} services sont mis au même niveau. Ajoutez une colonne de rattachement si ce n’est pas voulu."
        ).format(count=count),
        sheet=reader.table.sheet,
        severity=Severity.WARNING,
    )


class _Names:
    """Codes of a sheet's departments by code and by name."""

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        self.codes = {code for _index, code, _name in rows}
        self.by_name: dict[str, set[str]] = {}
        for _index, code, name in rows:
            self.by_name.setdefault(plain(name), set()).add(code)

    def find(self, text: str) -> str | None:
        if text in self.codes:
            return text
        for found in (self.by_name.get(plain(text), set()), same_number(text, self.codes)):
            if len(found) > 1:
                raise Ambiguous
            if found:
                return next(iter(found))
        return next((code for code, _name in labelled(text) if code in self.codes), None)


def _code_by_name(directory: Directory, name: str) -> str:
    try:
        found = directory.find(name)
    except Ambiguous:
        found = None
    return found if found in directory.base else path_code([name])


def _kept_parent(directory: Directory, code: str) -> str | None:
    known = directory.base.get(code)
    return known.parent_code if known is not None else None


def _parent_texts(reader: TableReader, roots: Sequence[str]) -> dict[int, str | None]:
    nothing = {plain(root) for root in roots} | _NO_PARENT
    columns = reader.mapping.columns
    texts = [
        reader.parsed(columns[field], cells.read_identifier)
        for field in (Field.PARENT_CODE, Field.PARENT_NAME)
        if field in columns
    ]
    parents: dict[int, str | None] = {}
    for index, *values in zip(reader.rows, *texts, strict=True):
        text = next((value for value in values if value is not None), None)
        parents[index] = None if text is None or plain(text) in nothing else text
    return parents


def _parent(
    reader: TableReader, directory: Directory, local: _Names, index: int, text: str | None
) -> str | None:
    if text is None:
        return None
    try:
        return local.find(text) or directory.find(text) or text
    except Ambiguous:
        column = reader.mapping.columns.get(Field.PARENT_CODE) or reader.mapping.columns[Field.PARENT_NAME]
        reader.report(
            index,
            column,
            text,
            _("plusieurs services portent ce nom : indiquez le code du service de rattachement."),
        )
        return None


def _add_once(reader: TableReader, directory: Directory, record: DepartmentRecord, index: int) -> None:
    earlier = directory.records.get(record.code)
    if earlier is None:
        directory.add(record, reader.place(index))
        return
    place = directory.places[record.code]
    field = (
        Field.DEPARTMENT_CODE if Field.DEPARTMENT_CODE in reader.mapping.columns else Field.DEPARTMENT_NAME
    )
    reader.report(
        index,
        reader.mapping.columns[field],
        record.code,
        _("ce service est déjà ligne {row} (« {name} ») : gardez une seule ligne par service.").format(
            row=place.row, name=earlier.name
        ),
    )
