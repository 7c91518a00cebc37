"""The « attestation d'anonymat » on screen: the verdict, what is hidden, what it means, how it was verified."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.publication import attestation_wording as wording
from transfo_rh.campaigns.publication.attestation import Attestation
from transfo_rh.campaigns.publication.attestation_pdf import attestation_pdf
from transfo_rh.campaigns.publication.attesting import StoredAttestation, audit_again
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, in_language, labelled, language
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.tables import Column, ColumnKind, data_table, safe_file_name


def show_attestation(stored: StoredAttestation, attestation: Attestation) -> None:
    """The attestation from its conclusion to its parameters."""
    st.markdown(f"**{wording.conclusion(attestation)}**")
    if not attestation.passed:
        st.error(
            "\n".join(f"- {reason}" for reason in wording.reasons(attestation)),
            title=_("Pourquoi l’audit a échoué"),
            icon=":material/error:",
        )
    hidden = attestation.hidden_by_state()
    metric_row(
        [
            Metric(_("Audit d’anonymat"), wording.verdict(attestation)),
            Metric(_("Chiffres affichés"), number(attestation.shown)),
            Metric(
                _("Chiffres masqués"),
                number(attestation.hidden),
                help=" · ".join(
                    labelled(state.label, number(hidden[state]))
                    for state in (CellState.TOO_FEW, CellState.PRECAUTION)
                ),
            ),
            Metric(
                _("Plus petite incertitude, en personnes"),
                wording.people_number(attestation),
                help=_(
                    "Le mieux qu’un observateur puisse faire : situer l’effectif d’un groupe masqué à {people} près, et sa moyenne à {points} près."
                ).format(
                    people=wording.people_interval(attestation).lower(),
                    points=wording.points_interval(attestation).lower(),
                ),
            ),
        ]
    )
    _show_cells(stored, attestation)
    if attestation.passed:
        _show_meaning(attestation)
    with st.expander(_("Paramètres de l’audit"), icon=":material/tune:"):
        data_table(
            columns=[Column(_("Paramètre")), Column(_("Valeur"))],
            rows=wording.parameters(attestation),
            alt=_("Paramètres de l’audit d’anonymat."),
            key="attestation_parameters",
        )
    st.caption(
        _("« {title} » : publication n° {number} du {day}, audit du {audited}.").format(
            title=stored.title,
            number=stored.number,
            day=day(stored.published_at.date()),
            audited=day(attestation.on),
        )
    )


def _show_cells(stored: StoredAttestation, attestation: Attestation) -> None:
    st.header(_("Chiffres affichés et masqués"), anchor=False)
    data_table(
        columns=[
            Column(_("Groupes")),
            Column(_("Affichés"), ColumnKind.NUMBER),
            Column(_("Aucune réponse"), ColumnKind.NUMBER),
            Column(_("Effectif insuffisant"), ColumnKind.NUMBER, help=_("Moins de répondants que le seuil.")),
            Column(
                _("Masqués par précaution"),
                ColumnKind.NUMBER,
                help=_("Le seuil est atteint, mais ce chiffre permettrait d’en calculer un autre."),
            ),
        ],
        rows=[
            (wording.kind_label(kind), kind.shown, kind.no_answer, kind.too_few, kind.precaution)
            for kind in attestation.kinds
        ],
        alt=_("Nombre de chiffres affichés et masqués, par sorte de groupe."),
        key="attestation_cells",
        file_name=_("attestation") + f" {stored.title}",
    )


def _show_meaning(attestation: Attestation) -> None:
    left, right = st.columns(2)
    for column, title, icon, sentences in (
        (left, _("Ce que cela garantit"), ":material/verified_user:", wording.guarantees(attestation)),
        (right, _("Ce que cela ne garantit pas"), ":material/info:", wording.limits()),
    ):
        with column, st.container(border=True, height="stretch"):
            st.header(title, anchor=False, icon=icon)
            st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def pdf_button(viewer: Viewer, stored: StoredAttestation, campaign_id: int) -> None:
    """Download the printed page, made when asked for."""
    code = language()

    def made() -> bytes:
        with in_language(code):
            return attestation_pdf(viewer=viewer, campaign_id=campaign_id)

    st.download_button(
        _("Attestation à imprimer (PDF)"),
        made,
        file_name=safe_file_name(_("attestation") + f" {stored.title}") + ".pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key="attestation_pdf",
        on_click="ignore",
    )


def verify_button(viewer: Viewer) -> bool:
    """True when human resources have just asked for the audit to be made again."""
    return allows(viewer, Permission.MANAGE_CAMPAIGNS) and st.button(
        _("Vérifier à nouveau"), icon=":material/refresh:", key="attestation_verify"
    )


def show_verification(viewer: Viewer, campaign_id: int) -> None:
    """Solve everything again from what is stored today, and say what comes out."""
    with st.spinner(_("Chaque chiffre masqué est attaqué par le calcul…"), show_time=True):
        found = audit_again(viewer=viewer, campaign_id=campaign_id)
    title = _("Vérifié à nouveau le {day}").format(day=day(found.on))
    if found.passed:
        st.success(wording.conclusion(found), title=title, icon=":material/check_circle:")
        return
    st.error(
        "\n".join([wording.conclusion(found), "", *(f"- {reason}" for reason in wording.reasons(found))]),
        title=title,
        icon=":material/error:",
    )
