"""The one table component: localised columns, words for screen readers, CSV and XLSX downloads."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
import streamlit as st

from transfo_rh.core.i18n import _, in_language, language
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, csv_bytes, workbook_bytes
from transfo_rh.ui.viewport import is_narrow

MAXIMUM_VISIBLE_ROWS = 20
PINNED_FROM_COLUMNS = 8  # Streamlit writes pinned cells in a pale grey: only where one scrolls far
ROW_PIXELS = 36
CHARACTER_PIXELS, CELL_PADDING, WIDEST = 6.6, 20, 420  # text of 14 pixels
# On a phone the first column leaves room for the next one: its words go on three lines of a higher row.
NARROW_WIDEST, NARROW_ROW_PIXELS, NARROW_ROWS = 190, 66, 10  # Streamlit wraps words in rows above 64 pixels
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ColumnKind(StrEnum):
    """What a column holds, hence how it is shown and sorted."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # already in percent: 62 is shown 62 %
    DATE = "date"
    INSTANT = "instant"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A pinned one stays visible when a table of many columns scrolls sideways.

    A ``wide`` one, of text, is as wide as its longest value: long names of departments are read whole. In a
    narrow window the first column takes half of it at most, on several lines, whatever it says of itself.
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    pinned: bool = False
    help: str | None = None
    wide: bool = False


def data_table(
    *,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    alt: str,
    key: str,
    file_name: str | None = None,
    record: Callable[[], None] | None = None,
) -> None:
    """Show rows and offer them as files. ``rows[i]`` has one value per column; None shows empty.

    ``alt`` says what the table holds. ``file_name``, without extension, adds the CSV and XLSX downloads, built
    only when asked for; ``record`` is called then, for files that name people.
    """
    frame = pd.DataFrame(
        {
            column.title: _series(column.kind, [row[position] for row in rows])
            for position, column in enumerate(columns)
        }
    )
    widths = {
        position: text_width([row[position] for row in rows])
        for position, column in enumerate(columns)
        if column.wide
    }
    wrapped = (
        len(columns) > 1
        and columns[0].kind is ColumnKind.TEXT
        and is_narrow()
        and (text_width([row[0] for row in rows]) or 0) > NARROW_WIDEST
    )
    if wrapped:
        widths[0] = NARROW_WIDEST
    row_pixels = NARROW_ROW_PIXELS if wrapped else ROW_PIXELS
    visible = min(len(rows), NARROW_ROWS if wrapped else MAXIMUM_VISIBLE_ROWS)
    st.dataframe(
        frame,
        hide_index=True,
        column_config={
            column.title: _shown(
                column,
                pinned=column.pinned and len(columns) >= PINNED_FROM_COLUMNS,
                width=widths.get(position),
            )
            for position, column in enumerate(columns)
        },
        height=row_pixels * visible + ROW_PIXELS + 2,
        row_height=row_pixels,
        placeholder="",
        key=key,
        alt=alt,
    )
    if file_name is not None:
        download_buttons(columns=columns, rows=rows, key=key, file_name=file_name, record=record)


def download_buttons(
    *,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    key: str,
    file_name: str,
    record: Callable[[], None] | None = None,
) -> None:
    """The two downloads of a table, also usable under a chart."""

    def load() -> Sequence[Sequence[Value]]:
        if record is not None:
            record()
        return rows

    later_download_buttons(
        columns=[column.title for column in columns], load_rows=load, key=key, file_name=file_name
    )


def later_download_buttons(
    *, columns: Sequence[str], load_rows: Callable[[], Sequence[Sequence[Value]]], key: str, file_name: str
) -> None:
    """The same downloads for rows that are read only when somebody asks for the file."""
    name = safe_file_name(file_name)
    with st.container(horizontal=True, key=f"{key}_downloads"):
        st.download_button(
            _("Télécharger en CSV"),
            data=later(lambda: csv_bytes(columns=columns, rows=load_rows())),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            _("Télécharger en XLSX"),
            data=later(
                lambda: workbook_bytes([SheetContent(name=name[:31], columns=columns, rows=load_rows())])
            ),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
            icon=":material/table_view:",
        )


def later(build: Callable[[], bytes]) -> Callable[[], bytes]:
    """The builder, run later on another thread in the language of now."""
    code = language()

    def built() -> bytes:
        with in_language(code):
            return build()

    return built


def safe_file_name(text: str) -> str:
    """A file name without accents, blanks or separators.

    >>> safe_file_name("Résultats : baromètre 2026")
    'resultats-barometre-2026'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain.lower()).split()) or "donnees"


def text_width(values: Sequence[Value]) -> int | None:
    """Pixels that the longest value takes in a cell, at most WIDEST; None when there is none.

    >>> text_width(["Eau", "Direction de la prévention et de la gestion des déchets"]), text_width([])
    (383, None)
    """
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(round(longest * CHARACTER_PIXELS) + CELL_PADDING, WIDEST) if longest else None


def _series(kind: ColumnKind, values: list[Any]) -> pd.Series[Any]:
    if kind in (ColumnKind.NUMBER, ColumnKind.PERCENT):
        return pd.Series(values, dtype="Float64" if any(isinstance(v, float) for v in values) else "Int64")
    if kind is ColumnKind.INSTANT:
        return pd.Series(pd.to_datetime(values, utc=True))
    if kind is ColumnKind.DATE:
        return pd.Series([v if isinstance(v, date) else None for v in values], dtype="object")
    if kind is ColumnKind.YES_NO:
        return pd.Series(values, dtype="boolean")
    return pd.Series([None if v is None else str(v) for v in values], dtype="object")


def _shown(column: Column, *, pinned: bool, width: int | None) -> Any:
    common: dict[str, Any] = {"help": column.help, "pinned": pinned or None}
    match column.kind:
        case ColumnKind.NUMBER:
            return st.column_config.NumberColumn(column.title, format="localized", **common)
        case ColumnKind.PERCENT:
            gap = "\u00a0" if language() == "fr" else ""
            return st.column_config.NumberColumn(column.title, format=f"%d{gap}%%", **common)
        case ColumnKind.DATE:
            return st.column_config.DateColumn(column.title, format="DD/MM/YYYY", **common)
        case ColumnKind.INSTANT:
            return st.column_config.DatetimeColumn(
                column.title, format="DD/MM/YYYY HH:mm", timezone="Europe/Paris", **common
            )
        case ColumnKind.YES_NO:
            return st.column_config.CheckboxColumn(column.title, **common)
        case ColumnKind.TEXT:
            return st.column_config.TextColumn(column.title, width=width, **common)
