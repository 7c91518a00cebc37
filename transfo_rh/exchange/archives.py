"""Reading archives and XML that strangers wrote: nothing is unpacked to disk, nothing grows without bound.

Zip members are read in memory one by one, after checks on their number, their size and their compression ratio; XML
goes through defusedxml, without document types, entities or external references, and within a depth and a number of
elements.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

MAXIMUM_MEMBERS = 200
MAXIMUM_MEMBER_BYTES = 300_000_000
MAXIMUM_ARCHIVE_BYTES = 600_000_000
MAXIMUM_MEMBER_RATIO = 200
RATIO_FLOOR_BYTES = 5_000_000
MAXIMUM_XML_BYTES = 300_000_000
MAXIMUM_XML_DEPTH = 50
MAXIMUM_XML_ELEMENTS = 20_000_000
MAXIMUM_XML_CHILDREN = 5_000
_ROWS = frozenset({"rows"})
_CHUNK = 1_000_000
_XML_NAME = re.compile(r"[^\w.\-:{}]")


@dataclass(frozen=True)
class Archive:
    """A zip archive whose table of contents was checked. ``names`` are its files, in order, without folders."""

    name: str
    content: bytes
    names: tuple[str, ...]

    def read(self, member: str) -> bytes:
        """One file of the archive.

        Raises InvalidFile naming the archive and the file when it is damaged, locked or larger than it claimed.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive, archive.open(member) as stream:
                claimed = archive.getinfo(member).file_size
                content = stream.read(claimed + 1)
        except (
            zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, KeyError,
        ) as error:  # fmt: skip
            raise _damaged_member(self.name, member, error) from error
        if len(content) > claimed:
            raise _outsized(self.name, member)
        return content


def open_archive(*, name: str, content: bytes) -> Archive:
    """The archive, its table of contents checked: number, sizes, ratio and paths of its files.

    Raises InvalidFile when it is no zip archive, is truncated, or announces a hostile content.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise InvalidFile(
            _("L’archive « {name} » est endommagée ou tronquée : exportez-la de nouveau.").format(name=name),
            details=str(error),
        ) from error
    if len(members) > MAXIMUM_MEMBERS:
        raise InvalidFile(
            _("L’archive « {name} » contient {n} fichiers : elle est refusée (au plus {most}).").format(
                name=name, n=len(members), most=MAXIMUM_MEMBERS
            )
        )
    if sum(member.file_size for member in members) > MAXIMUM_ARCHIVE_BYTES:
        raise _outsized(name, members[0].filename)
    for member in members:
        _check_member(name, member)
    return Archive(name, content, tuple(member.filename for member in members))


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise InvalidFile(
            _("L’archive « {name} » contient un chemin interdit (« {member} ») : elle est refusée.").format(
                name=name, member=member.filename[:80]
            )
        )
    dense = member.file_size > RATIO_FLOOR_BYTES and (
        member.file_size > MAXIMUM_MEMBER_RATIO * max(member.compress_size, 1)
    )
    if dense or member.file_size > MAXIMUM_MEMBER_BYTES:
        raise _outsized(name, member.filename)
    if member.flag_bits & 0x1:
        raise InvalidFile(
            _("L’archive « {name} » est protégée par un mot de passe : exportez-la sans protection.").format(
                name=name
            )
        )


def _outsized(name: str, member: str) -> InvalidFile:
    return InvalidFile(
        _(
            "L’archive « {name} » annonce un contenu démesuré une fois décompressée (« {member} ») : elle est refusée."
        ).format(name=name, member=member[:80])
    )


def _damaged_member(name: str, member: str, error: Exception) -> InvalidFile:
    return InvalidFile(
        _("L’archive « {name} » est endommagée (fichier « {member} ») : exportez-la de nouveau.").format(
            name=name, member=member[:80]
        ),
        details=f"{type(error).__name__}: {error}",
    )


class _TooLarge(Exception):
    """The document passes a limit; the message is for people."""


class _BoundedBuilder(TreeBuilder):
    """Builds the tree while it stays within the limits of depth, of elements, and of elements side by side.

    ``rows`` may hold any number of elements: they are the lines of a table.
    """

    def __init__(self) -> None:
        super().__init__()
        self._path: list[tuple[str, int]] = []
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Open an element."""
        self._elements += 1
        if len(self._path) >= MAXIMUM_XML_DEPTH or self._elements > MAXIMUM_XML_ELEMENTS:
            raise _TooLarge(
                _("trop d’éléments, ou trop imbriqués, à « {element} »").format(element=shown_tag(tag))
            )
        if self._path:
            parent, children = self._path[-1]
            if children >= MAXIMUM_XML_CHILDREN and parent not in _ROWS:
                raise _TooLarge(
                    _("l’élément « {element} » contient plus de {n} éléments").format(
                        element=shown_tag(parent), n=MAXIMUM_XML_CHILDREN
                    )
                )
            self._path[-1] = (parent, children + 1)
        self._path.append((tag, 0))
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """Close an element."""
        self._path.pop()
        return super().end(tag)


def shown_tag(tag: str) -> str:
    """An element's name as a message may quote it.

    >>> shown_tag("rows<script>")
    'rowsscript'
    """
    return _XML_NAME.sub("", tag)[:60]


def parse_xml(*, name: str, content: bytes) -> Element:
    """The root element of an XML document.

    Raises InvalidFile naming the file and the line or the element: not XML, truncated, with a document type or
    entities, too deep, too large.
    """
    if len(content) > MAXIMUM_XML_BYTES:
        raise _refused(name, _("le document est démesuré"))
    parser = DefusedXMLParser(
        target=_BoundedBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise _refused(
            name, _("il déclare un type de document ou des entités, ce qui n’est pas accepté")
        ) from error
    except _TooLarge as error:
        raise _refused(name, str(error)) from None
    except ParseError as error:
        line, column = getattr(error, "position", (1, 0))
        raise InvalidFile(
            _(
                "« {name} » n’est pas du XML lisible (ligne {line}, colonne {column}) : exportez-le de nouveau."
            ).format(name=name, line=line, column=column + 1),
            details=str(error),
        ) from error
    except (ValueError, LookupError) as error:
        raise _refused(name, _("son encodage n’est pas reconnu")) from error
    return root


def _refused(name: str, reason: str) -> InvalidFile:
    return InvalidFile(_("Le fichier « {name} » est refusé : {reason}.").format(name=name, reason=reason))
