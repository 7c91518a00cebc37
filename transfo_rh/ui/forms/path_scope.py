"""What « path to a role » asks first: a departure and a target. Roles stand in the address, people never do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.model import Catalogue, Role, RoleKind
from transfo_rh.skills.pathways import service
from transfo_rh.skills.pathways.service import From
from transfo_rh.staff.model import Agent
from transfo_rh.ui.choices import choose_coded, choose_segment, distinct
from transfo_rh.ui.empty import empty_scope

TARGET, START, KIND = "vers", "de", "depart"


class Kind(StrEnum):
    """The departures that the page offers."""

    ROLE = "metier"
    SELF = "moi"
    PERSON = "agent"

    @property
    def label(self) -> str:
        """The name of the departure."""
        return {
            Kind.ROLE: _("Un métier"),
            Kind.SELF: _("Moi"),
            Kind.PERSON: _("Un agent"),
        }[self]


def choose_start(viewer: Viewer, catalogue: Catalogue, *, is_agent: bool) -> From | None:
    """A role, oneself, or an agent whom the viewer assesses; None when nobody is found. ``is_agent``: somebody of the
    staff stands behind the viewer's account."""
    kinds = [Kind.SELF] if is_agent else []
    kinds += [Kind.PERSON] if allows(viewer, Permission.ASSESS_SKILLS) else []
    kinds.append(Kind.ROLE)
    kind = Kind.ROLE
    if len(kinds) > 1:
        names = {one.value: one.label for one in kinds}
        kind = Kind(choose_segment(_("Partir de"), names, name=KIND, first=kinds[0].value))
    if kind is Kind.SELF:
        return From()
    if kind is Kind.ROLE:
        return From(role=_choose_role(_("Métier de départ"), catalogue.roles, RoleKind.PRESENT, START))
    return _choose_person(viewer)


def choose_target(viewer: Viewer, start: From) -> str:
    """The code of the role to reach, the easiest target roles first."""
    roles = service.targets(viewer=viewer, start=start)
    return _choose_role(_("Métier visé"), roles, RoleKind.TARGET, TARGET)


def _choose_role(label: str, roles: Sequence[Role], first: RoleKind, key: str) -> str:
    """The code of one of the roles, those of a kind first."""
    ordered = sorted(roles, key=lambda role: role.content.kind is not first)
    chosen = choose_coded(label, {role.code: role.label for role in ordered}, name=key)
    return chosen or ordered[0].code


def _choose_person(viewer: Viewer) -> From | None:
    text = st.text_input(
        _("Chercher un agent"),
        key="path_search",
        placeholder=_("Nom, matricule ou métier"),
        autocomplete="off",
    )
    found, total = service.people(viewer=viewer, text=text)
    if not found and not text:
        empty_scope(viewer)
        return None
    if not found:
        st.info(
            _("Aucun agent de votre périmètre ne correspond : changez les mots cherchés."),
            icon=":material/person_search:",
        )
        return None
    names = distinct({agent.id: _agent_name(agent) for agent in found})
    chosen = st.selectbox(
        _("Agent"),
        list(names),
        format_func=lambda agent_id: names.get(agent_id, ""),
        key="path_person",
        filter_mode="contains",
    )
    if total > len(found):
        st.caption(
            ngettext(
                "{shown} agents sur {n} : précisez la recherche pour trouver les autres.",
                "{shown} agents sur {n} : précisez la recherche pour trouver les autres.",
                total,
            ).format(shown=number(len(found)), n=number(total))
        )
    return From(agent_id=chosen if chosen in names else found[0].id)


def _agent_name(agent: Agent) -> str:
    name = f"{agent.last_name} {agent.first_name}"
    return f"{name} – {agent.job}" if agent.job else name


def path_query(target: Role) -> dict[str, str]:
    """The address's parameters that open one's own path to a role."""
    return {KIND: Kind.SELF.value, TARGET: target.code}
