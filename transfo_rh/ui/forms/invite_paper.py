"""Posters, code slips and paper questionnaires on the screen: one department, three downloads."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.outreach import paper
from transfo_rh.campaigns.outreach.model import PaperDepartment
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.documents import Paper
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table, safe_file_name
from transfo_rh.ui.toasts import confirm

UNREACHED, EVERYBODY = "unreached", "everybody"
_READY_KEY = "paper_ready"


def paper_form(viewer: Viewer, campaign_id: int, departments: tuple[PaperDepartment, ...]) -> None:
    """Choose a department and for whom; prepare a document, then download it."""
    by_position = {found.unit.position: found for found in departments}
    if not by_position:
        st.caption(_("Aucun service n’a besoin de papier."))
        return
    chosen = st.selectbox(
        _("Service"),
        list(by_position),
        format_func=lambda position: _label(by_position[position]),
        key="paper_unit",
        filter_mode="contains",
    )
    found = by_position.get(chosen, departments[0])
    whom = st.segmented_control(
        _("Pour qui"),
        [UNREACHED, EVERYBODY],
        format_func=lambda code: (
            _("Sans adresse ou sans poste informatique ({n})").format(n=number(found.on_paper))
            if code == UNREACHED
            else _("Tout le service ({n})").format(n=number(found.members))
        ),
        default=UNREACHED,
        required=True,
        key="paper_whom",
    )
    everybody = whom == EVERYBODY
    nobody = not everybody and not found.on_paper
    _document_rows(viewer, campaign_id, found, everybody=everybody, nobody=nobody)


def _label(found: PaperDepartment) -> str:
    return "\u2003" * found.depth + _("{name} ({n} à joindre sur papier)").format(
        name=found.unit.name, n=number(found.on_paper)
    )


def _document_rows(
    viewer: Viewer, campaign_id: int, found: PaperDepartment, *, everybody: bool, nobody: bool
) -> None:
    unit, name = found.unit.position, found.unit.name
    context = f"{campaign_id} {unit} {everybody}"

    def build_poster(size: Paper) -> Callable[[], bytes]:
        return lambda: paper.poster(viewer=viewer, campaign_id=campaign_id, unit=unit, paper=size)

    def build_questionnaires(with_codes: bool) -> Callable[[], bytes]:
        return lambda: paper.questionnaires(
            viewer=viewer, campaign_id=campaign_id, unit=unit, everybody=everybody, with_codes=with_codes
        )

    st.subheader(_("Affiche"), anchor=False)
    st.caption(_("À poser au vestiaire ou au dépôt : pourquoi, combien de temps, et le dessin à viser."))
    with st.container(horizontal=True):
        _prepare("poster_a4", _("Affiche A4"), f"affiche-a4-{name}", context, build_poster(Paper.A4))
        _prepare("poster_a3", _("Affiche A3"), f"affiche-a3-{name}", context, build_poster(Paper.A3))
    st.subheader(_("Codes personnels"), anchor=False)
    st.caption(
        _(
            "Des coupons nominatifs à découper et à remettre en main propre. Chaque préparation donne de nouveaux codes ; les anciens restent valables jusqu’à la réponse."
        )
    )
    _prepare(
        "slips",
        _("Coupons"),
        f"codes-{name}",
        context,
        lambda: paper.slips(viewer=viewer, campaign_id=campaign_id, unit=unit, everybody=everybody),
        disabled=nobody,
    )
    st.subheader(_("Questionnaire papier"), anchor=False)
    st.caption(
        _(
            "Un exemplaire par personne, avec son code et sans nom ; ou un modèle vierge à photocopier, où chacun recopie le code de son coupon. Préférez le modèle vierge si les réponses sont regroupées par catégorie ou autre attribut."
        )
    )
    with st.container(horizontal=True):
        _prepare(
            "sheets",
            _("Exemplaires avec code"),
            f"questionnaires-{name}",
            context,
            build_questionnaires(True),
            disabled=nobody,
        )
        _prepare(
            "blank", _("Modèle vierge"), f"questionnaire-vierge-{name}", context, build_questionnaires(False)
        )


def _prepare(
    key: str, label: str, file_name: str, context: str, build: Callable[[], bytes], *, disabled: bool = False
) -> None:
    """A button that prepares a document, then a button that downloads it: a click never issues codes twice."""
    ready: tuple[str, str, bytes] | None = st.session_state.get(_READY_KEY)
    if ready is not None and ready[:2] == (key, context):
        st.download_button(
            _("Télécharger : {label}").format(label=label),
            data=ready[2],
            file_name=f"{safe_file_name(file_name)}.pdf",
            mime="application/pdf",
            type="primary",
            icon=":material/download:",
            key=f"download_{key}",
            on_click="ignore",
        )
        return
    if st.button(label, icon=":material/picture_as_pdf:", disabled=disabled, key=f"prepare_{key}"):
        try:
            with st.spinner(_("Préparation du document")):
                content = build()
        except TransfoError as error:
            show_error(error)
            return
        st.session_state[_READY_KEY] = (key, context, content)
        confirm(_("{label} : document prêt.").format(label=label))
        st.rerun()


def show_departments(departments: tuple[PaperDepartment, ...]) -> None:
    """How many people each department has to reach on paper."""
    data_table(
        columns=[
            Column(_("Service"), pinned=True, wide=True),
            Column(_("Personnes concernées"), ColumnKind.NUMBER),
            Column(_("Sans adresse ou sans poste informatique"), ColumnKind.NUMBER),
        ],
        rows=[
            ("\u2003" * found.depth + found.unit.name, found.members, found.on_paper) for found in departments
        ],
        alt=_("Par service : personnes concernées, et personnes à joindre sur papier."),
        key="paper_departments",
        file_name=_("questionnaires papier par service"),
    )


def paper_sentence(departments: tuple[PaperDepartment, ...]) -> str:
    """How many people no message reaches, in one sentence."""
    total = max((found.on_paper for found in departments), default=0)
    total = sum(found.on_paper for found in departments if found.depth == 0) or total
    return ngettext(
        "{n} personne n’a pas d’adresse ou pas de poste informatique : elle répond avec un code sur papier, ou sur un questionnaire imprimé.",
        "{n} personnes n’ont pas d’adresse ou pas de poste informatique : elles répondent avec un code sur papier, ou sur un questionnaire imprimé.",
        total,
    ).format(n=number(total))
