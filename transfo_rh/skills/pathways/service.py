"""Use cases of paths: between roles (no person), of oneself, of the people whom one assesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.assessment.assessors import agent_of, assessed_agents, assessor
from transfo_rh.skills.assessment.service import roles_of
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.fit.fit import fit
from transfo_rh.skills.model import Catalogue, Role, Source
from transfo_rh.skills.pathways import repository
from transfo_rh.skills.pathways.model import Departure, OfficialMobility, PathStudy, Prospects, RoleLink
from transfo_rh.skills.pathways.printing import path_document
from transfo_rh.skills.pathways.study import (
    Mobilities,
    departure_of_agent,
    departure_of_role,
    neighbours,
    prospects,
    study,
)
from transfo_rh.skills.references.service import rome_mobilities
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent

PEOPLE = 30


@dataclass(frozen=True, slots=True)
class From:
    """From where a path starts: a role (its code), an agent (an id), or oneself when both are None."""

    role: str | None = None
    agent_id: int | None = None


def path(*, viewer: Viewer, start: From, target: str) -> PathStudy:
    """The path from a start to a role: ``role_path``, ``agent_path`` or ``own_path``, with their refusals."""
    if start.role is not None:
        return role_path(viewer=viewer, start=start.role, target=target)
    if start.agent_id is not None:
        return agent_path(viewer=viewer, agent_id=start.agent_id, target=target)
    return own_path(viewer=viewer, target=target)


def printed_path(*, viewer: Viewer, start: From, target: str) -> bytes:
    """The same path on one A4 page; printing that of an agent is written in the audit trail.

    Raises what ``path`` raises.
    """
    found = path(viewer=viewer, start=start, target=target)
    if start.agent_id is not None:
        with database().write() as session:
            audit.record(
                session,
                viewer=viewer,
                action="skills.print_path",
                object_type="agent",
                object_id=start.agent_id,
            )
    return path_document(found, authority=settings().authority_name)


def role_path(*, viewer: Viewer, start: str, target: str) -> PathStudy:
    """The path from what a role asks to another role (codes).

    Raises PermissionDenied, NotFound for an unknown role, InvalidInput when both are the same.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=clock.today())
        return _study(session, departure_of_role(catalogue, role_of(catalogue, start)), target, catalogue)


def own_path(*, viewer: Viewer, target: str) -> PathStudy:
    """The signed-in person's own path to a role.

    Raises PermissionDenied, NotFound (also when no agent stands behind the account), InvalidInput as above.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=clock.today())
        departure = _departure(session, own_agent(session, viewer), catalogue, own=True)
        return _study(session, departure, target, catalogue)


def agent_path(*, viewer: Viewer, agent_id: int, target: str) -> PathStudy:
    """The path of an agent whom the viewer assesses to a role.

    Raises PermissionDenied, NotFound, InvalidInput as above.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=clock.today())
        departure = _departure(session, _assessed(session, viewer, agent_id), catalogue, own=False)
        return _study(session, departure, target, catalogue)


def own_prospects(*, viewer: Viewer) -> Prospects:
    """What the signed-in person could become, the easiest first, with their own wishes.

    Raises PermissionDenied, NotFound when no agent stands behind the account.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().read() as session:
        return _prospects(session, own_agent(session, viewer), own=True, with_wishes=True)


def agent_prospects(*, viewer: Viewer, agent_id: int) -> Prospects:
    """What an agent whom the viewer assesses could become; wishes are told to human resources alone.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    with database().read() as session:
        agent = _assessed(session, viewer, agent_id)
        whole = assessor(session, viewer, on=clock.today()).scope is None
        return _prospects(session, agent, own=False, with_wishes=whole)


def targets(*, viewer: Viewer, start: From) -> tuple[Role, ...]:
    """Every role but the one that is held, the easiest to reach first.

    Raises what ``path`` raises.
    """
    if start.role is None:
        found = (
            own_prospects(viewer=viewer)
            if start.agent_id is None
            else agent_prospects(viewer=viewer, agent_id=start.agent_id)
        )
        return tuple(one.role for one in found.roles)
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=clock.today())
        listed = prospects(
            departure_of_role(catalogue, role_of(catalogue, start.role)),
            catalogue=catalogue,
            settings=catalogues.settings(session),
            wishes={},
        )
    return tuple(one.role for one in listed)


