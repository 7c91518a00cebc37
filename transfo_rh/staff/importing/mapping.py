"""The correspondence between a staff file and the product's fields: guessed, corrected by the person, kept as YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic import Field as PydanticField

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Table
from transfo_rh.staff.importing.fields import FIELDS_OF, Content, Field

MAXIMUM_MAPPING_BYTES = 1_000_000
_HEADER = (
    "# Correspondance d’un fichier du personnel : transfo-rh staff import FICHIER --mapping CE_FICHIER\n"
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _blank_is_none(value: object) -> object:
    return None if value in ("", "null", "~") else value


OptionalColumn = Annotated[str | None, BeforeValidator(_blank_is_none)]


class PathLevel(_Part):
    """One level of the path from the authority to a department: the column of its name, of its code if any."""

    name: str
    code: OptionalColumn = None


class TableMapping(_Part):
    """How one sheet is read.

    ``path``: columns of the levels, from the top; with ``separator``, the one column that holds the whole path.
    ``fill_down``: a blank level repeats the one above it in the sheet. ``indented``: the name's leading spaces, or
    its leading number, tell the depth. ``header``: the sheet has a row of titles.
    """

    sheet: str
    content: Content
    columns: dict[Field, str] = PydanticField(default_factory=dict)
    path: tuple[PathLevel, ...] = ()
    separator: OptionalColumn = None
    fill_down: bool = False
    indented: Annotated[Literal["spaces", "numbers"] | None, BeforeValidator(_blank_is_none)] = None
    header: bool = True

    @model_validator(mode="after")
    def _fields_of_the_content(self) -> TableMapping:
        foreign = [field for field in self.columns if field not in FIELDS_OF[self.content]]
        if foreign and self.content is not Content.IGNORED:
            raise ValueError(f"{self.content}: {', '.join(foreign)}")
        return self

    @property
    def gives_departments(self) -> bool:
        """True when the sheet itself tells the tree, not only names of departments."""
        return self.content is Content.DEPARTMENTS or (
            self.content is not Content.IGNORED and (len(self.path) > 1 or self.separator is not None)
        )

    def used_columns(self) -> list[tuple[str, str]]:
        """(What for, column) of every column read."""
        used = [(field.label, column) for field, column in self.columns.items()]
        for level in self.path:
            used.append((_("Niveau"), level.name))
            if level.code is not None:
                used.append((_("Code du niveau"), level.code))
        return used


class StaffMapping(_Part):
    """How a whole file is read.

    ``create_departments``: a department that is only named by an agent is created instead of refused. ``roots``:
    what a parent's cell holds for « no parent », beside a blank.
    """

    version: Literal[1] = 1
    tables: tuple[TableMapping, ...]
    create_departments: bool = False
    roots: tuple[str, ...] = ("XX",)

    def table(self, sheet: str) -> TableMapping | None:
        """The mapping of a sheet; the only mapping serves the only sheet, whatever its name."""
        wanted = sheet.strip().casefold()
        return next((table for table in self.tables if table.sheet.strip().casefold() == wanted), None)


def to_yaml(mapping: StaffMapping) -> str:
    """The mapping as a document that ``from_yaml`` reads back."""
    content = mapping.model_dump(mode="json", exclude_defaults=True)
    return _HEADER + yaml.safe_dump({"version": 1, **content}, allow_unicode=True, sort_keys=False, width=120)


def from_yaml(*, name: str, content: bytes) -> StaffMapping:
    """Read a mapping.

    Raises InvalidFile naming the first wrong entry.
    """
    if len(content) > MAXIMUM_MAPPING_BYTES:
        raise InvalidFile(_("La correspondance « {name} » est trop volumineuse.").format(name=name))
    try:
        read: Any = yaml.load(content, Loader=yaml.CBaseLoader)  # noqa: S506 - builds text, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidFile(
            _("La correspondance « {name} » n’est pas un fichier YAML lisible.").format(name=name),
            details=str(error)[:200],
        ) from error
    try:
        return StaffMapping.model_validate(read if not _version_text(read) else {**read, "version": 1})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidFile(
            _("La correspondance « {name} » est refusée : {where} ({reason}).").format(
                name=name, where=where or _("document"), reason=first["msg"]
            )
        ) from None


def _version_text(read: Any) -> bool:
    return isinstance(read, dict) and read.get("version") == "1"


def matched(mapping: StaffMapping, tables: Sequence[Table]) -> list[tuple[Table, TableMapping]]:
    """Each table that is read, with its mapping.

    Raises InvalidFile when the mapping names a sheet or a column that the file does not have.
    """
    if len(mapping.tables) == 1 and len(tables) == 1:
        pairs = [(tables[0], mapping.tables[0])]
    else:
        known = {table.sheet.strip().casefold(): table for table in tables}
        missing = [
            t.sheet
            for t in mapping.tables
            if t.content is not Content.IGNORED and t.sheet.strip().casefold() not in known
        ]
        if missing:
            raise InvalidFile(
                _("La feuille « {sheet} » de la correspondance n’est pas dans le fichier.").format(
                    sheet=missing[0]
                )
            )
        pairs = [
            (known[t.sheet.strip().casefold()], t)
            for t in mapping.tables
            if t.sheet.strip().casefold() in known
        ]
    pairs = [(table, chosen) for table, chosen in pairs if chosen.content is not Content.IGNORED]
    for table, chosen in pairs:
        for label, column in chosen.used_columns():
            if column not in table.columns:
                raise InvalidFile(
                    _(
                        "La feuille « {sheet} » n’a pas de colonne « {column} » ({label}). Colonnes lues : {columns}."
                    ).format(
                        sheet=table.sheet,
                        column=column,
                        label=label,
                        columns=", ".join(table.columns[:12]) + ("…" if len(table.columns) > 12 else ""),
                    )
                )
    return pairs
