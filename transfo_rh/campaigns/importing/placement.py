"""From the departments that a results file names to the units that the campaign freezes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.importing.vocabulary import is_blank, is_not_applicable
from transfo_rh.campaigns.importing.wording import label_key, without_invisible
from transfo_rh.campaigns.model import Unit
from transfo_rh.core.i18n import _, ngettext, quoted
from transfo_rh.staff.model import Department
from transfo_rh.staff.tree import DepartmentTree

Path = tuple[str, ...]
CODE_LENGTH = 60
NAME_LENGTH = 250
INITIALS = 2


@dataclass(frozen=True)
class Placement:
    """The campaign's units, the unit of each named path, what was done, and the paths that nobody knows."""

    units: tuple[Unit, ...]
    unit_of: Mapping[Path, int]
    notices: tuple[str, ...] = ()
    unknown: tuple[Path, ...] = ()


def organisation_keys(tree: DepartmentTree) -> frozenset[str]:
    """The keys of every department name and code."""
    return frozenset(label_key(text) for d in tree.departments for text in (d.name, d.code))


def names_department(text: str, *, tree: DepartmentTree, renamed: Mapping[str, str]) -> bool:
    """False for an answer that names no department: « Ne souhaite pas répondre », « N/A », « -oth- ».

    Initials (SO, NC) name one, as does all that the organisation or the correspondence knows.
    """
    key = label_key(text)
    if not (is_blank(text) or (len(key) > INITIALS and is_not_applicable(text))):
        return True
    return key in organisation_keys(tree) or key in map(label_key, renamed)


def place(
    paths: Sequence[Path], *, tree: DepartmentTree, renamed: Mapping[str, str], unknown: str | None
) -> Placement:
    """Units for the paths of a file (top first, blanks left out).

    Departments are matched with the organisation by code, then by name; ``renamed`` (name in the file → code) comes
    first. When the organisation knows none of them, the survey keeps its own. When it knows some only, ``unknown``
    decides: "own" keeps the others as units of the survey, anything else leaves them in ``Placement.unknown``.
    """
    if not paths:
        return Placement((), {})
    matcher = _Matcher(tree, renamed)
    found = {path: matcher.department(path) for path in paths}
    matched = {path: department for path, department in found.items() if department is not None}
    strangers = tuple(path for path in paths if path not in matched)
    if not matched and unknown != "refuse":
        units, unit_of = _own_units(strangers, first=0, taken=set())
        return Placement(units, unit_of, (_none_known(len(units), known=len(tree)),))
    if strangers and unknown != "own":
        return Placement((), {}, (), strangers)
    units, unit_of = _matched_units(matched, tree)
    own, own_of = _own_units(strangers, first=len(units), taken={label_key(unit.code) for unit in units})
    notices = [
        ngettext(
            "{n} service reconnu dans l’organisation.",
            "{n} services reconnus dans l’organisation.",
            len(matched),
        ).format(n=len({department.id for department in matched.values()}))
    ]
    if own:
        notices.append(
            _("Services inconnus de l’organisation, gardés comme propres à l’enquête : {names}.").format(
                names=", ".join(quoted(path[-1]) for path in strangers)
            )
        )
    return Placement((*units, *own), {**unit_of, **own_of}, tuple(notices))


def _none_known(count: int, *, known: int) -> str:
    if known:
        return _(
            "Aucun des {n} services du fichier n’est dans l’organisation : l’enquête garde ses propres services."
        ).format(n=count)
    return _("L’organisation n’est pas encore importée : l’enquête garde ses propres services ({n}).").format(
        n=count
    )


class _Matcher:
    """Finds departments by code, then by name, telling homonyms apart by the department above."""

    def __init__(self, tree: DepartmentTree, renamed: Mapping[str, str]) -> None:
        self._tree = tree
        self._renamed = {label_key(name): label_key(code) for name, code in renamed.items()}
        self._codes = {label_key(d.code): d for d in tree.departments}
        self._names: dict[str, list[Department]] = {}
        for department in tree.departments:
            self._names.setdefault(label_key(department.name), []).append(department)

    def department(self, path: Path) -> Department | None:
        """The department of a path, None when unknown or ambiguous."""
        leaf = path[-1]
        code = self._renamed.get(label_key(leaf))
        if code is not None:
            return self._codes.get(code)
        for text in _readings(leaf):
            key = label_key(text)
            if key in self._codes:
                return self._codes[key]
            candidates = self._names.get(key, [])
            if len(candidates) > 1 and len(path) > 1:
                above = {label_key(name) for name in path[:-1]}
                candidates = [d for d in candidates if self._ancestors(d) & above]
            if len(candidates) == 1:
                return candidates[0]
        return None

    def _ancestors(self, department: Department) -> set[str]:
        return {label_key(text) for d in self._tree.path(department.id)[:-1] for text in (d.name, d.code)}


def _readings(text: str) -> tuple[str, ...]:
    """The text itself, then the two halves of « CODE - Name »."""
    for separator in (" - ", " – ", " : "):
        code, found, name = text.partition(separator)
        if found:
            return (text, code, name)
    return (text,)


def _matched_units(
    matched: Mapping[Path, Department], tree: DepartmentTree
) -> tuple[tuple[Unit, ...], dict[Path, int]]:
    """The matched departments and all above them, parents first."""
    wanted = {above.id for department in matched.values() for above in tree.path(department.id)}
    position: dict[int, int] = {}
    units: list[Unit] = []
    for _depth, department in tree.walk():
        if department.id in wanted:
            position[department.id] = len(units)
            parent = position.get(department.parent_id) if department.parent_id is not None else None
            units.append(Unit(len(units), department.code, department.name, parent, department.id))
    return tuple(units), {path: position[department.id] for path, department in matched.items()}


def _own_units(
    paths: Sequence[Path], *, first: int, taken: set[str]
) -> tuple[tuple[Unit, ...], dict[Path, int]]:
    """Units of the survey's own, a tree when paths have several levels; spellings that differ by case are one."""
    names: dict[tuple[str, ...], str] = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            names.setdefault(_path_key(path[:depth]), without_invisible(path[depth - 1])[:NAME_LENGTH])
    ordered = sorted(
        names, key=lambda key: [names[key[:depth]].casefold() for depth in range(1, len(key) + 1)]
    )
    position = {key: first + rank for rank, key in enumerate(ordered)}
    codes = set(taken)
    units: list[Unit] = []
    for key in ordered:
        parent = position.get(key[:-1])
        units.append(Unit(position[key], _free_code(key, names, codes), names[key], parent))
    return tuple(units), {path: position[_path_key(path)] for path in paths}


def _path_key(path: Path) -> tuple[str, ...]:
    return tuple(label_key(text) or text for text in path)


def _free_code(key: tuple[str, ...], names: Mapping[tuple[str, ...], str], taken: set[str]) -> str:
    """The name itself when it is free and short enough, else the name with the one above, else numbered."""
    name = names[key]
    above = f"{names[key[:-1]]} / {name}" if len(key) > 1 else name
    candidates = [name, above] + [f"{name[: CODE_LENGTH - 5]} {n}" for n in range(2, 10_000)]
    code = next(c[:CODE_LENGTH] for c in candidates if label_key(c[:CODE_LENGTH]) not in taken)
    taken.add(label_key(code))
    return code
