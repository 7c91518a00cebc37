"""The sheets of an XLSForm as rows by column and language, whatever their case, spaces and old spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transfo_rh.campaigns.importing.wording import label_key
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, quoted
from transfo_rh.exchange.spreadsheets import Sheet, Value, read_sheets, text_of

CARRIED_SHEET = "transfo_rh"
MAXIMUM_ROWS = 20_000
MAXIMUM_BLANK_ROWS = 60
"""XLSForm's own tools stop reading a sheet after as many blank rows."""
_ALIASES = {
    "list name": "list_name", "value": "name", "caption": "label", "relevance": "relevant", "command": "type",
    "constraint message": "constraint_message", "choice filter": "choice_filter", "bind relevant": "relevant",
    "bind required": "required", "default language": "default_language", "form title": "form_title", "title": "form_title",
    "form id": "form_id", "id string": "form_id", "control appearance": "appearance", "repeat count": "repeat_count",
    "bind constraint": "constraint", "tag": "name", "set form title": "form_title", "set form id": "form_id",
}  # fmt: skip
_TRANSLATED = frozenset({"label", "hint"})
_LANGUAGE_NAMES = {
    "francais": "fr", "french": "fr", "fra": "fr", "fre": "fr", "anglais": "en", "english": "en", "eng": "en",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\)\s*$")


@dataclass(frozen=True)
class FormRow:
    """One row. ``number`` is the row that the spreadsheet shows; ``texts`` are label and hint by language."""

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def cell(self, column: str) -> str:
        """The text of a column; empty when it is blank or absent."""
        return self.cells.get(column, "")

    def words(self, column: str) -> Mapping[str, str]:
        """The translations of « label » or « hint »."""
        return self.texts.get(column, {})


@dataclass(frozen=True)
class XlsForm:
    """A form as written. ``lists`` are the choices by list; ``carried`` what this product wrote beside it."""

    name: str
    survey: tuple[FormRow, ...]
    lists: Mapping[str, tuple[FormRow, ...]]
    external: Mapping[str, tuple[FormRow, ...]]
    settings: Mapping[str, str]
    languages: tuple[str, ...]
    carried: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def refused(self, row: FormRow, reason: str, *, sheet: str = "survey") -> InvalidFile:
        """The refusal of one row."""
        return InvalidFile(
            _("« {name} », feuille « {sheet} », ligne {row} : {reason}. Rien n’a été importé.").format(
                name=self.name, sheet=sheet, row=row.number, reason=reason
            )
        )


def open_form(*, name: str, content: bytes) -> XlsForm:
    """The form of a workbook.

    Raises InvalidFile: no workbook, no « survey » sheet, an absent or repeated column, a choice without name.
    """
    sheets = {_key(sheet.name): sheet for sheet in reversed(_sheets(name, content))}
    if "survey" not in sheets:
        present = ", ".join(quoted(sheet.name) for sheet in list(sheets.values())[:6])
        raise InvalidFile(
            _(
                "« {name} » n’est pas un XLSForm : il n’a pas de feuille « survey » (feuilles lues : {present})."
            ).format(name=name, present=present)
        )
    languages: dict[str, None] = {}
    survey = _rows(name, sheets["survey"], languages, required=("type",))
    settings = _rows(name, sheets["settings"], languages) if "settings" in sheets else ()
    first = dict(settings[0].cells) if settings else {}
    default = language_code(first.get("default_language", ""))
    ordered = dict.fromkeys([*([default] if default in languages else []), *languages])
    return XlsForm(
        name=name,
        survey=survey,
        lists=_lists(name, sheets.get("choices"), languages),
        external=_lists(name, sheets.get("external_choices"), languages),
        settings=first,
        languages=tuple(ordered),
        carried=_carried(sheets.get(CARRIED_SHEET)),
    )


