"""The departments named by a file while it is read: found by code, by name or by path, created when allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transfo_rh.staff.checks import NOWHERE, Place
from transfo_rh.staff.importing.codes import labelled, path_code, same_number, split_coded_name
from transfo_rh.staff.model import DepartmentRecord
from transfo_rh.staff.search import plain
from transfo_rh.staff.tree import DepartmentTree


class Ambiguous(Exception):
    """Several departments bear the name."""


@dataclass
class Directory:
    """Departments of the file (``records``, with their ``places``) over those of the base."""

    tree: DepartmentTree
    records: dict[str, DepartmentRecord] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _labelled: set[str] = field(default_factory=set)
    _paths: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base: dict[str, DepartmentRecord] = {}
        codes = {department.id: department.code for department in self.tree.departments}
        self._base_names: dict[str, set[str]] = {}
        self._base_paths: dict[tuple[str, ...], str] = {}
        for department in self.tree.departments:
            parent = codes.get(department.parent_id) if department.parent_id is not None else None
            self.base[department.code] = DepartmentRecord(department.code, department.name, parent)
            self._base_names.setdefault(plain(department.name), set()).add(department.code)
            path = tuple(plain(node.name) for node in self.tree.path(department.id))
            self._base_paths.setdefault(path, department.code)

    def __contains__(self, code: str) -> bool:
        return code in self.records or code in self.base

    def name_of(self, code: str) -> str:
        """The department's name, in the file first."""
        record = self.records.get(code) or self.base[code]
        return record.name

    def add(self, record: DepartmentRecord, place: Place = NOWHERE) -> None:
        """A department that the file describes; the first description counts."""
        if record.code not in self.records:
            self.records[record.code] = record
            self.places[record.code] = place
            self._names.setdefault(plain(record.name), set()).add(record.code)

    def find(self, text: str) -> str | None:
        """The code of the department that has this code, or else this name; None when there is none.

        « 11 - DRH » is looked for as a code with its name, 12 as the code 0012 without its zeros. Raises Ambiguous
        when the name is that of several departments.
        """
        if text in self:
            return text
        for names in (self._names, self._base_names):
            codes = names.get(plain(text), set())
            if len(codes) == 1:
                return next(iter(codes))
            if codes:
                raise Ambiguous
        for code, name in labelled(text):
            if code in self and (code not in self._labelled or plain(self.name_of(code)) == plain(name)):
                return code
        same = same_number(text, (*self.records, *self.base))
        if len(same) > 1:
            raise Ambiguous
        return next(iter(same), None)

    def base_path(self, names: Sequence[str]) -> str | None:
        """The code of the department of the base that stands at this path of names."""
        return self._base_paths.get(tuple(plain(name) for name in names))

    def create(self, name: str, *, code: str | None = None, place: Place = NOWHERE) -> str:
        """A department known by its name alone, without a parent."""
        coded = split_coded_name(name) if code is None else None
        if coded is not None and coded[0] not in self:
            code, name = coded
            self._labelled.add(code)
        chosen = code or path_code([name])
        if chosen not in self:
            self.add(DepartmentRecord(chosen, name, None), place)
        return chosen

    def path(
        self,
        names: Sequence[str],
        codes: Sequence[str | None],
        *,
        place: Place = NOWHERE,
        create: bool = True,
    ) -> str | None:
        """The code of the last department of a path, its ancestors created on the way; None when not allowed to.

        A level that repeats the one above is the same department.
        """
        key: tuple[str, ...] = ()
        walked: list[str] = []
        parent: str | None = None
        for name, code in zip(names, codes, strict=True):
            if key and plain(name) == key[-1] and code in (None, parent):
                continue
            key = (*key, plain(name))
            walked.append(name)
            found = code or self._paths.get(key) or self._base_paths.get(key)
            if found is None and not create:
                return self._named(name)
            chosen = found or path_code(walked)
            if create:
                self.add(DepartmentRecord(chosen, name, parent), place)
            self._paths.setdefault(key, chosen)
            parent = chosen
        return parent

    def _named(self, name: str) -> str | None:
        try:
            return self.find(name)
        except Ambiguous:
            return None

    def complete(self, *, file_gives_the_tree: bool) -> tuple[DepartmentRecord, ...]:
        """The records to store. A file that only names departments leaves those of the base as they are."""
        if not file_gives_the_tree and self.records:
            return (
                *(record for code, record in self.base.items() if code not in self.records),
                *self.records.values(),
            )
        return tuple(self.records.values())