def mobility_area(*, viewer: Viewer, role: str) -> tuple[RoleLink, ...]:
    """The other roles with their closeness to one, both ways, the closest first.

    Raises PermissionDenied, NotFound for an unknown role.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=clock.today())
        return neighbours(
            role_of(catalogue, role),
            catalogue=catalogue,
            settings=catalogues.settings(session),
            mobilities=_mobilities(session, catalogue),
        )


def people(*, viewer: Viewer, text: str = "") -> tuple[tuple[Agent, ...], int]:
    """The first agents whom the viewer assesses and whose name, matricule or job holds the words; how many in all.

    Raises PermissionDenied.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        place = assessor(session, viewer, on=day)
        return staff.agents_page(
            session, scope=place.scope, text=text, size=PEOPLE, on=day, without=place.without
        )


def is_agent(*, viewer: Viewer) -> bool:
    """True when somebody of the staff stands behind the viewer's account.

    Raises PermissionDenied.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().read() as session:
        agent_id = agent_of(session, viewer)
        asked = () if agent_id is None else (agent_id,)
        return bool(staff.agents_by_id(session, asked, scope=None, on=clock.today()))


def has_not_spoken(*, viewer: Viewer) -> bool:
    """True when the signed-in person, a member of the staff, never said anything of their own skills though a
    catalogue is there.

    Raises PermissionDenied.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().read() as session:
        agent_id = agent_of(session, viewer)
        if agent_id is None or catalogues.is_empty(session):
            return False
        present = staff.agents_by_id(session, [agent_id], scope=None, on=clock.today())
        said = assessments.statements(session, agent_ids=[agent_id])
    return bool(present) and all(line.statement.source is not Source.SELF for line in said)


def own_agent(session: Session, viewer: Viewer) -> Agent:
    """The agent behind the viewer's account, present today. Raises NotFound."""
    agent_id = agent_of(session, viewer)
    found = () if agent_id is None else staff.agents_by_id(session, [agent_id], scope=None, on=clock.today())
    if not found:
        raise NotFound(
            _(
                "Aucun agent n’a l’adresse de votre compte dans le fichier du personnel : signalez-le aux ressources humaines."
            )
        )
    return found[0]


def role_of(catalogue: Catalogue, code: str) -> Role:
    """The role of this code. Raises NotFound."""
    found = catalogue.role(code)
    if found is None:
        raise NotFound(_("Ce métier n’est pas au catalogue : choisissez-en un dans la liste."))
    return found


def _assessed(session: Session, viewer: Viewer, agent_id: int) -> Agent:
    day: date = clock.today()
    return assessed_agents(session, assessor(session, viewer, on=day), [agent_id], on=day)[agent_id]


def _departure(session: Session, agent: Agent, catalogue: Catalogue, *, own: bool) -> Departure:
    role = roles_of(session, [agent], catalogue)[agent.id]
    levels = assessments.levels_of(session, agent_id=agent.id, on=catalogue.on)
    return departure_of_agent(agent, role, levels, own=own)


def _study(session: Session, departure: Departure, target: str, catalogue: Catalogue) -> PathStudy:
    goal = role_of(catalogue, target)
    if departure.role is not None and departure.role.code == goal.code:
        raise InvalidInput(_("Le départ et l’arrivée sont le même métier : choisissez-en un autre."))
    return study(
        departure,
        goal,
        catalogue=catalogue,
        settings=catalogues.settings(session),
        mobilities=_mobilities(session, catalogue),
        on=catalogue.on,
    )


def _prospects(session: Session, agent: Agent, *, own: bool, with_wishes: bool) -> Prospects:
    day = clock.today()
    catalogue, chosen = catalogues.catalogue(session, on=day), catalogues.settings(session)
    departure = _departure(session, agent, catalogue, own=own)
    said = repository.wishes(session, scope=None, on=day, agent_ids=[agent.id]) if with_wishes else ()
    found = prospects(
        departure,
        catalogue=catalogue,
        settings=chosen,
        wishes={one.role_id: one.wish for one in said},
    )
    job_fit = None
    if departure.role is not None:
        held = {} if departure.assumed else departure.levels
        soft = catalogue.soft_skills
        job_fit = fit(held, departure.role.content, soft=soft, settings=chosen)
    return Prospects(day, agent, departure.role, job_fit, departure.assumed, chosen, found)


def _mobilities(session: Session, catalogue: Catalogue) -> Mobilities:
    codes = {code for role in catalogue.roles for code in role.content.references.rome}
    return {pair: OfficialMobility(*pair) for pair in rome_mobilities(session, codes)}
