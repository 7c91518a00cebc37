"""The « attestation d'anonymat » as a printed page, to be kept with the documents of the survey."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.publication import attestation_wording as wording
from transfo_rh.campaigns.publication.attestation import Attestation
from transfo_rh.campaigns.publication.attesting import StoredAttestation, attestation_of
from transfo_rh.core.errors import NotFound
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings
from transfo_rh.exchange.documents import Align, Document, TableColumn


def attestation_pdf(*, viewer: Viewer, campaign_id: int) -> bytes:
    """The attestation stored with the newest publication, on A4.

    Raises PermissionDenied, NotFound (nothing published, or a publication without attestation).
    """
    stored = attestation_of(viewer=viewer, campaign_id=campaign_id)
    if stored.attestation is None:
        raise NotFound(_("La publication de « {title} » n’a pas d’attestation.").format(title=stored.title))
    return attestation_document(stored, stored.attestation, authority=settings().authority_name)


def attestation_document(stored: StoredAttestation, attestation: Attestation, *, authority: str) -> bytes:
    """The printed page for one attestation."""
    document = Document(
        title=_("Attestation d’anonymat"),
        authority=authority,
        subject=_("{title} · publication n° {number} du {day}").format(
            title=stored.title, number=stored.number, day=day(stored.published_at.date())
        ),
        foot=_("Attestation d’anonymat : {title}").format(title=stored.title),
    )
    document.notice(wording.conclusion(attestation), title=wording.verdict(attestation))
    document.figures(
        [
            (_("Chiffres affichés"), number(attestation.shown)),
            (_("Chiffres masqués"), number(attestation.hidden)),
            (_("Incertitude sur un effectif"), wording.people_interval(attestation)),
            (_("Incertitude sur une moyenne"), wording.points_interval(attestation)),
        ]
    )
    if not attestation.passed:
        document.heading(_("Pourquoi l’audit a échoué"), level=2)
        document.bullets(wording.reasons(attestation))
    _cells(document, attestation)
    if attestation.passed:
        document.heading(_("Ce que cela garantit"), level=2)
        document.bullets(wording.guarantees(attestation))
    document.heading(_("Ce que cela ne garantit pas"), level=2)
    document.bullets(wording.limits())
    with document.together():
        document.heading(_("Paramètres"), level=2)
        document.table(
            columns=[TableColumn(_("Paramètre"), share=3), TableColumn(_("Valeur"), share=2)],
            rows=wording.parameters(attestation),
        )
    return document.bytes()


def _cells(document: Document, attestation: Attestation) -> None:
    document.heading(_("Chiffres affichés et masqués"), level=2)
    document.table(
        columns=[
            TableColumn(_("Groupes"), share=4),
            TableColumn(_("Affichés"), share=2, align=Align.RIGHT),
            TableColumn(_("Aucune réponse"), share=2, align=Align.RIGHT),
            TableColumn(_("Effectif insuffisant"), share=2, align=Align.RIGHT),
            TableColumn(_("Masqués par précaution"), share=2, align=Align.RIGHT),
        ],
        rows=[
            (
                wording.kind_label(kind),
                number(kind.shown),
                number(kind.no_answer),
                number(kind.too_few),
                number(kind.precaution),
            )
            for kind in attestation.kinds
        ],
    )
