"""The two tables of the organisation: departments in tree order, agents by page."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.staff import service
from transfo_rh.staff.service import AgentsPage, Organisation
from transfo_rh.ui.tables import Column, ColumnKind, data_table

_INDENT = "\u2003"


def departments_table(seen: Organisation) -> None:
    """Every department of the viewer, indented, with the agents in itself and with all below."""
    data_table(
        columns=[
            Column(_("Service"), pinned=True, wide=True),
            Column(_("Code")),
            Column(_("Agents"), ColumnKind.NUMBER, help=_("Agents du service lui-même.")),
            Column(
                _("Avec les services rattachés"),
                ColumnKind.NUMBER,
                help=_("Agents du service et de tous ceux qui en dépendent."),
            ),
            Column(_("ETP des postes"), ColumnKind.NUMBER),
        ],
        rows=[
            (
                _INDENT * count.depth + count.department.name,
                count.department.code,
                count.agents,
                count.agents_below,
                count.fte_hundredths_below / 100,
            )
            for count in seen.departments
        ],
        alt=_("Les services dans l’ordre de l’organigramme, avec leurs effectifs"),
        key="departments",
        file_name=_("Organisation"),
    )


def agents_table(*, viewer: Viewer, seen: Organisation) -> None:
    """The agents found, fifty at a time. What is typed never goes to the address."""
    codes = {count.department.code: count for count in seen.departments}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            _("Chercher un agent"),
            placeholder=_("Nom, prénom, matricule, courriel ou métier"),
            key="agent_search",
        )
        code = st.selectbox(
            _("Service"),
            list(codes),
            index=None,
            format_func=lambda chosen: codes[chosen].path,
            placeholder=_("Tous"),
            key="service",
            bind="query-params",
        )
        page = st.number_input(_("Page"), min_value=1, value=1, step=1, key="page", bind="query-params")
    found = service.agents_page(
        viewer=viewer,
        text=text,
        department_id=codes[code].department.id if code in codes else None,
        page=int(page) - 1,
    )
    st.markdown(
        ngettext(
            "{n} agent, page {page} sur {pages}.", "{n} agents, page {page} sur {pages}.", found.total
        ).format(n=found.total, page=min(int(page), found.pages), pages=found.pages)
    )
    if not found.agents:
        st.info(_("Aucun agent ne correspond : changez les mots cherchés, le service ou la page."))
        return
    _show_agents(found)


def _show_agents(found: AgentsPage) -> None:
    data_table(
        columns=[
            Column(_("Nom"), pinned=True),
            Column(_("Prénom")),
            Column(_("Matricule")),
            Column(_("Service"), wide=True),
            Column(_("Métier")),
            Column(_("Catégorie")),
            Column(_("Statut")),
            Column(_("Entrée"), ColumnKind.DATE),
        ],
        rows=[
            (
                agent.last_name,
                agent.first_name,
                agent.matricule,
                found.paths[agent.department_id],
                agent.job,
                agent.category.value if agent.category else None,
                agent.status.label if agent.status else None,
                agent.entry_date,
            )
            for agent in found.agents
        ],
        alt=_("Les agents trouvés, leur service et leur métier"),
        key="agents",
    )
