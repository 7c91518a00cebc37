"""Participation by department, as each viewer may see it: rates, never names, one plan of masks for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.diagnosis.repository import submitted_units
from transfo_rh.campaigns.model import Basis, Campaign, CampaignPlan, CampaignState, Unit
from transfo_rh.campaigns.outreach import repository
from transfo_rh.campaigns.outreach.model import (
    CurvePoint,
    FollowedCampaign,
    Participation,
    ParticipationRow,
    Rate,
)
from transfo_rh.campaigns.outreach.rates import alert_of_the_day, standing, unit_rates
from transfo_rh.campaigns.results.reading import horizon_of
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _

_FOLLOWED = (CampaignState.OPEN, CampaignState.CLOSED, CampaignState.PUBLISHED)


def followed_campaigns(*, viewer: Viewer) -> tuple[FollowedCampaign, ...]:
    """The campaigns whose participation is known: the open ones first, then the newest.

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_PARTICIPATION)
    with database().read() as session:
        found = [campaign for campaign in campaigns_repository.campaigns(session) if _is_followed(campaign)]
    found.sort(key=lambda campaign: campaign.state is not CampaignState.OPEN)
    return tuple(
        FollowedCampaign(
            campaign.id,
            campaign.title,
            campaign.state,
            campaign.basis,
            campaign.wave_on,
            None if campaign.plan is None else campaign.plan.closes_on,
        )
        for campaign in found
    )


def _is_followed(campaign: Campaign) -> bool:
    return campaign.state in _FOLLOWED and campaign.plan is not None and campaign.opened_at is not None


def participation(*, viewer: Viewer, campaign_id: int) -> Participation:
    """The participation of a campaign, while it is open and afterwards.

    Human resources and executives see every department, department heads theirs and the whole. Whether the answers
    are confidential or signed decides what is hidden. Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_PARTICIPATION)
    with database().read() as session:
        campaign, plan = opened_campaign(session, campaign_id)
        units = campaigns_repository.units(session, campaign_id)
        rates = rates_of(session, campaign, plan, units)
        days = repository.daily_counts(session, campaign_id)
    target, alert = round(100 * plan.target_rate), alert_now(campaign, plan)
    whole = rates[0]
    return Participation(
        campaign_id=campaign_id,
        title=campaign.title,
        state=campaign.state,
        basis=campaign.basis,
        closes_on=plan.closes_on,
        threshold=plan.thresholds.rates,
        target=target,
        alert=round(100 * plan.alert_rate),
        alert_today=alert,
        whole=whole,
        standing=standing(whole, target=target, alert=alert),
        rows=_rows(viewer, reach, units, rates, target=target, alert=alert),
        curve=() if whole.answered is None else _curve(campaign, days, whole.invited),
    )


def opened_campaign(session: Session, campaign_id: int) -> tuple[Campaign, CampaignPlan]:
    """A campaign that was opened here, and its plan.

    Raises NotFound when it does not exist, was imported, or is still in preparation.
    """
    campaign = campaigns_repository.campaign(session, campaign_id)
    if campaign is None or campaign.plan is None or not _is_followed(campaign):
        raise NotFound(_("La participation de la campagne {id} n’est pas connue.").format(id=campaign_id))
    return campaign, campaign.plan


def rates_of(
    session: Session, campaign: Campaign, plan: CampaignPlan, units: Sequence[Unit]
) -> tuple[Rate, ...]:
    """The rate of the whole, then of every unit, under the rules of the campaign. The same for every viewer."""
    counts = _counts(session, campaign)
    places: list[int | None] = [None, *(unit.position for unit in units)]
    asked, answered = zip(*(counts.get(place, (0, 0)) for place in places), strict=True)
    k = plan.thresholds.rates
    return unit_rates(units, asked, answered, k=k, attributed=campaign.basis is Basis.DEPARTMENT)


def alert_now(campaign: Campaign, plan: CampaignPlan) -> int | None:
    """The alert of today in percent, that of the plan once the campaign is closed; None while it is too early."""
    alert = round(100 * plan.alert_rate)
    if campaign.state is not CampaignState.OPEN or campaign.opened_at is None:
        return alert
    first = campaign.opened_at.astimezone(clock.PARIS).date()
    return alert_of_the_day(alert, first=first, last=plan.closes_on, on=clock.today())


def _counts(session: Session, campaign: Campaign) -> repository.Counts:
    if campaign.state is not CampaignState.OPEN:
        return repository.kept_counts(session, campaign.id)
    if campaign.basis is Basis.DEPARTMENT:
        submitted = submitted_units(session, campaign.id)
        positions = repository.department_positions(session, campaign.id)
        return {position: (1, int(position in submitted)) for position in positions}
    return repository.live_counts(session, campaign.id)


def _rows(
    viewer: Viewer,
    reach: Reach,
    units: Sequence[Unit],
    rates: Sequence[Rate],
    *,
    target: int,
    alert: int | None,
) -> tuple[ParticipationRow, ...]:
    horizon = horizon_of(viewer, reach, tuple(units))
    depths: dict[int, int] = {}
    rows: list[ParticipationRow] = []
    for unit, rate in zip(units, rates[1:], strict=True):  # parents come before their children
        if not horizon.sees(unit.position):
            continue
        depths[unit.position] = 0 if unit.parent is None else depths.get(unit.parent, -1) + 1
        rows.append(
            ParticipationRow(unit, depths[unit.position], rate, standing(rate, target=target, alert=alert))
        )
    return tuple(rows)


def _curve(campaign: Campaign, days: Sequence[tuple[date, int]], invited: int) -> tuple[CurvePoint, ...]:
    """One point a day from the opening to the last day known, days without an answer included."""
    if not days or not invited or campaign.opened_at is None:
        return ()
    by_day = dict(days)
    first = min(days[0][0], campaign.opened_at.astimezone(clock.PARIS).date())
    last = max(days[-1][0], clock.today() if campaign.state is CampaignState.OPEN else days[-1][0])
    points: list[CurvePoint] = []
    total, on = 0, first
    while on <= last:
        total += by_day.get(on, 0)
        points.append(CurvePoint(on, total, round(100 * total / invited)))
        on += timedelta(days=1)
    return tuple(points)
