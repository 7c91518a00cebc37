"""What the keying screen needs to know: the sheet behind a code, and the closed campaigns that take late sheets."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.collection.forms import frozen_form, refuse_unless_answerable
from transfo_rh.campaigns.collection.service import open_code
from transfo_rh.campaigns.model import Basis, CampaignState
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.database import database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper questionnaire to key in: which campaign, whose department when the code says it. Never a draft."""

    campaign_id: int
    title: str
    definition: QuestionnaireFile
    department_name: str | None


@dataclass(frozen=True, slots=True)
class LateCampaign:
    """A closed campaign whose late sheets can still be keyed in, with its departments by position."""

    campaign_id: int
    title: str
    department_names: tuple[str, ...]


def sheet_of_code(*, viewer: Viewer, code: str) -> Sheet:
    """The sheet that carries this code.

    Raises PermissionDenied, NotFound (unknown code), Conflict (already answered, closed).
    """
    require(viewer, Permission.KEY_PAPER)
    member, form = open_code(code=code)
    refuse_unless_answerable(member, form)
    department = None if member.unit is None else form.department_names[member.unit]
    return Sheet(form.campaign_id, form.title, form.definition, department)


def late_sheet(*, viewer: Viewer, campaign_id: int, unit: int) -> Sheet:
    """A sheet that arrived after the closing, known by its department alone.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.KEY_PAPER)
    form = frozen_form(campaign_id)
    if not 0 <= unit < len(form.department_names):
        raise NotFound(_("Ce service ne fait pas partie de la campagne."))
    return Sheet(form.campaign_id, form.title, form.definition, form.department_names[unit])


def codes_are_taken(*, viewer: Viewer) -> bool:
    """True while a survey of people is open: sheets that carry a code can be keyed in.

    Raises PermissionDenied.
    """
    require(viewer, Permission.KEY_PAPER)
    with database().read() as session:
        return any(
            campaign.state is CampaignState.OPEN and campaign.basis is Basis.PERSON
            for campaign in repository.campaigns(session)
        )


def late_campaigns(*, viewer: Viewer) -> tuple[LateCampaign, ...]:
    """The closed campaigns of people that were answered here, the newest first.

    Raises PermissionDenied.
    """
    require(viewer, Permission.KEY_PAPER)
    with database().read() as session:
        closed_ids = [
            campaign.id
            for campaign in repository.campaigns(session)
            if campaign.state in (CampaignState.CLOSED, CampaignState.PUBLISHED)
            and campaign.basis is Basis.PERSON
            and campaign.questionnaire_code is not None
        ]
    forms = [frozen_form(campaign_id) for campaign_id in closed_ids]
    return tuple(LateCampaign(form.campaign_id, form.title, form.department_names) for form in forms)
