"""Organisations written as an indented list: by leading spaces, by column, by numbering (1.2.3) or by level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.staff.importing.fields import Content, Field
from transfo_rh.staff.importing.levels import path_separator
from transfo_rh.staff.importing.mapping import PathLevel, TableMapping
from transfo_rh.staff.importing.vocabulary import name_score, words_of

NUMBERED = re.compile(r"\s*(\d+(?:\.\d+)*)[.)]?[\s\-–:]+(\S.*)")
_MARKS = re.compile(r"(?:\s*o\s+|[\s\u00a0\u2003\-–—•◦●○▪■►*·.>│├└─┬|+])*")
_TAB = "    "
_NOT_IN_NAMES = frozenset('{}[]<>=;:|"\\#*?!@')
_TITLES = frozenset(
    (
        "organigramme",
        "organisation",
        "structure",
        "services",
        "service",
        "libelle",
        "nom",
        "intitule",
        "directions",
    )
)


def indentation(text: str) -> int:
    """Where the name begins, after blanks, dashes, bullets and lines; a tabulation counts for four.

    >>> indentation("   DRH"), indentation("\\tDRH"), indentation("-- DRH"), indentation("├── DRH")
    (3, 4, 3, 4)
    """
    expanded = text.replace("\t", _TAB)
    marks = _MARKS.match(expanded)
    return marks.end() if marks is not None else 0


def without_marks(text: str) -> str:
    """A name without the dashes and bullets in front.

    >>> without_marks("— — Paie"), without_marks("Sous-direction")
    ('Paie', 'Sous-direction')
    """
    return _MARKS.sub("", text, count=1) or text


def parents_by_depth(depths: Sequence[int]) -> list[int | None]:
    """For each line of a list, the index of the nearest line above that is less deep; None at the top.

    >>> parents_by_depth([0, 3, 6, 3, 0])
    [None, 0, 1, 0, None]
    """
    parents: list[int | None] = []
    open_lines: list[tuple[int, int]] = []
    for index, depth in enumerate(depths):
        while open_lines and open_lines[-1][0] >= depth:
            open_lines.pop()
        parents.append(open_lines[-1][1] if open_lines else None)
        open_lines.append((depth, index))
    return parents


def numbered_depth(number: str) -> int:
    """Depth of a number: 1 → 0, 1.2.3 → 2.

    >>> numbered_depth("1.2.3.")
    2
    """
    return number.strip().strip(".").count(".")


def split_number(text: str) -> tuple[str, str] | None:
    """The number and the name of « 1.2 Paie »; None without a number.

    >>> split_number("1.2. Paie et carrières")
    ('1.2', 'Paie et carrières')
    """
    match = NUMBERED.fullmatch(text)
    return (match[1], match[2].strip()) if match else None


def recognise(table: Table, uncleaned: Sequence[Sequence[Value]] = ()) -> TableMapping | None:
    """The mapping of a sheet that is nothing but an indented list; None for another sheet.

    ``uncleaned``: the rows as they stand in the file, whose leading blanks tell the depth.
    """
    if len(table.columns) > 12 or not table.records:
        return None
    filled = [sum(value is not None for value in record) for record in table.records]
    if max(filled) == 1 and len(table.columns) > 1:
        return _by_column(table)
    if len(table.columns) == 1:
        return _single_column(table, uncleaned)
    return None


def _by_column(table: Table) -> TableMapping | None:
    """Each line stands in one column, the deeper the further to the right."""
    header = _is_title(table.columns[0]) or _stands_apart(table)
    depths = [next(i for i, v in enumerate(r) if v is not None) for r in table.records if any(r)]
    names = [text_of(value) for record in table.records for value in record if value is not None]
    steps_down = all(after - before <= 1 for before, after in pairwise(depths))
    if not steps_down or len(set(depths)) < 2 or not _are_names(names):
        return None
    columns = table.columns if header else plain_columns(len(table.columns))
    return TableMapping(
        sheet=table.sheet,
        content=Content.DEPARTMENTS,
        path=tuple(PathLevel(name=column) for column in columns),
        fill_down=True,
        header=header,
    )


def _single_column(table: Table, uncleaned: Sequence[Sequence[Value]]) -> TableMapping | None:
    texts = [without_marks(text_of(record[0])) for record in table.records if record[0] is not None]
    if not texts or not _are_names(texts) or path_separator(texts) is not None:
        return None
    header = _is_title(table.columns[0]) or _stands_apart(table)
    numbered = sum(split_number(text) is not None for text in texts) >= 0.8 * len(texts)
    indented = any(isinstance(row[0], str) and indentation(row[0]) > 0 for row in uncleaned if row)
    if not (header or numbered or indented):
        return None
    column = table.columns[0] if header else plain_columns(1)[0]
    return TableMapping(
        sheet=table.sheet,
        content=Content.DEPARTMENTS,
        columns={Field.DEPARTMENT_NAME: column},
        indented="numbers" if numbered else "spaces",
        header=header,
    )


def _are_names(texts: Sequence[str]) -> bool:
    """True when nearly all texts may be names of departments, not sentences, settings or code."""
    plausible = sum(
        any(sign.isalpha() for sign in text) and len(text) <= 150 and not set(text) & _NOT_IN_NAMES
        for text in texts
    )
    return plausible >= 0.9 * len(texts)


def _stands_apart(table: Table) -> bool:
    """True when a blank row follows the first one, which is then a title above the list."""
    return all(value is None for value in table.records[0])


def indents_names(table: Table, uncleaned: Sequence[Sequence[Value]], column: str) -> bool:
    """True when leading blanks or bullets of a column's names tell at least two depths, the first one at the top."""
    position = table.columns.index(column)
    texts = [row[position] for row in uncleaned[table.first_row - 1 :] if position < len(row)]
    depths = [indentation(text) for text in texts if isinstance(text, str) and text.strip()]
    return bool(depths) and depths[0] == min(depths) and 5 * sum(d > depths[0] for d in depths) >= len(depths)


def _is_title(name: str) -> bool:
    words = set(words_of(name))
    return (
        bool(words & {"niveau", "level", "colonne"})
        or (len(words) <= 3 and bool(words & _TITLES) and split_number(name) is None)
        or name_score(name, Field.DEPARTMENT_NAME) >= 0.9
    )


def plain_columns(count: int) -> tuple[str, ...]:
    """Names of the columns of a sheet without titles."""
    return tuple(_("Colonne {n}").format(n=position) for position in range(1, count + 1))


def without_header(rows: Sequence[Sequence[Value]], cleaned: Table) -> Table:
    """The same table when its first row is not a row of titles but the first record."""
    header = rows[cleaned.first_row - 2]
    first: list[Value] = [text_of(value) or None for value in header[: len(cleaned.columns)]]
    first += [None] * (len(cleaned.columns) - len(first))
    return Table(
        cleaned.sheet, plain_columns(len(cleaned.columns)), cleaned.first_row - 1, [first, *cleaned.records]
    )
