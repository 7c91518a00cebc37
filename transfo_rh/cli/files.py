"""Files named on the command line: read and written with a clear refusal."""

from __future__ import annotations

from pathlib import Path

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _


def file_content(path: Path, *, most: int | None = None) -> bytes:
    """The content of a file; ``most``: the bytes beyond which it is refused unread.

    Raises InvalidFile when the file cannot be read or is larger.
    """
    try:
        if most is not None and path.stat().st_size > most:
            raise InvalidFile(
                _("Le fichier « {name} » est démesuré (plus de {n} Mo).").format(
                    name=path, n=most // 1_000_000
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise InvalidFile(
            _("Le fichier « {name} » ne peut pas être lu : vérifiez son chemin.").format(name=path),
            details=type(error).__name__,
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file.

    Raises InvalidFile when the file cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidFile(
            _("Le fichier « {name} » ne peut pas être écrit : vérifiez le dossier et vos droits.").format(
                name=path
            ),
            details=type(error).__name__,
        ) from error
