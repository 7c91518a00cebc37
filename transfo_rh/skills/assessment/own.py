"""What is said of oneself, and one's own word."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.assessors import agent_of
from transfo_rh.skills.assessment.dossiers import read_history
from transfo_rh.skills.assessment.levels import months_later
from transfo_rh.skills.assessment.model import AgentStatement, Cell, HistoryLine, OwnLevels
from transfo_rh.skills.assessment.service import check_levels, read_cells, record, roles_of
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Catalogue, Role, Skill, Source, Statement
from transfo_rh.staff import repository as staff


def own_levels(*, viewer: Viewer, skills: Collection[str] = ()) -> OwnLevels:
    """What is said of the signed-in person in what their job asks, what was ever assessed, and these ``skills``.

    Raises PermissionDenied, NotFound when no agent stands behind the account.
    """
    require(viewer, Permission.OWN_SKILLS)
    day = clock.today()
    with database().read() as session:
        agent_id = _own_agent(session, viewer)
        agents = staff.agents_by_id(session, [agent_id], scope=None, on=day)
        if not agents:
            raise NotFound(_no_agent())
        catalogue = catalogues.catalogue(session, on=day)
        roles = roles_of(session, agents, catalogue)
        shown = _shown(session, agent_id, catalogue, roles[agent_id], skills)
        cells = read_cells(session, agents, shown, roles, on=day)
    return OwnLevels(agents[0], roles[agent_id], shown, cells[agent_id])


def _shown(
    session: Session, agent_id: int, catalogue: Catalogue, role: Role | None, wanted: Collection[str]
) -> tuple[Skill, ...]:
    asked = {requirement.skill for requirement in role.content.requirements} if role is not None else set()
    said = {line.skill_id for line in repository.statements(session, agent_ids=[agent_id])}
    return tuple(
        skill for skill in catalogue.skills if skill.code in asked or skill.code in wanted or skill.id in said
    )


def save_self(*, viewer: Viewer, levels: Mapping[str, int]) -> int:
    """Write the signed-in person's own word: skill code → level. Gives how many levels were written.

    What they said already and is not past its review is not said twice. Raises PermissionDenied, InvalidInput, NotFound.
    """
    require(viewer, Permission.OWN_SKILLS)
    check_levels(levels.values())
    day = clock.today()
    with database().write() as session:
        agent_id = _own_agent(session, viewer)
        repository.lock_agents(session, [agent_id])
        agents = staff.agents_by_id(session, [agent_id], scope=None, on=day)
        skills = [skill for skill in catalogues.skills(session, on=day) if skill.code in levels]
        if not agents or len(skills) < len(levels):
            raise NotFound(_("Une de ces compétences n’est plus au catalogue. Rechargez la page."))
        cells = read_cells(session, agents, skills, {agent_id: None}, on=day)[agent_id]
        lines = [
            AgentStatement(agent_id, skill.id, Statement(levels[skill.code], Source.SELF, day))
            for skill, cell in zip(skills, cells, strict=True)
            if not _said(cell, skill, Statement(levels[skill.code], Source.SELF, day))
        ]
        record(session, viewer=viewer, lines=lines, action="skills.assess_self")
    return len(lines)


def _said(cell: Cell, skill: Skill, word: Statement) -> bool:
    """True when the person's latest word is the same and still fresh."""
    own = cell.own
    if own is None or own.level != word.level:
        return False
    return months_later(own.stated_on, skill.content.review_months) > word.stated_on


def own_history(*, viewer: Viewer, skill: str | None = None) -> tuple[HistoryLine, ...]:
    """What was ever said of the signed-in person, the newest first, with sources and authors.

    Raises PermissionDenied, NotFound when no agent stands behind the account.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().read() as session:
        return read_history(session, _own_agent(session, viewer), skill, on=clock.today())


def _own_agent(session: Session, viewer: Viewer) -> int:
    agent_id = agent_of(session, viewer)
    if agent_id is None:
        raise NotFound(_no_agent())
    return agent_id


def _no_agent() -> str:
    return _(
        "Aucun agent n’a l’adresse de votre compte dans le fichier du personnel : signalez-le aux ressources humaines."
    )