def _sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or those that a `.csv` form stacks; a single sheet of questions needs no name."""
    sheets = read_sheets(name=name, content=content)
    if len(sheets) != 1:
        return sheets
    if sheets[0].name == name and (stacked := _stacked(sheets[0])):
        return stacked
    titles = next(
        (row for row in sheets[0].rows if any(text_of(cell) for cell in row)),
        [],
    )
    found = {_column(text_of(cell))[0] for cell in titles}
    return (Sheet("survey", sheets[0].rows),) if {"type", "name"} <= found else sheets


def _stacked(sheet: Sheet) -> tuple[Sheet, ...]:
    """The sheets of a `.csv` form: each begins with a row that has its name alone, and its rows a blank first cell.

    Rows keep the number that they have in the file.
    """
    found: dict[str, list[list[Value]]] = {}
    current: list[list[Value]] | None = None
    for number, row in enumerate(sheet.rows):
        cells = [text_of(cell) for cell in row]
        if cells and cells[0]:
            if any(cells[1:]):
                return ()
            current = found.setdefault(cells[0], [])
        elif current is not None:
            current += [[] for _blank in range(number - len(current))]
            current.append([None, *row[1:]])
    return tuple(Sheet(title, rows) for title, rows in found.items())


def _key(name: str) -> str:
    return "_".join(name.strip().lower().split())


def language_code(name: str) -> str:
    """The code of a language as a form names it.

    >>> language_code("Français (fr)"), language_code("EN"), language_code("english"), language_code("Wolof")
    ('fr', 'en', 'en', 'wolof')
    """
    found = _IN_BRACKETS.search(name)
    if found:
        return found[1].lower()
    key = label_key(name)
    return _LANGUAGE_NAMES.get(key, key)


def _column(title: str) -> tuple[str, str | None]:
    """The canonical name of a column and its language.

    >>> _column(" Label::Français (fr)"), _column("label:English"), _column("LIST NAME"), _column("media::image")
    (('label', 'fr'), ('label', 'en'), ('list_name', None), ('media::image', None))
    """
    stripped = " ".join(title.strip().split())
    base, mark, language = stripped.partition("::")
    if not mark:
        base, mark, language = stripped.partition(":")
    name = base.strip().lower()
    name = _ALIASES.get(name.replace("_", " "), name.replace(" ", "_"))
    if mark and name in _TRANSLATED:
        return name, language_code(language)
    whole = stripped.lower()
    return (_ALIASES.get(whole.replace("::", " ").replace(":", " "), whole), None) if mark else (name, None)


def _rows(
    name: str, sheet: Sheet, languages: dict[str, None], *, required: Sequence[str] = ()
) -> tuple[FormRow, ...]:
    """The rows under the titles; ``languages`` grows with those that the titles name."""
    header = next((i for i, row in enumerate(sheet.rows) if any(text_of(cell) for cell in row)), None)
    if header is None:
        if required:
            raise InvalidFile(
                _("« {name} » : la feuille « {sheet} » est vide.").format(name=name, sheet=sheet.name)
            )
        return ()
    if len(sheet.rows) > MAXIMUM_ROWS:
        raise InvalidFile(
            _("« {name} » : la feuille « {sheet} » est démesurée.").format(name=name, sheet=sheet.name)
        )
    titles = [text_of(cell) for cell in sheet.rows[header]]
    columns = [_column(title) if title else None for title in titles]
    _refuse_wrong_titles(name, sheet, columns, titles, required)
    for column in columns:
        if column is not None and column[0] in _TRANSLATED:
            languages.setdefault(column[1] or "")
    found: list[FormRow] = []
    for number, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
        row = _row(number, columns, [text_of(cell) for cell in cells])
        if row is not None:
            if number - (found[-1].number if found else header + 1) > MAXIMUM_BLANK_ROWS:
                break
            found.append(row)
    return tuple(found)


def _refuse_wrong_titles(
    name: str,
    sheet: Sheet,
    columns: Sequence[tuple[str, str | None] | None],
    titles: Sequence[str],
    required: Sequence[str],
) -> None:
    seen: dict[tuple[str, str | None], int] = {}
    for position, (column, title) in enumerate(zip(columns, titles, strict=True), start=1):
        if column is None:
            continue
        if column in seen:
            raise InvalidFile(
                _(
                    "« {name} », feuille « {sheet} » : la colonne « {column} » figure deux fois (colonnes {first} et {second}). Gardez-en une seule. Rien n’a été importé."
                ).format(name=name, sheet=sheet.name, column=title, first=seen[column], second=position)
            )
        seen[column] = position
    for column_name in required:
        if (column_name, None) not in seen:
            raise InvalidFile(
                _("« {name} », feuille « {sheet} » : la colonne « {column} » est absente.").format(
                    name=name, sheet=sheet.name, column=column_name
                )
            )


def _row(
    number: int, columns: Sequence[tuple[str, str | None] | None], cells: Sequence[str]
) -> FormRow | None:
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is None or not cell:
            continue
        if column[0] in _TRANSLATED:
            texts.setdefault(column[0], {})[column[1] or ""] = cell
        plain.setdefault(column[0], cell)
    return FormRow(number, plain, texts) if plain else None


def _lists(name: str, sheet: Sheet | None, languages: dict[str, None]) -> dict[str, tuple[FormRow, ...]]:
    """The choices by list."""
    if sheet is None:
        return {}
    rows = _rows(name, sheet, languages)
    found: dict[str, list[FormRow]] = {}
    for row in rows:
        if not row.cell("list_name"):
            continue
        if not row.cell("name"):
            raise InvalidFile(
                _(
                    "« {name} », feuille « {sheet} », ligne {row} : le choix n’a pas de nom (colonne « name »). Rien n’a été importé."
                ).format(name=name, sheet=sheet.name, row=row.number)
            )
        found.setdefault(row.cell("list_name"), []).append(row)
    return {key: tuple(choices) for key, choices in found.items()}


def _carried(sheet: Sheet | None) -> dict[tuple[str, str], str]:
    """What this product wrote: JSON by kind and name, cut into cells."""
    found: dict[tuple[str, str], str] = {}
    for row in sheet.rows[1:] if sheet is not None else ():
        cells = [cell if isinstance(cell, str) else text_of(cell) for cell in row]
        if len(cells) >= 3:
            key = (cells[0], cells[1])
            found[key] = found.get(key, "") + cells[2]
    return found
