"""Reading a workbook of the catalogue back, with every problem located; titles of both languages are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import LANGUAGES, _, in_language
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.exchange.spreadsheets import Sheet, Table, read_sheets, text_of, to_table
from transfo_rh.skills.catalogue.checks import (
    family_problems,
    requirement_problems,
    role_problems,
    skill_problems,
)
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.catalogue.workbook import CatalogueSheet, sheet_titles
from transfo_rh.skills.model import (
    LEVELS,
    Bilingual,
    Catalogue,
    Family,
    References,
    Requirement,
    RoleContent,
    RoleKind,
    SkillContent,
    SkillKind,
)
from transfo_rh.staff.model import Category
from transfo_rh.staff.search import plain

Kind = TypeVar("Kind", SkillKind, RoleKind)
_OPTIONAL = frozenset(
    (
        *("label_en", "mission_en", "definition_en", "synonyms_fr", "synonyms_en", "review_months"),
        *("rome", "esco", "ecf", "rmfp", "categories", "cadres_emplois", "job_titles", "critical", "weight"),
        *(f"level_{n}_en" for n in LEVELS),
    )
)


def read_catalogue_workbook(*, name: str, content: bytes, standing: Catalogue) -> CatalogueContent:
    """Families, skills and roles of a workbook, checked; a missing sheet means that nothing of it changes.

    ``standing``: what the catalogue holds already, which the workbook may refer to. Raises InvalidFile, RefusedImport
    with every problem located.
    """
    found = _tables(read_sheets(name=name, content=content))
    if not found:
        raise InvalidFile(
            _(
                "« {name} » n’a aucune des feuilles attendues ({sheets}) : partez du classeur exporté depuis le catalogue."
            ).format(name=name, sheets=", ".join(sheet.label for sheet in CatalogueSheet))
        )
    reader = _Reader(standing)
    for sheet in CatalogueSheet:  # families and skills before those who refer to them
        if sheet in found:
            reader.read(sheet, found[sheet])
    reader.check()
    if reader.problems:
        raise RefusedImport(reader.problems)
    return CatalogueContent(tuple(reader.families), tuple(reader.skills), tuple(reader.roles()))


def _tables(sheets: Sequence[Sheet]) -> dict[CatalogueSheet, Table]:
    names = {
        plain(label): sheet for language in LANGUAGES for sheet, label in _labels_in(language, CatalogueSheet)
    }
    found = {names[plain(sheet.name)]: sheet for sheet in sheets if plain(sheet.name) in names}
    return {kind: to_table(sheet) for kind, sheet in found.items() if len(sheet.rows) > 1}


def _labels_in(language: str, members: Iterable[CatalogueSheet]) -> list[tuple[CatalogueSheet, str]]:
    with in_language(language):
        return [(member, member.label) for member in members]


class _Row:
    """One row of a sheet, its cells by column, and where to report what is wrong."""

    def __init__(self, cells: Mapping[str, str], report: Callable[[str, str], None]) -> None:
        self._cells = cells
        self.report = report

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a cell that holds several."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    def bilingual(self, column: str) -> Bilingual:
        """The text of two columns."""
        return Bilingual(self[f"{column}_fr"], self[f"{column}_en"])

    def integer(self, column: str, default: int) -> int:
        """A whole number; a blank cell is the default, anything else is reported."""
        text = self[column]
        try:
            return int(text) if text else default
        except ValueError:
            self.report(column, _("un nombre entier est attendu."))
            return default


class _Reader:
    """Reads sheet after sheet and gathers what they say and what is wrong."""

    def __init__(self, standing: Catalogue) -> None:
        self.problems: list[Problem] = []
        self.families: list[Family] = []
        self.skills: list[SkillContent] = []
        self._standing = standing
        self._roles: list[RoleContent] = []
        self._asked: dict[str, list[Requirement]] = defaultdict(list)
        self._lines: list[tuple[_Row, Requirement]] = []
        self._rows: dict[tuple[CatalogueSheet, str], _Row] = {}

    def read(self, sheet: CatalogueSheet, table: Table) -> None:
        """Read one sheet."""
        columns = self._columns(sheet, table)
        if columns is None:
            return
        for index, record in enumerate(table.records):
            cells = {column: text_of(record[place]) for column, place in columns.items()}
            if any(cells.values()):
                row = _Row(cells, self._reporter(table, columns, table.first_row + index, cells))
                self._take(sheet, row)

    def _columns(self, sheet: CatalogueSheet, table: Table) -> dict[str, int] | None:
        """Column → place in the table; None, with a problem, when one that is needed is missing."""
        wanted: dict[str, str] = {}
        for language in reversed(LANGUAGES):
            with in_language(language):
                wanted |= {plain(title): column for column, title in sheet_titles(sheet).items()}
        found = {wanted[plain(name)]: i for i, name in enumerate(table.columns) if plain(name) in wanted}
        missing = [
            title
            for column, title in sheet_titles(sheet).items()
            if column not in found | dict.fromkeys(_OPTIONAL)
        ]
        if missing:
            reason = _("il manque les colonnes : {columns}.").format(columns=", ".join(missing))
            self.problems.append(Problem(reason, sheet=table.sheet))
            return None
        return found

    def _reporter(
        self,
        table: Table,
        columns: Mapping[str, int],
        row: int,
        cells: Mapping[str, str],
    ) -> Callable[[str, str], None]:
        def report(column: str, reason: str) -> None:
            place = columns.get(column)
            title = None if place is None else table.columns[place]
            self.problems.append(
                Problem(reason, sheet=table.sheet, row=row, column=title, value=cells.get(column) or None)
            )

        return report

    def _take(self, sheet: CatalogueSheet, row: _Row) -> None:
        code = row["role"] if sheet is CatalogueSheet.REQUIREMENTS else row["code"]
        if sheet is CatalogueSheet.REQUIREMENTS:
            self._rows.setdefault((sheet, code), row)
            level, weight = row.integer("level", 0), row.integer("weight", 2)
            asked = Requirement(row["skill"], level, weight, critical=self._yes(row))
            self._asked[code].append(asked)
            self._lines.append((row, asked))
            return
        if (sheet, code) in self._rows:
            row.report("code", _("ce code est écrit deux fois."))
            return
        self._rows[sheet, code] = row
        if sheet is CatalogueSheet.FAMILIES:
            self.families.append(Family(code, row.bilingual("label")))
        elif sheet is CatalogueSheet.SKILLS:
            self.skills.append(_skill_of(row))
        else:
            self._roles.append(_role_of(row))

    def _yes(self, row: _Row) -> bool:
        word = plain(row["critical"])
        if word not in {"", "oui", "non", "o", "n", "yes", "no", "1", "0", "x", "true", "false"}:
            row.report("critical", _("répondez par oui ou non."))
        return word in {"oui", "o", "yes", "1", "x", "true"}

    def roles(self) -> list[RoleContent]:
        """The roles of the workbook with what they ask; a role without a line keeps what it asked."""
        found = [self._with_requirements(role) for role in self._roles]
        written = {role.code for role in self._roles}
        for code in self._asked:
            role = self._standing.role(code)
            if role is not None and code not in written:
                found.append(self._with_requirements(role.content))
        return found

    def _with_requirements(self, role: RoleContent) -> RoleContent:
        standing = self._standing.role(role.code)
        kept = standing.content.requirements if standing is not None else ()
        return replace(role, requirements=tuple(self._asked.get(role.code, ())) or kept)

    def check(self) -> None:
        """Report what the rules of the catalogue refuse."""
        families = {f.code for f in (*self.families, *self._standing.families)}
        kinds = {skill.code: skill.content.kind for skill in self._standing.skills}
        kinds |= {skill.code: skill.kind for skill in self.skills}
        for family in self.families:
            for reason in family_problems(family):
                self._rows[CatalogueSheet.FAMILIES, family.code].report("code", reason)
        for skill in self.skills:
            for reason in skill_problems(skill, families=families):
                self._rows[CatalogueSheet.SKILLS, skill.code].report("code", reason)
        wrong = [
            (row, reason) for row, line in self._lines for reason in requirement_problems(line, kinds=kinds)
        ]
        for row, reason in wrong:
            row.report("skill", reason)
        for role in () if wrong else self.roles():
            found = self._rows.get((CatalogueSheet.ROLES, role.code))
            row = found or self._rows[CatalogueSheet.REQUIREMENTS, role.code]
            for reason in role_problems(role, families=families, kinds=kinds):
                row.report("code", reason)
        known = {role.code for role in self.roles()}
        for code in self._asked:
            if code not in known:
                row = self._rows[CatalogueSheet.REQUIREMENTS, code]
                row.report("role", _("ce métier n’existe ni dans le classeur ni dans le catalogue."))


def _skill_of(row: _Row) -> SkillContent:
    return SkillContent(
        code=row["code"],
        family=row["family"],
        kind=_member(row, SkillKind, SkillKind.TECHNICAL),
        review_months=row.integer("review_months", 36),
        label=row.bilingual("label"),
        definition=row.bilingual("definition"),
        anchors=tuple(row.bilingual(f"level_{n}") for n in LEVELS),
        synonyms_fr=row.values("synonyms_fr"),
        synonyms_en=row.values("synonyms_en"),
        references=References(rome=row.values("rome"), esco=row.values("esco"), ecf=row.values("ecf")),
    )


def _role_of(row: _Row) -> RoleContent:
    categories = []
    for value in row.values("categories"):
        if value.upper() in set(Category):
            categories.append(Category(value.upper()))
        else:
            row.report("categories", _("la catégorie est A, B ou C."))
    return RoleContent(
        code=row["code"],
        kind=_member(row, RoleKind, RoleKind.TARGET),
        domain=row["domain"],
        label=row.bilingual("label"),
        mission=row.bilingual("mission"),
        requirements=(),
        categories=tuple(categories),
        cadres_emplois=row.values("cadres_emplois"),
        job_titles=row.values("job_titles"),
        references=References(rome=row.values("rome"), esco=row.values("esco"), rmfp=row.values("rmfp")),
    )


def _member(row: _Row, kinds: type[Kind], default: Kind) -> Kind:
    """The member of an enumeration that a cell names, by its value or its label in either language."""
    text = plain(row["kind"])
    if not text:
        return default
    for language in LANGUAGES:
        with in_language(language):
            for kind in kinds:
                if text in (kind.value, plain(kind.label)):
                    return kind
    row.report("kind", _("valeur inconnue : choisissez dans la liste."))
    return default
