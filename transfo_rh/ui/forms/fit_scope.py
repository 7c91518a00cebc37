"""What « who can hold this role? » asks first: a role, a department, a page, then a person. No person in the address."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.i18n import _
from transfo_rh.skills.fit.service import RankedPerson, RoleFit
from transfo_rh.skills.model import Catalogue, Role, RoleKind
from transfo_rh.staff.service import organisation
from transfo_rh.ui.choices import choose_coded, distinct
from transfo_rh.ui.fit_view import person_name


def choose_role(catalogue: Catalogue, *, first: Role | None) -> str:
    """The code of a role, target roles first; at first ``first``."""
    ordered = sorted(catalogue.roles, key=lambda role: role.content.kind is not RoleKind.TARGET)
    names = {role.code: role.label for role in ordered}
    chosen = choose_coded(_("Métier"), names, name="metier", first=first.code if first else None)
    return chosen or ordered[0].code


def choose_department(viewer: Viewer) -> int | None:
    """The id of a department of the viewer's, None for all of them."""
    counts = {count.department.code: count for count in organisation(viewer=viewer).departments}
    paths = {code: count.path for code, count in counts.items()}
    code = choose_coded(_("Service"), paths, name="service", everything=_("Tous"))
    return None if code is None else counts[code].department.id


def choose_page() -> int:
    """The page of the ranking, 0 for the first one."""
    return int(st.number_input(_("Page"), min_value=1, value=1, step=1, key="page", bind="query-params")) - 1


def choose_person(found: RoleFit) -> RankedPerson:
    """Somebody of the page, the first one at first."""
    people = {one.agent.id: one for one in found.people}
    names = distinct({agent_id: person_name(one) for agent_id, one in people.items()})
    chosen = st.selectbox(
        _("Agent"),
        list(people),
        format_func=lambda agent_id: names.get(agent_id, ""),
        key="fit_person",
        filter_mode="contains",
    )
    return people.get(chosen, found.people[0])
