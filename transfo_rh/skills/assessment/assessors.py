"""Who assesses whom: the scope of an assessor, whose word theirs is, and the agent behind an account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from transfo_rh.access import repository as accounts
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.core.database import Session
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.core.i18n import _
from transfo_rh.skills.model import Source
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.service import scope_of


@dataclass(frozen=True, slots=True)
class Assessor:
    """Departments within reach (None: all), whose word is written, and the agent whom the assessor must not judge."""

    scope: Scope
    source: Source
    without: int | None


def assessor(session: Session, viewer: Viewer, *, on: date) -> Assessor:
    """What the viewer may assess: human resources everybody, a head their departments and below but themselves.

    Raises PermissionDenied.
    """
    reach = require(viewer, Permission.ASSESS_SKILLS)
    if reach is Reach.ALL:
        return Assessor(None, Source.HR, None)
    scope = scope_of(viewer, reach, staff.department_tree(session, on=on))
    return Assessor(scope, Source.MANAGER, agent_of(session, viewer))


def narrowed(session: Session, place: Assessor, department_id: int | None, *, on: date) -> Scope:
    """The assessor's scope, or one department of it and below.

    Raises NotFound when the department is not within reach.
    """
    if department_id is None:
        return place.scope
    below = staff.department_tree(session, on=on).subtree([department_id])
    if not below or (place.scope is not None and department_id not in place.scope):
        raise NotFound(_("Ce service n’existe pas, ou n’est pas de votre périmètre."))
    return below


def assessed_agents(
    session: Session, place: Assessor, agent_ids: Collection[int], *, on: date
) -> dict[int, Agent]:
    """These agents by id, all of whom the assessor may judge.

    Raises PermissionDenied for oneself, NotFound for anybody else out of reach.
    """
    if place.without is not None and place.without in agent_ids:
        raise PermissionDenied(
            _("On ne s’évalue pas soi-même comme encadrant : passez par « Mes compétences ».")
        )
    found = {agent.id: agent for agent in staff.agents_by_id(session, agent_ids, scope=place.scope, on=on)}
    if len(found) < len(set(agent_ids)):
        raise NotFound(_("Un de ces agents n’est plus de votre périmètre. Rechargez la page."))
    return found


def agent_of(session: Session, viewer: Viewer) -> int | None:
    """The agent who has the account's e-mail address, None when there is none."""
    if viewer.account_id is None:
        return None
    return staff.agent_id_by_email(session, accounts.account(session, viewer.account_id).email)
