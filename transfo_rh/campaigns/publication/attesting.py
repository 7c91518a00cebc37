"""The « attestation d'anonymat » of a published campaign: as it was stored, or audited again from what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import Basis, Campaign, Unit
from transfo_rh.campaigns.publication import repository as publications
from transfo_rh.campaigns.publication.attestation import Attestation, attestation_from_json
from transfo_rh.campaigns.publication.audit import AuditedContent, audit
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict, NotFound
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class StoredAttestation:
    """The attestation of the newest publication; None for one that had none (older version, attributed answers)."""

    title: str
    number: int
    published_at: datetime
    attestation: Attestation | None


def attestation_of(*, viewer: Viewer, campaign_id: int) -> StoredAttestation:
    """What was attested when the campaign was published: figures about figures, the same for every profile.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        campaign = repository.campaign(session, campaign_id)
        stored = publications.attestation(session, campaign_id=campaign_id)
    if campaign is None or stored is None:
        raise NotFound(_("Aucun résultat publié pour la campagne {id}.").format(id=campaign_id))
    number, value, published_at = stored
    return StoredAttestation(
        campaign.title, number, published_at, None if value is None else attestation_from_json(value)
    )


def audit_again(*, viewer: Viewer, campaign_id: int) -> Attestation:
    """Audit the newest publication from what is stored, with the one before it.

    Raises PermissionDenied, NotFound, Conflict (attributed answers of departments: nothing to hide).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        campaign = repository.existing_campaign(session, campaign_id)
        units = repository.units(session, campaign_id)
        newest = publications.stored(session, campaign_id=campaign_id)
        earlier = (
            None
            if newest is None or newest.number == 1
            else publications.stored(session, campaign_id=campaign_id, number=newest.number - 1)
        )
    if newest is None:
        raise NotFound(_("Aucun résultat publié pour la campagne {id}.").format(id=campaign_id))
    if campaign.basis is Basis.DEPARTMENT:
        raise Conflict(
            _("Les réponses de cette campagne sont celles des services, nommément : rien n’y est anonyme.")
        )
    return audit(
        _content(campaign, units, newest),
        on=clock.today(),
        previous=None if earlier is None else _content(campaign, units, earlier),
    )


def _content(
    campaign: Campaign, units: tuple[Unit, ...], publication: publications.StoredPublication
) -> AuditedContent:
    known = publication.attestation
    return AuditedContent(
        units=units,
        basis=campaign.basis,
        thresholds=publication.thresholds,
        measures=publication.measures,
        cells=publication.cells,
        attributes=campaign.attributes,
        complete=frozenset() if known is None else frozenset(known["complete"]),
    )
