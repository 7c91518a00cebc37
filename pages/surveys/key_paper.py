"""Keying in paper questionnaires, by the keyboard alone."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.collection import paper
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms import key_paper_form as keying
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.KEY_PAPER,
    title=_("Saisir des questionnaires papier"),
    caption=_("Comment faire entrer vite et sans erreur les réponses reçues sur papier ?"),
)

WITH_CODE, LATE = "code", "late"

state = keying.sitting()
codes = paper.codes_are_taken(viewer=ctx.viewer)
if state.sheet is None and not codes and not paper.late_campaigns(viewer=ctx.viewer):
    empty_state(
        title=_("Aucun questionnaire papier à saisir"),
        body=_(
            "Le papier se saisit pendant une campagne, grâce au code imprimé, puis après sa clôture pour les questionnaires en retard. Ouvrez d’abord une campagne adressée aux agents."
        ),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=ctx.viewer,
        icon=":material/keyboard:",
    )
    st.stop()

keying.show_count(state)
with st.container(horizontal=True, vertical_alignment="center", key="paper_options"):
    labels = {WITH_CODE: _("Avec un code"), LATE: _("Après la clôture")}
    door = st.segmented_control(
        _("Questionnaires reçus"),
        list(labels),
        default=WITH_CODE,
        required=True,
        format_func=labels.__getitem__,
        key="paper_door",
        disabled=state.sheet is not None,
    )
    twice = st.toggle(
        _("Double saisie"),
        key="paper_twice",
        help=_(
            "Chaque questionnaire est tapé deux fois ; les différences sont signalées avant d’enregistrer."
        ),
    )
with st.expander(_("Comment taper"), icon=":material/keyboard:"):
    st.markdown(
        _(
            "Une marque par question, dans l’ordre du papier, sans espace : **4353x2** répond à six questions.\n"
            "- Échelle ou choix : le numéro de la case, la première à gauche est 1. Oui : **o** ou **1** ; non : **n** ou **2**.\n"
            "- Sans objet : **x** ou **9**. Réponse laissée vide : **-** ou **0** ; à la fin, ne rien taper.\n"
            "- Nombre, plusieurs cases, classement : entre espaces. Cases 1 et 3 cochées : **13** ; rangs écrits 2, 1, 3 : **213**.\n"
            "- **Tab** passe au champ suivant, **Entrée** enregistre et revient au code."
        )
    )

late = door == LATE
with shown_errors():
    if state.sheet is not None:
        with st.container(key="enter_form_paper"):
            keying.key_sheet(ctx.viewer, state, state.sheet, late=late, twice=twice)
    elif not late and codes:
        keying.ask_code(ctx.viewer, state)
    elif not late:
        empty_state(
            title=_("Aucune enquête ouverte pour l’instant"),
            body=_(
                "Les codes ne valent que pendant une campagne. Un questionnaire arrivé trop tard se saisit sans son code, sous « Après la clôture »."
            ),
            action_label=_("Voir les campagnes"),
            page="surveys/campaigns",
            viewer=ctx.viewer,
        )
    elif campaigns := paper.late_campaigns(viewer=ctx.viewer):
        keying.ask_department(ctx.viewer, state, campaigns)
    else:
        empty_state(
            title=_("Aucune campagne close"),
            body=_("Les questionnaires arrivés après la clôture se saisissent ici, par service."),
            action_label=_("Voir les campagnes"),
            page="surveys/campaigns",
            viewer=ctx.viewer,
        )
