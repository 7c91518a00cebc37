"""Strict reading of the delimited files of official catalogues: a fault is told by file, line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, ngettext, quoted
from transfo_rh.exchange.encodings import decode_text

MAXIMUM_BYTES = 500_000_000
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1_000_000
_LONG_FILE_BYTES = 50_000  # files written by hand are shorter, and may end without a line break


@dataclass(frozen=True, slots=True)
class Line:
    """One record: the line on which it ends, and its cells by column (lower case), stripped."""

    file: str
    number: int
    cells: dict[str, str]

    def text(self, column: str, *, maximum: int = 500) -> str:
        """The cell of a column that must be filled.

        Raises InvalidFile when it is empty or longer than the maximum.
        """
        value = self.cells[column]
        if not value:
            raise fault(self.file, self.number, _("la colonne « {name} » est vide").format(name=column))
        if len(value) > maximum:
            raise fault(
                self.file,
                self.number,
                _("la colonne « {name} » dépasse {n} caractères").format(name=column, n=maximum),
            )
        return value

    def optional(self, column: str) -> str:
        """The cell of a column that some versions of the catalogue do not have; empty then."""
        return self.cells.get(column, "")


def fault(file: str, line: int, reason: str) -> InvalidFile:
    """The refusal of a file: where and why."""
    return InvalidFile(
        _(
            "« {file} », ligne {line} : {reason}. Téléchargez ce fichier de nouveau ; rien n’a été écrit."
        ).format(file=file, line=line, reason=reason)
    )


def read_lines(path: Path, *, required: Sequence[str]) -> Iterator[Line]:
    """The records of a file whose first line has at least the required columns (whatever the case).

    Raises InvalidFile: unreadable, empty, a column missing, a line with another number of cells, a quote left open.
    """
    text = _text(path)
    header = text[: text.find("\n")] if "\n" in text else text
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        columns = [title.strip().casefold() for title in next(reader, [])]
        missing = [name for name in required if name.casefold() not in columns]
        if missing:
            reason = ngettext(
                "il manque la colonne {columns}", "il manque les colonnes {columns}", len(missing)
            ).format(columns=", ".join(quoted(name) for name in missing))
            raise fault(path.name, 1, reason)
        empty = True
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                reason = ngettext(
                    "{n} cellule au lieu de {expected}, fichier tronqué ou abîmé",
                    "{n} cellules au lieu de {expected}, fichier tronqué ou abîmé",
                    len(cells),
                ).format(n=len(cells), expected=len(columns))
                raise fault(path.name, reader.line_num, reason)
            empty = False
            yield Line(
                path.name,
                reader.line_num,
                {column: cell.strip() for column, cell in zip(columns, cells, strict=True)},
            )
        if empty:
            raise fault(path.name, 1, _("aucune ligne après les titres"))
    except csv.Error as error:
        raise fault(
            path.name, reader.line_num, _("guillemet resté ouvert ou mal placé, fichier tronqué ou abîmé")
        ) from error
    finally:
        csv.field_size_limit(limit)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InvalidFile(_("Le fichier « {name} » est démesuré.").format(name=path.name))
        content = path.read_bytes()
    except OSError as error:
        raise InvalidFile(
            _("Le fichier « {name} » ne peut pas être lu : vérifiez son chemin.").format(name=path.name),
            details=type(error).__name__,
        ) from error
    if not content.strip():
        raise InvalidFile(_("Le fichier « {name} » est vide : rien n’a été écrit.").format(name=path.name))
    return decode_text(name=path.name, content=content)


def files_of(folder: Path) -> tuple[Path, ...]:
    """The CSV files of a folder, by name.

    Raises InvalidFile when it is no folder or cannot be read.
    """
    try:
        if not folder.exists():
            raise InvalidFile(
                _("Le dossier « {name} » n’existe pas : vérifiez son chemin.").format(name=folder)
            )
        if not folder.is_dir():
            raise InvalidFile(_("« {name} » n’est pas un dossier.").format(name=folder))
        return tuple(sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".csv"))
    except OSError as error:
        raise InvalidFile(
            _("Le dossier « {name} » ne peut pas être lu.").format(name=folder), details=type(error).__name__
        ) from error


def refuse_cut(files: Iterable[Path]) -> None:
    """Refuse a long file whose last line has no end while those of its set have one: a download that stopped.

    A cut in the middle of the last cell shows in no other way. Raises InvalidFile naming it.
    """
    ends = {path: _ends_with_a_line_break(path) for path in files}
    cut = [path for path, whole in ends.items() if not whole and path.stat().st_size > _LONG_FILE_BYTES]
    if cut and any(ends.values()):
        raise InvalidFile(
            _(
                "« {file} » s’arrête au milieu d’une ligne, fichier tronqué. Téléchargez-le de nouveau ; rien n’a été écrit."
            ).format(file=cut[0].name)
        )


def _ends_with_a_line_break(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            stream.seek(-min(4, path.stat().st_size), 2)
            return stream.read().rstrip(b"\0 ").endswith((b"\n", b"\r"))
    except OSError:
        return False  # said when the file is read


def missing_files(folder: Path, names: Sequence[str]) -> InvalidFile:
    """The refusal of a folder without these files."""
    return InvalidFile(
        _("Dans le dossier « {folder} », il manque : {names}. Rien n’a été écrit.").format(
            folder=folder, names=", ".join(names)
        )
    )
