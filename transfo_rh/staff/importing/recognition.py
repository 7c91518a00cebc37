"""Guessing what the sheets and columns of a staff file hold: by their names, then by what stands below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.staff.importing import cells, outline
from transfo_rh.staff.importing.dates import read_date_of_any_order
from transfo_rh.staff.importing.fields import FIELDS_OF, Content, Field
from transfo_rh.staff.importing.levels import looks_merged, path_levels, path_separator
from transfo_rh.staff.importing.mapping import StaffMapping, TableMapping
from transfo_rh.staff.importing.vocabulary import name_score, words_of

_SAMPLE = 300
_ENOUGH = 0.5
_SHEET_NAMES = {
    Content.DEPARTMENTS: {
        "services",
        "service",
        "structure",
        "structures",
        "organisation",
        "organigramme",
        "departments",
        "directions",
    },
    Content.AGENTS: {
        "agents",
        "agent",
        "effectifs",
        "effectif",
        "personnel",
        "personnels",
        "staff",
        "employees",
        "salaries",
    },
    Content.POSITIONS: {"postes", "poste", "positions", "posts", "emplois"},
    Content.IGNORED: {
        "notice",
        "lisez",
        "lisezmoi",
        "readme",
        "listes",
        "lists",
        "notes",
        "dictionnaire",
        "dictionary",
    },
}
# Names that only the neighbourhood explains: « Code » is a department's code in a list of departments.
_IN_CONTEXT: dict[Content, dict[str, Field]] = {
    Content.DEPARTMENTS: {
        "code": Field.DEPARTMENT_CODE,
        "id": Field.DEPARTMENT_CODE,
        "identifiant": Field.DEPARTMENT_CODE,
        "sigle": Field.DEPARTMENT_CODE,
        "numero": Field.OUTLINE_NUMBER,
        "libelle": Field.DEPARTMENT_NAME,
        "libellelong": Field.DEPARTMENT_NAME,
        "nom": Field.DEPARTMENT_NAME,
        "name": Field.DEPARTMENT_NAME,
        "intitule": Field.DEPARTMENT_NAME,
        "designation": Field.DEPARTMENT_NAME,
        "direction": Field.DEPARTMENT_NAME,
        "rattachement": Field.PARENT_CODE,
        "pere": Field.PARENT_CODE,
        "superieur": Field.PARENT_CODE,
        "reportsto": Field.PARENT_CODE,
    },
    Content.AGENTS: {"direction": Field.DEPARTMENT_NAME, "poste": Field.JOB, "intituleposte": Field.JOB},
    Content.POSITIONS: {
        "code": Field.POSITION_CODE,
        "reference": Field.POSITION_CODE,
        "id": Field.POSITION_CODE,
        "intitule": Field.POSITION_TITLE,
        "libelle": Field.POSITION_TITLE,
        "titre": Field.POSITION_TITLE,
        "title": Field.POSITION_TITLE,
        "jobtitle": Field.POSITION_TITLE,
        "positiontitle": Field.POSITION_TITLE,
        "fonction": Field.POSITION_TITLE,
        "emploi": Field.POSITION_TITLE,
        "metier": Field.POSITION_TITLE,
        "direction": Field.DEPARTMENT_NAME,
        "matricule": Field.HOLDER,
        "matriculeagent": Field.HOLDER,
    },
    Content.IGNORED: {},
}
_TEXT_FIELDS = frozenset(
    (
        Field.LAST_NAME,
        Field.BIRTH_NAME,
        Field.FIRST_NAME,
        Field.FULL_NAME,
        Field.JOB,
        Field.DEPARTMENT_NAME,
        Field.PARENT_NAME,
        Field.STATUS,
        Field.CADRE_EMPLOIS,
        Field.POSITION_TITLE,
        Field.GRADE,
    )
)
_READERS: dict[Field, Callable[[Value], object]] = {
    Field.EMAIL: cells.read_email,
    Field.CATEGORY: cells.read_category,
    Field.STATUS: cells.read_status,
    Field.ENTRY_DATE: read_date_of_any_order,
    Field.EXIT_DATE: read_date_of_any_order,
    Field.RETIREMENT_DATE: read_date_of_any_order,
    Field.BIRTH_DATE: read_date_of_any_order,
    Field.WORKSTATION: cells.read_yes_or_no,
    Field.FTE: cells.read_fte_hundredths,
}


def guess_mapping(
    tables: Sequence[Table],
    *,
    base_has_departments: bool = False,
    uncleaned: Sequence[Sequence[Sequence[Value]]] = (),
    hidden: Collection[str] = (),
) -> StaffMapping:
    """The likeliest reading of a file; the person corrects it.

    ``base_has_departments``: the base already has a tree, so that an unknown department is more likely an error.
    ``uncleaned``: the rows of each sheet as they stand in the file. ``hidden``: sheets that are not shown, left aside.
    """
    raw = uncleaned or [()] * len(tables)
    guessed = tuple(
        TableMapping(sheet=table.sheet, content=Content.IGNORED)
        if table.sheet in hidden
        else guess_table(table, rows)
        for table, rows in zip(tables, raw, strict=True)
    )
    has_tree = any(table.gives_departments for table in guessed)
    organogram = any(Field.PARENT_POSITION in table.columns for table in guessed)
    listed = any(table.content is Content.DEPARTMENTS for table in guessed)
    creates = organogram or (not listed and (has_tree or not base_has_departments))
    return StaffMapping(tables=guessed, create_departments=creates)


def guess_table(table: Table, uncleaned: Sequence[Sequence[Value]] = ()) -> TableMapping:
    """The likeliest reading of one sheet."""
    shape = outline.recognise(table, uncleaned)
    if shape is not None:
        return shape
    ignored = TableMapping(sheet=table.sheet, content=Content.IGNORED)
    best = (0.0, ignored)
    persons = False
    for content in (Content.AGENTS, Content.POSITIONS, Content.DEPARTMENTS):
        mapping, score = _guess_content(table, content, uncleaned)
        persons = persons or {Field.LAST_NAME, Field.FIRST_NAME} <= mapping.columns.keys()
        if content is Content.DEPARTMENTS and persons:
            score *= 0.5  # a list of people, even without matricules, is no list of departments
        best = max(best, (score, mapping), key=lambda pair: pair[0])
    return best[1] if best[0] >= 1 else ignored


def guess_table_as(table: Table, content: Content) -> TableMapping:
    """The likeliest reading of one sheet, its content being known."""
    if content is Content.IGNORED:
        return TableMapping(sheet=table.sheet, content=content)
    return _guess_content(table, content)[0]


def _guess_content(
    table: Table, content: Content, uncleaned: Sequence[Sequence[Value]] = ()
) -> tuple[TableMapping, float]:
    columns = assign(table, content)
    named = [
        c for i, c in enumerate(table.columns) if c in _codes_of_levels(table.columns) or _may_name(table, i)
    ]
    path = path_levels(named)
    if content is Content.DEPARTMENTS and {Field.PARENT_CODE, Field.PARENT_NAME} & columns.keys():
        path = ()
    separator = None
    name = columns.get(Field.DEPARTMENT_NAME)
    if len(path) > 1:
        columns.pop(Field.DEPARTMENT_NAME, None)
        if any(columns.get(Field.DEPARTMENT_CODE) in (level.name, level.code) for level in path):
            columns.pop(Field.DEPARTMENT_CODE, None)
    else:
        path = ()
        separator = path_separator(table.column(name)) if name is not None else None
    mapping = TableMapping(
        sheet=table.sheet,
        content=content,
        columns=columns,
        path=path,
        separator=separator,
        fill_down=looks_merged(table, path),
        indented="spaces"
        if _indented(table, uncleaned, content, columns) and not path and not separator
        else None,
    )
    return mapping, _content_score(table, mapping)


def _codes_of_levels(columns: Sequence[str]) -> set[str]:
    return {level.code for level in path_levels(columns) if level.code is not None}


def _may_name(table: Table, position: int) -> bool:
    """False for a column of numbers, which cannot be the names of a level."""
    values = sample(table, position)
    return not values or _share(values, _has_letters) >= 0.5


def _indented(
    table: Table, uncleaned: Sequence[Sequence[Value]], content: Content, columns: Mapping[Field, str]
) -> bool:
    name = columns.get(Field.DEPARTMENT_NAME)
    told = {Field.PARENT_CODE, Field.PARENT_NAME, Field.OUTLINE_NUMBER, Field.LEVEL} & columns.keys()
    return (
        content is Content.DEPARTMENTS
        and name is not None
        and not told
        and outline.indents_names(table, uncleaned, name)
    )


def _content_score(table: Table, mapping: TableMapping) -> float:
    """At least 1 when the sheet can be of this content; the best fitting content has the highest."""
    have = mapping.columns.keys()
    named = _sheet_hint(table.sheet, mapping.content)
    if mapping.content is Content.AGENTS:
        if Field.MATRICULE in have:
            score = 3.0 + (0.5 if have & {Field.LAST_NAME, Field.FULL_NAME, Field.ENTRY_DATE} else 0.0)
            score -= 2.0 * (1 - distinct_share(table.column(mapping.columns[Field.MATRICULE])))
        else:
            person = {Field.LAST_NAME, Field.FIRST_NAME} <= have or have & {Field.EMAIL, Field.FULL_NAME}
            score = 1.2 if person else 0.0
    elif mapping.content is Content.POSITIONS:
        titled = Field.POSITION_TITLE in have
        score = 2.6 * (Field.POSITION_CODE in have and titled) + 2.0 * (
            Field.PARENT_POSITION in have and titled
        )
        score += 0.6 * (Field.FTE in have and titled)
        placed = {Field.DEPARTMENT_CODE, Field.DEPARTMENT_NAME, Field.PARENT_POSITION} & have
        score *= 1.0 if placed or mapping.path else 0.3
    else:
        tells_depth = {Field.PARENT_CODE, Field.PARENT_NAME, Field.OUTLINE_NUMBER, Field.LEVEL}
        parent = bool(have & tells_depth) or len(mapping.path) > 1 or mapping.indented is not None
        told = named > 0 or any(name_score(column, field) >= 0.5 for field, column in mapping.columns.items())
        named_somehow = bool(have & {Field.DEPARTMENT_CODE, Field.DEPARTMENT_NAME}) or bool(mapping.path)
        score = (1.1 + 0.8 * parent) * (named_somehow and (parent or told))
        key = mapping.columns.get(Field.DEPARTMENT_CODE) or mapping.columns.get(Field.DEPARTMENT_NAME)
        if key is not None and not mapping.path and mapping.separator is None:
            score *= 0.5 + 0.5 * distinct_share(table.column(key))
    return score + named if score or named < 0 else 0.0


def _sheet_hint(sheet: str, content: Content) -> float:
    words = set(words_of(sheet.rpartition(".")[0] or sheet))
    if words & _SHEET_NAMES[content] and len(words) <= 2:
        return 1.5
    return -5.0 if words & _SHEET_NAMES[Content.IGNORED] else 0.0


def assign(table: Table, content: Content) -> dict[Field, str]:
    """The best column for each field of a content, each column used once."""
    candidates = []
    for position, column in enumerate(table.columns):
        values = sample(table, position)
        in_context = _IN_CONTEXT[content].get("".join(words_of(column)))
        for field in FIELDS_OF[content]:
            score = 1.0 if field is in_context else name_score(column, field)
            if in_context is not None and field is not in_context:
                score *= 0.6
            if score >= _ENOUGH:
                score *= plausibility(field, values, certain=score >= 0.9)
            if score >= _ENOUGH:
                candidates.append((-score, position, field))
    chosen: dict[Field, str] = {}
    used: set[int] = set()
    for _score, position, field in sorted(candidates):
        if field not in chosen and position not in used:
            chosen[field] = table.columns[position]
            used.add(position)
    if Field.BIRTH_NAME in chosen and Field.LAST_NAME not in chosen:
        chosen[Field.LAST_NAME] = chosen.pop(Field.BIRTH_NAME)
    if Field.LAST_NAME in chosen and Field.FIRST_NAME in chosen:
        chosen.pop(Field.FULL_NAME, None)
    elif Field.LAST_NAME in chosen and Field.FULL_NAME in chosen:
        chosen.pop(Field.LAST_NAME)
    return {field: chosen[field] for field in FIELDS_OF[content] if field in chosen}


def sample(table: Table, position: int) -> list[Value]:
    """The first values of a column that are not blank."""
    found: list[Value] = []
    for record in table.records[: _SAMPLE * 10]:
        if record[position] is not None:
            found.append(record[position])
            if len(found) == _SAMPLE:
                break
    return found


def plausibility(field: Field, values: Sequence[Value], *, certain: bool) -> float:
    """From 0 to 1: may these values be of this field? A certain name keeps its column, so that errors are shown."""
    if not values:
        return 0.9
    if field in _TEXT_FIELDS and _share(values, _has_letters) < 0.5:
        return 0.0
    if field is Field.MATRICULE and distinct_share(values) < 0.5:
        return 0.0
    if field is Field.DEPARTMENT_CODE and not certain and _share(values, _has_blanks) > 0.2:
        return 0.0
    if field is Field.OUTLINE_NUMBER and not _are_outline_numbers(values):
        return 0.0
    if (
        field is Field.LEVEL
        and _share(values, lambda value: isinstance(value, int) or _is_level(value)) < 0.9
    ):
        return 0.0
    reader = _READERS.get(field)
    if reader is None:
        return 1.0
    readable = _share(values, lambda value: _reads(reader, value))
    return 1.0 if certain and field is not Field.CATEGORY else (1.0 if readable >= 0.5 else 0.0)


def _are_outline_numbers(values: Sequence[Value]) -> bool:
    texts = [text_of(value).strip(".") for value in values]
    numbers = sum(all(part.isdecimal() for part in text.split(".")) for text in texts)
    return numbers >= 0.9 * len(texts) and any("." in text for text in texts)


def _is_level(value: Value) -> bool:
    return isinstance(value, str) and value.lstrip("Nn").isdecimal() and len(value) <= 3


def _has_blanks(value: Value) -> bool:
    return isinstance(value, str) and " " in value


def _has_letters(value: Value) -> bool:
    return isinstance(value, str) and any(sign.isalpha() for sign in value)


def _reads(reader: Callable[[Value], object], value: Value) -> bool:
    try:
        reader(value)
    except ValueError:
        return False
    return True


def _share(values: Sequence[Value], test: Callable[[Value], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def distinct_share(values: Sequence[Value]) -> float:
    """Share of different values among those that are not blank; 1 when there is none."""
    filled = [text_of(value) for value in values if value is not None]
    return len(set(filled)) / len(filled) if filled else 1.0
