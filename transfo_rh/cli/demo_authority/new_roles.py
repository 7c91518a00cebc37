"""What people say of roles in the demo, and the scenario that staffs its new unit."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.access.model import Viewer
from transfo_rh.cli.demo_authority.abilities import DemoAbilities
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Wish
from transfo_rh.skills.pathways.repository import set_wish
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.model import Limits, Plan, Post
from transfo_rh.staff.model import AgentRecord
from transfo_rh.staff.repository import agent_ids


def staff_new_roles(
    drawn: DemoAbilities, agents: Sequence[AgentRecord], organisation: DemoOrganisation, *, viewer: Viewer
) -> None:
    """Write the wishes of the demo as ``viewer``, of human resources, heard them, then keep its scenario, computed."""
    told = demo_data("skills")["staffing"]
    _record_wishes(drawn, agents, viewer)
    plan = Plan(
        posts=tuple(
            Post(post["role"], _standing(organisation, post["department"]), post["headcount"])
            for post in told["posts"]
        ),
        limits=Limits(days=told["days"]),
    )
    scenario_id = service.create(viewer=viewer, title=told["title"], plan=plan)
    service.compute(viewer=viewer, scenario_id=scenario_id, version=1)


def _record_wishes(drawn: DemoAbilities, agents: Sequence[AgentRecord], viewer: Viewer) -> None:
    day = clock.today()
    with database().write() as session:
        ids = agent_ids(session)
        roles = {role.code: role.id for role in catalogues.roles(session, on=day)}
        for number, role, wish in drawn.wishes():
            agent_id = ids[agents[number].matricule]
            set_wish(
                session,
                agent_id=agent_id,
                role_id=roles[role],
                wish=Wish(wish),
                on=day,
                by=viewer.account_id,
            )


def _standing(organisation: DemoOrganisation, code: str) -> str:
    """The department itself, or the first of the sectors into which the size of the demo divided it; else the top."""
    return next(iter(organisation.standing_for(code)), organisation.departments[0].code)
