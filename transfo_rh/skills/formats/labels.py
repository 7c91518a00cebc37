"""Files of labels: one a line, and catalogues with the columns of ESCO (conceptUri, preferredLabel, altLabels)."""

from __future__ import annotations

import csv
import io
import re

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, quoted
from transfo_rh.exchange.encodings import decode_text
from transfo_rh.exchange.spreadsheets import Sheet, Value, read_sheets, sniff_separator, text_of
from transfo_rh.skills.matching.index import Concept

MAXIMUM_LINES = 200_000
MAXIMUM_CONCEPTS = 200_000
CONCEPT_COLUMNS = ("conceptUri", "preferredLabel", "altLabels")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LONGEST_CELL = 10_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_ALTERNATIVE_END = re.compile(r"[\r\n|]+")


def read_label_lines(*, name: str, content: bytes) -> tuple[str, ...]:
    """The labels of a text file, one a line, in order and repeated as they are; blank lines are passed over.

    Raises InvalidFile when it holds no label, is no text, or has more than 200 000 lines.
    """
    if content.startswith(_WORKBOOK):
        raise InvalidFile(
            _("« {name} » est un classeur : enregistrez les libellés en texte, un par ligne.").format(
                name=name
            )
        )
    lines = _LINE_END.split(decode_text(name=name, content=content))
    labels = tuple(line.strip() for line in lines if line.strip())
    if not labels:
        raise InvalidFile(
            _("Le fichier « {name} » ne contient aucun libellé : un par ligne.").format(name=name)
        )
    if len(labels) > MAXIMUM_LINES:
        raise InvalidFile(
            _("Le fichier « {name} » a plus de {n} lignes : coupez-le en plusieurs.").format(
                name=name, n=number(MAXIMUM_LINES)
            )
        )
    return labels


def read_concepts(*, name: str, content: bytes) -> tuple[Concept, ...]:
    """The concepts of a catalogue file; other columns are left aside, alternative labels stand on lines of their cell
    (« | » separates them too). Rows of the same conceptUri are one concept.

    Raises InvalidFile naming the columns that are missing, or the row without an identifier.
    """
    rows = first_sheet(name=name, content=content).rows
    places = _places(name, rows[0] if rows else [])
    labels: dict[str, dict[str, None]] = {}
    for line, row in enumerate(rows[1:], start=2):
        uri, preferred, others = (text_of(row[place]) if place < len(row) else "" for place in places)
        names = [preferred, *alternatives(others)] if preferred else alternatives(others)
        if not uri and not names:
            continue
        if not uri:
            raise InvalidFile(
                _("« {name} », ligne {line} : la colonne « conceptUri » est vide.").format(
                    name=name, line=line
                )
            )
        if names:
            labels.setdefault(uri, {}).update(dict.fromkeys(names))
    if not labels:
        raise InvalidFile(_("Le fichier « {name} » ne contient aucun libellé.").format(name=name))
    if len(labels) > MAXIMUM_CONCEPTS:
        raise InvalidFile(
            _("Le fichier « {name} » a plus de {n} lignes : coupez-le en plusieurs.").format(
                name=name, n=number(MAXIMUM_CONCEPTS)
            )
        )
    return tuple(Concept(uri, *_split(list(names))) for uri, names in labels.items())


def first_sheet(*, name: str, content: bytes) -> Sheet:
    """The cells of a delimited file, or of the first sheet of a workbook.

    Raises InvalidFile when there is none, or when a quote left open swallows the rest of the file.
    """
    if not content.startswith(_WORKBOOK):
        _refuse_open_quote(name, content)
    sheets = read_sheets(name=name, content=content)
    if not sheets:
        raise InvalidFile(_("« {name} » ne contient aucune feuille.").format(name=name))
    return sheets[0]


def _refuse_open_quote(name: str, content: bytes) -> None:
    """A lenient reader would take all that follows for one cell, without a word."""
    text = decode_text(name=name, content=content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sniff_separator(text), strict=True)
    started = 1
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        for _cells in reader:
            started = reader.line_num + 1
    except csv.Error:
        if reader.line_num >= len(_LINE_END.split(text.rstrip("\r\n"))):
            raise InvalidFile(
                _("« {name} », ligne {line} : guillemet resté ouvert, fichier tronqué ou abîmé.").format(
                    name=name, line=started
                )
            ) from None
    finally:
        csv.field_size_limit(limit)


def alternatives(cell: str) -> list[str]:
    """The labels of one cell.

    >>> alternatives("piloter\\nconduire | mener")
    ['piloter', 'conduire', 'mener']
    """
    return [part.strip() for part in _ALTERNATIVE_END.split(cell) if part.strip()]


def _split(names: list[str]) -> tuple[str, tuple[str, ...]]:
    return names[0], tuple(names[1:])


def _places(name: str, header: list[Value]) -> list[int]:
    titles = [text_of(value).casefold() for value in header]
    missing = [column for column in CONCEPT_COLUMNS if column.casefold() not in titles]
    if missing:
        raise InvalidFile(
            _("« {name} » n’a pas de colonne {columns} : il faut {all}.").format(
                name=name,
                columns=", ".join(quoted(column) for column in missing),
                all=", ".join(CONCEPT_COLUMNS),
            )
        )
    return [titles.index(column.casefold()) for column in CONCEPT_COLUMNS]
