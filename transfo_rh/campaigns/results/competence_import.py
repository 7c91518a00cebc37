"""Taking in the results of a Pix Orga campaign as aggregates by department; names are dropped on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.formats import pix_orga
from transfo_rh.campaigns.model import MINIMUM_K
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.measured import MeasuredUnit, Placed, aggregate
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.staff import repository as staff

_FEW_VALUES = 200
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column that may tell the department: people recognised, and the values that were not.

    ``unknown`` is empty when the values look like identifiers of persons.
    """

    name: str
    recognised: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PixPreview:
    """What a Pix file holds, before it is taken in. No person is shown."""

    kind: str
    rows: int
    shared: int
    competences: tuple[str, ...]
    columns: tuple[ColumnPreview, ...]


@dataclass(frozen=True, slots=True)
class StoredMeasure:
    """A measure of competence that was taken in."""

    id: int
    title: str
    measured_on: date
    kind: str
    competences: int


def inspect_pix(*, viewer: Viewer, name: str, content: bytes, measured_on: date) -> PixPreview:
    """What a Pix Orga file holds and which column tells the department. Nothing is stored.

    Raises PermissionDenied, InvalidFile.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    file = pix_orga.read(name=name, content=content)
    with database().read() as session:
        directory = _Directory.on(session, measured_on)
    return PixPreview(
        kind=file.kind,
        rows=file.rows,
        shared=file.shared,
        competences=tuple(label for code, label in file.labels.items() if code != pix_orga.OVERALL),
        columns=tuple(_preview(file, column, directory) for column in file.group_columns),
    )


def _preview(file: pix_orga.PixFile, column: str, directory: _Directory) -> ColumnPreview:
    values = Counter(person.group for person in file.people(column))
    unknown = [value for value in values if value and directory.find(value) is None]
    of_groups = len(values) <= _FEW_VALUES and 2 * len(values) <= sum(values.values())
    return ColumnPreview(
        name=column,
        recognised=sum(count for value, count in values.items() if directory.find(value) is not None),
        unknown=tuple(sorted(unknown)) if of_groups else (),
    )


def import_pix(
    *,
    viewer: Viewer,
    name: str,
    content: bytes,
    title: str,
    measured_on: date,
    column: str,
    departments: Mapping[str, str] | None = None,
) -> StoredMeasure:
    """Take in a Pix Orga file as aggregates by department; names and identifiers are dropped on the way.

    ``column`` tells the department: its code or name, or the matricule or e-mail of an agent; ``departments`` maps
    other values to department codes.
    Raises PermissionDenied, InvalidFile, InvalidInput (no title, an unknown code, too few people, none recognised).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    title = title.strip()[:_LONGEST_TITLE]
    if not title:
        raise InvalidInput(_("Donnez un titre à cette mesure."))
    file = pix_orga.read(name=name, content=content)
    with database().read() as session:
        directory = _Directory.on(session, measured_on, departments or {})
    people = _placed(file, column, directory, name=name)
    measured = aggregate(people, directory.units, file.labels, kind=file.kind, k=MINIMUM_K)
    with database().write() as session:
        measure_id = repository.add_competence_measure(
            session,
            title=title,
            measured_on=measured_on,
            k=MINIMUM_K,
            content=measured.model_dump(mode="json"),
            imported_at=clock.now(),
            imported_by=viewer.account_id,
        )
        audit.record(
            session,
            viewer=viewer,
            action="survey.import_competence",
            object_type="competence_measure",
            object_id=measure_id,
        )
    return StoredMeasure(measure_id, title, measured_on, file.kind, len(file.labels))


def _placed(file: pix_orga.PixFile, column: str, directory: _Directory, *, name: str) -> list[Placed]:
    """Each person of the file in the department that the column tells. Raises InvalidInput; see import_pix."""
    people = [Placed(directory.find(person.group), person) for person in file.people(column)]
    if len(people) < MINIMUM_K:
        raise InvalidInput(
            _("« {name} » : {n} résultats partagés seulement, il en faut au moins {k}.").format(
                name=name, n=len(people), k=MINIMUM_K
            )
        )
    if all(placed.unit is None for placed in people):
        raise InvalidInput(
            _("Aucune valeur de la colonne « {column} » ne désigne un service connu.").format(column=column)
        )
    return people


@dataclass(frozen=True, slots=True)
class _Directory:
    """The departments of one day, and what names them."""

    units: tuple[MeasuredUnit, ...]
    places: Mapping[str, int]

    @classmethod
    def on(cls, session: Session, day: date, mapped: Mapping[str, str] | None = None) -> _Directory:
        tree = staff.department_tree(session, on=day)
        order = [department for _depth, department in tree.walk()]
        place = {department.id: position for position, department in enumerate(order)}
        units = tuple(
            MeasuredUnit(
                department_id=department.id,
                code=department.code,
                name=department.name,
                parent=None if department.parent_id is None else place.get(department.parent_id),
            )
            for department in order
        )
        names = Counter(pix_orga.normalised(unit.name) for unit in units)
        places: dict[str, int] = {}
        for agent in staff.agents(session, scope=None):
            if agent.department_id in place:
                for key in (agent.matricule, agent.email):
                    if key:
                        places[pix_orga.normalised(key)] = place[agent.department_id]
        for position, unit in enumerate(units):
            if names[pix_orga.normalised(unit.name)] == 1:
                places[pix_orga.normalised(unit.name)] = position
        by_code = {pix_orga.normalised(unit.code): position for position, unit in enumerate(units)}
        places |= by_code
        for value, code in (mapped or {}).items():
            if pix_orga.normalised(code) not in by_code:
                raise InvalidInput(_("Le service « {code} » n’existe pas à cette date.").format(code=code))
            places[pix_orga.normalised(value)] = by_code[pix_orga.normalised(code)]
        return cls(units, places)

    def find(self, value: str) -> int | None:
        """The place of the department that a value names, None when there is none."""
        return self.places.get(pix_orga.normalised(value)) if value else None


def competence_measures(*, viewer: Viewer) -> tuple[StoredMeasure, ...]:
    """The measures that were taken in, newest first. Raises PermissionDenied."""
    require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        return tuple(summary_of(stored) for stored in repository.competence_measures(session))


def summary_of(stored: repository.StoredAggregate) -> StoredMeasure:
    """What people are shown of a stored measure."""
    labels = stored.content["labels"]
    return StoredMeasure(stored.id, stored.label, stored.on, stored.content["kind"], len(labels))


def delete_competence_measure(*, viewer: Viewer, measure_id: int) -> None:
    """Forget a measure. Raises PermissionDenied, NotFound."""
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        if not repository.delete_competence_measure(session, measure_id):
            raise NotFound(_("Cette mesure n’existe plus."))
        audit.record(
            session,
            viewer=viewer,
            action="survey.delete_competence",
            object_type="competence_measure",
            object_id=measure_id,
        )
