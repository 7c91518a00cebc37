"""What agents say of roles: wanted, accepted, refused. One's own, or written by human resources after an interview.

Wishes are read by the person and by human resources alone: never by the hierarchy.
"""

from __future__ import annotations

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Wish
from transfo_rh.skills.pathways import repository
from transfo_rh.skills.pathways.model import RecordedWish
from transfo_rh.skills.pathways.service import own_agent, role_of
from transfo_rh.staff import repository as staff


def set_wish(*, viewer: Viewer, role_code: str, wish: Wish | None) -> None:
    """Say whether the signed-in person wants, accepts or refuses a role; None takes it back.

    Raises PermissionDenied, NotFound for an unknown role or when no agent stands behind the account.
    """
    require(viewer, Permission.OWN_SKILLS)
    with database().write() as session:
        _store(session, viewer, own_agent(session, viewer).id, role_code, wish)


def set_wish_of(*, viewer: Viewer, agent_id: int, role_code: str, wish: Wish | None) -> None:
    """Write what an agent said of a role, after an interview; None takes it back. For human resources.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        _store(session, viewer, _present(session, agent_id), role_code, wish)


def wishes_of(*, viewer: Viewer, agent_id: int) -> dict[str, Wish]:
    """Role code → what an agent said of it; roles that left the catalogue are absent. For human resources.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        return _by_code(session, _present(session, agent_id))


def _present(session: Session, agent_id: int) -> int:
    if not staff.agents_by_id(session, [agent_id], scope=None, on=clock.today()):
        raise NotFound(_("Cet agent n’est plus dans la collectivité. Rechargez la page."))
    return agent_id


def _store(session: Session, viewer: Viewer, agent_id: int, role_code: str, wish: Wish | None) -> None:
    day = clock.today()
    role = role_of(catalogues.catalogue(session, on=day), role_code)
    repository.lock_agent(session, agent_id)
    repository.set_wish(session, agent_id=agent_id, role_id=role.id, wish=wish, on=day, by=viewer.account_id)
    audit.record(session, viewer=viewer, action="skills.wish", object_type="agent", object_id=agent_id)


def _by_code(session: Session, agent_id: int) -> dict[str, Wish]:
    day = clock.today()
    codes = {role.id: role.code for role in catalogues.roles(session, on=day)}
    found: tuple[RecordedWish, ...] = repository.wishes(session, scope=None, on=day, agent_ids=[agent_id])
    return {codes[one.role_id]: one.wish for one in found if one.role_id in codes}
