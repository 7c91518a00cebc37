"""Results files whose titles take several rows (SurveyMonkey, Qualtrics, Framaforms…): one title per column.

A record is a second row of titles when it answers nothing: in the columns whose values repeat or are numbers, its own
text stands nowhere else. Nothing is expected of the tool that wrote the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from transfo_rh.campaigns.formats.limesurvey_results import parse_heading
from transfo_rh.campaigns.importing.vocabulary import families_of, is_not_applicable
from transfo_rh.campaigns.importing.wording import label_key
from transfo_rh.exchange.spreadsheets import Sheet, Table, Value, clean, text_of

MAXIMUM_TITLE_ROWS = 3
_SAMPLE = 300
_FEWEST_RECORDS = 5
_FEWEST_TITLES = 2
_REPEATED_SHARE = 0.5
_QUALTRICS = '{"ImportId"'
_SAYS_NOTHING = frozenset(
    label_key(text)
    for text in (
        "Response", "Open-Ended Response", "Réponse", "Réponses", "Réponse ouverte", "Réponse libre", "Value", "Valeur",
    )
)  # fmt: skip


def with_one_title_row(sheet: Sheet, table: Table) -> Table:
    """The table with the titles of its first rows joined; the same table when it has one row of titles."""
    rows = _title_rows(table)
    if not rows:
        return table
    header = _padded(sheet.rows[table.first_row - 2], len(table.columns))
    above = sheet.rows[: table.first_row - 2]
    columns = _joined_titles(table.columns, header, rows, _titles_above(above, len(table.columns)))
    return replace(
        table, columns=columns, first_row=table.first_row + len(rows), records=table.records[len(rows) :]
    )


def _padded(row: Sequence[Value], width: int) -> list[Value]:
    cells = [clean(value) for value in row[:width]]
    return cells + [None] * (width - len(cells))


def _titles_above(rows: Sequence[Sequence[Value]], width: int) -> list[Value]:
    """The last row of several cells above the header; the title of a sheet stands alone on its row."""
    for row in reversed(rows):
        cells = _padded(row, width)
        if sum(cell is not None for cell in cells) >= _FEWEST_TITLES:
            return cells
    return [None] * width


def _title_rows(table: Table) -> list[list[Value]]:
    """The records that are titles still: the first ones, as long as each answers nothing."""
    sample = table.records[: _SAMPLE + MAXIMUM_TITLE_ROWS]
    last = 0
    for rank in range(min(MAXIMUM_TITLE_ROWS, len(sample) - _FEWEST_RECORDS)):
        if _is_title(sample[rank], sample[MAXIMUM_TITLE_ROWS:]):
            last = rank + 1
    return table.records[:last]


def _is_title(row: Sequence[Value], records: Sequence[Sequence[Value]]) -> bool:
    """True when no cell of the row could be an answer, and several cells stand where answers are closed."""
    if any(isinstance(value, str) and value.startswith(_QUALTRICS) for value in row):
        return True
    against = 0
    for position, value in enumerate(row):
        if value is None:
            continue
        if not isinstance(value, str) or _is_number(value) or _is_an_answer(value):
            return False
        texts = [text_of(record[position]) for record in records]
        filled = Counter(text for text in texts if text)
        if value in filled:
            return False
        numbers = sum(count for text, count in filled.items() if _is_number(text))
        total = filled.total()
        repeated = total - len(filled) >= _REPEATED_SHARE * total
        against += total >= _FEWEST_RECORDS and (repeated or numbers > _REPEATED_SHARE * total)
    return against >= max(_FEWEST_TITLES, _REPEATED_SHARE * sum(value is not None for value in row))


def _is_an_answer(text: str) -> bool:
    return is_not_applicable(text) or bool(families_of(frozenset({text})))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _joined_titles(
    columns: Sequence[str], header: Sequence[Value], rows: Sequence[Sequence[Value]], above: Sequence[Value]
) -> tuple[str, ...]:
    titles: list[str] = []
    group = ""
    for position, column in enumerate(columns):
        own = text_of(header[position])
        subs = [text_of(row[position]) for row in rows]
        sub = next((text for text in reversed(subs) if _says_something(text)), "")
        if own:
            follows = position + 1 < len(columns) and header[position + 1] is None
            in_group = follows and bool(subs) and _filled(rows, position + 1)
            group = own if in_group else ""
        title = _one_title(own, sub, group) or text_of(above[position]) or column
        titles.append(" ".join(title.split()))
    return _unique(titles)


def _filled(rows: Sequence[Sequence[Value]], position: int) -> bool:
    return any(row[position] is not None for row in rows)


def _says_something(text: str) -> bool:
    """False for the words that stand under every question, and for Qualtrics' own identifiers."""
    return bool(text) and label_key(text) not in _SAYS_NOTHING and not text.startswith(_QUALTRICS)


def _one_title(own: str, sub: str, group: str) -> str:
    """One title from the first row's, the last row's, and the first row's of the group that the column is in.

    >>> _one_title("Q2_1", "My duties are clear", ""), _one_title("StartDate", "Start Date", "")
    ('Q2_1. My duties are clear', 'Start Date')
    >>> _one_title("", "My duties are clear", "To what extent?"), _one_title("Dept", "", "")
    ('To what extent? [My duties are clear]', 'Dept')
    """
    if group and sub:
        return f"{group} [{sub}]"
    if not own or not sub:
        return own or sub
    if label_key(own).replace(" ", "") == label_key(sub).replace(" ", ""):
        return sub
    return f"{own}. {sub}" if parse_heading(own).code or " " not in own else f"{own} [{sub}]"


def _unique(titles: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique = []
    for title in titles:
        seen[title] += 1
        unique.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return tuple(unique)
