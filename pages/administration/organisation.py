"""The organisation: the tree of departments with their head-counts, and the search for an agent."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.staff import service
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.organisation_tables import agents_table, departments_table
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import open_page

ctx = open_page(
    Permission.VIEW_STAFF,
    title=_("Organisation"),
    caption=_("Qui travaille où ? Les services, leurs effectifs et leurs agents."),
)
seen = service.organisation(viewer=ctx.viewer)

if not seen.departments:
    if seen.whole:
        empty_state(
            title=_("Aucun service pour l’instant"),
            body=_(
                "Importez l’organigramme et les agents depuis un classeur de votre logiciel de paie ou depuis notre modèle : tout le reste (enquêtes, compétences, formation) s’appuie dessus."
            ),
            action_label=_("Importer le personnel"),
            page="administration/staff_import",
            viewer=ctx.viewer,
            icon=":material/account_tree:",
        )
    else:
        empty_state(
            title=_("Aucun service dans votre périmètre"),
            body=_("Demandez à l’administrateur de rattacher votre compte à votre service."),
            icon=":material/account_tree:",
        )
    st.stop()

conclusion = ngettext(
    "{agents} agent dans {departments} services au {on}.",
    "{agents} agents dans {departments} services au {on}.",
    seen.agents,
).format(agents=number(seen.agents), departments=number(len(seen.departments)), on=day(seen.on))
st.markdown(f"**{conclusion}**")
metric_row(
    [
        Metric(_("Agents présents"), number(seen.agents)),
        Metric(_("Services"), number(len(seen.departments))),
        Metric(_("Niveaux"), number(seen.levels)),
        Metric(
            _("ETP des postes"),
            number(seen.full_time_equivalents, decimals=1),
            help=_("Équivalents temps plein des postes ouverts, occupés ou vacants."),
        ),
    ]
)

departments, agents = st.tabs([_("Services"), _("Agents")])
with departments:
    departments_table(seen)
with agents:
    agents_table(viewer=ctx.viewer, seen=seen)
