"""Use cases of the catalogue: read it, and put the shipped one into an empty database."""

from __future__ import annotations

from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import repository
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.model import Catalogue, Origin, SkillsSettings


def current_catalogue(*, viewer: Viewer, on: date | None = None) -> Catalogue:
    """Families, skills and roles as they stand on a day (today by default).

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        return repository.catalogue(session, on=on or clock.today())


def skills_settings(*, viewer: Viewer) -> SkillsSettings:
    """Thresholds, hypotheses of effort and cost, horizon of retirement.

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        return repository.settings(session)


def install_shipped(*, viewer: Viewer, on: date | None = None) -> Catalogue:
    """Put the catalogue that comes with the product into a database that holds none, standing from that day on.

    Raises PermissionDenied, Conflict when a catalogue is there already.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    day = on or clock.today()
    with database().write() as session:
        if not repository.is_empty(session):
            raise Conflict(_("Le catalogue des compétences est déjà installé : modifiez-le sur place."))
        repository.store_content(session, shipped_catalogue(), on=day, origin=Origin.SHIPPED)
        audit.record(
            session,
            viewer=viewer,
            action="skills.install_catalogue",
            object_type="catalogue",
            object_id=day.isoformat(),
        )
        return repository.catalogue(session, on=day)
