"""Invitations and reminders by e-mail. Only counts come out: who is written to is neither shown nor logged.

A reminder of one or several departments needs the rate of each to be shown, and at least k people to write to: the
act itself must not tell who has not answered. For the same reason its count is given for the whole authority only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.collection.forms import frozen_form
from transfo_rh.campaigns.collection.issuing import issue_codes
from transfo_rh.campaigns.model import Basis, Campaign, CampaignPlan, CampaignState
from transfo_rh.campaigns.outreach import repository
from transfo_rh.campaigns.outreach.model import (
    Contact,
    InvitationCounts,
    Mailing,
    Rate,
    ReminderOutlook,
    Standing,
)
from transfo_rh.campaigns.outreach.participation import alert_now, opened_campaign, rates_of
from transfo_rh.campaigns.outreach.rates import standing
from transfo_rh.campaigns.outreach.wording import Mail, Sender, composed, invitation, reminder
from transfo_rh.campaigns.units import with_below
from transfo_rh.core import clock, mail
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, StorageUnavailable
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, in_language
from transfo_rh.core.progress import Progress, silent
from transfo_rh.core.settings import settings

DAYS_BETWEEN = 3
BATCH = 100


def invitation_counts(*, viewer: Viewer, campaign_id: int) -> InvitationCounts:
    """Who can be invited by e-mail, in numbers. Raises PermissionDenied, NotFound."""
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        _campaign, plan = opened_campaign(session, campaign_id)
        found = repository.address_counts(session, campaign_id)
    return InvitationCounts(
        found.members,
        found.with_address,
        found.invited,
        None if _would_tell(found, plan) else found.to_write_to,
        mail.uses_outbox(),
    )


def _would_tell(found: repository.AddressCounts, plan: CampaignPlan) -> bool:
    """True when the number of messages would say who of those not invited has answered: so few are not, or wait.

    « None waits » would say that they all have.
    """
    left, fewest = found.with_address - found.invited, plan.thresholds.rates
    return left > 0 and (left < fewest or found.to_write_to < fewest)


def preview(*, viewer: Viewer, campaign_id: int, of_reminder: bool = False) -> mail.Message:
    """The message as people will read it, with a made-up code. Raises PermissionDenied, NotFound."""
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    sender = sender_of_settings()
    with in_language(settings().default_language):
        form = frozen_form(campaign_id)
        words = reminder(form, sender, today=clock.today()) if of_reminder else invitation(form, sender)
        return composed(words, to="", code="ABCD-EFGH-JKMN", sender=sender)


def invite(*, viewer: Viewer, campaign_id: int, progress: Progress = silent) -> Mailing:
    """Write to every member with an address who has had no invitation: a personal code, a link, plain words.

    A member is marked before the message leaves, a hundred at a time, so that two people pressing the button never
    write twice; a refused address is taken back and can be tried again. Whoever has answered already, on paper or
    signed in, gets no message and the same mark. The number sent is not told when fewer than k were left to invite
    or to write to. Raises PermissionDenied, NotFound, Conflict (not open, nobody to invite), ConfigurationError, StorageUnavailable.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        _campaign, plan = require_open(session, campaign_id)
        found = repository.address_counts(session, campaign_id)
    if found.with_address == found.invited:
        raise Conflict(_("Toutes les personnes qui ont une adresse électronique sont déjà invitées."))
    mail.check_ready()
    sender = sender_of_settings()
    with in_language(settings().default_language):
        words = invitation(frozen_form(campaign_id), sender)

    def claim(session: Session, after: int) -> Sequence[Contact]:
        contacts = repository.not_invited(session, campaign_id=campaign_id, after=after, limit=BATCH)
        numbers = [contact.number for contact in contacts]
        repository.mark_invited(session, campaign_id=campaign_id, numbers=numbers, at=clock.now())
        return contacts

    def give_back(numbers: Sequence[int]) -> None:
        with database().write() as session:
            repository.mark_invited(session, campaign_id=campaign_id, numbers=numbers, at=None)

    with database().write() as session:
        audit.record(
            session, viewer=viewer, action="outreach.invite", object_type="campaign", object_id=campaign_id
        )
    sent = _send(campaign_id, words, sender, claim, give_back, max(1, found.to_write_to), progress)
    return replace(sent, sent=None) if _would_tell(found, plan) else sent


def remind(
    *, viewer: Viewer, campaign_id: int, units: Sequence[int] = (), progress: Progress = silent
) -> Mailing:
    """Write to the invited members who have not answered; ``units`` narrow it to departments with what is below.

    At most one message to a person in three days. Raises PermissionDenied, NotFound, InvalidInput (a department
    whose rate is hidden, fewer than k people to write to), Conflict (not open, too early), ConfigurationError,
    StorageUnavailable.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    mail.check_ready()
    at = clock.now()
    with database().write() as session:
        campaign, plan = require_open(session, campaign_id, lock=True)
        chosen = _chosen_units(session, campaign, plan, units) if units else None
        reached = _require_due(session, plan, campaign_id, chosen, at)
        repository.mark_reminded(session, campaign_id=campaign_id, units=chosen, before=_cutoff(at), at=at)
        audit.record(
            session, viewer=viewer, action="outreach.remind", object_type="campaign", object_id=campaign_id
        )
    sender = sender_of_settings()
    with in_language(settings().default_language):
        words = reminder(frozen_form(campaign_id), sender, today=clock.today())

    def claim(session: Session, after: int) -> Sequence[Contact]:
        return repository.to_remind(session, campaign_id=campaign_id, marked_at=at, after=after, limit=BATCH)

    sent = _send(campaign_id, words, sender, claim, lambda _numbers: None, max(1, reached), progress)
    hidden = chosen is not None or (sent.sent or 0) < plan.thresholds.rates
    return Mailing(None if hidden else sent.sent, sent.failed, sent.to_outbox, sent.interrupted)


def reminder_outlook(*, viewer: Viewer, campaign_id: int) -> ReminderOutlook:
    """Whether a reminder can be sent now, and to which departments. Raises PermissionDenied, NotFound."""
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        campaign, plan = opened_campaign(session, campaign_id)
        units = campaigns_repository.units(session, campaign_id)
        rates = rates_of(session, campaign, plan, units)
        last = repository.last_reminder(session, campaign_id)
        first = repository.earliest_contact(session, campaign_id=campaign_id, units=None)
    shown = tuple(unit for unit in units if rates[unit.position + 1].value is not None)
    alert = alert_now(campaign, plan)
    early = first is not None and first > _cutoff(clock.now())
    return ReminderOutlook(
        units=shown,
        alert_units=tuple(unit for unit in shown if _in_alert(rates[unit.position + 1], alert)),
        last_on=None if last is None else last.astimezone(clock.PARIS).date(),
        next_on=_next_day(first) if early and first is not None else None,
        invited=first is not None,
    )


def _in_alert(rate: Rate, alert: int | None) -> bool:
    return standing(rate, target=100, alert=alert) is Standing.ALERT


def sender_of_settings() -> Sender:
    """The authority, at its public address."""
    return Sender(settings().authority_name, settings().public_url)


def _cutoff(at: datetime) -> datetime:
    return at - timedelta(days=DAYS_BETWEEN)


def _next_day(contact: datetime) -> date:
    """The first day on which the waiting time is over for the whole day."""
    return (contact + timedelta(days=DAYS_BETWEEN)).astimezone(clock.PARIS).date()


def require_open(session: Session, campaign_id: int, *, lock: bool = False) -> tuple[Campaign, CampaignPlan]:
    """The open campaign of agents. Raises NotFound, Conflict."""
    if lock:
        repository.lock_open(session, campaign_id)
    campaign, plan = opened_campaign(session, campaign_id)
    if campaign.state is not CampaignState.OPEN or clock.today() > plan.closes_on:
        raise Conflict(
            _("La campagne « {title} » n’est plus ouverte : plus aucun message ne part.").format(
                title=campaign.title
            )
        )
    if campaign.basis is not Basis.PERSON:
        raise Conflict(
            _(
                "Ce questionnaire est rempli par les responsables, à l’écran : il n’a ni code ni invitation par message."
            )
        )
    return campaign, plan


def _chosen_units(
    session: Session, campaign: Campaign, plan: CampaignPlan, chosen: Collection[int]
) -> frozenset[int]:
    """The chosen units with all that is below them. Raises InvalidInput when the rate of one is hidden."""
    units = campaigns_repository.units(session, campaign.id)
    rates = rates_of(session, campaign, plan, units)
    for position in chosen:
        if not 0 <= position < len(units) or rates[position + 1].value is None:
            raise InvalidInput(
                _(
                    "Ce service ne peut pas être relancé à part : sa participation n’est pas montrée. Relancez un ensemble plus large."
                )
            )
    return with_below(units, chosen)


def _require_due(
    session: Session, plan: CampaignPlan, campaign_id: int, units: frozenset[int] | None, at: datetime
) -> int:
    """How many people the reminder will reach. Raises Conflict (too early, nobody), InvalidInput (too few)."""
    due, reached = repository.due_counts(session, campaign_id=campaign_id, units=units, before=_cutoff(at))
    if not due:
        first = repository.earliest_contact(session, campaign_id=campaign_id, units=units)
        if first is None:
            raise Conflict(_("Personne n’a encore été invité : envoyez d’abord les invitations."))
        raise Conflict(
            _("Au plus un message tous les {n} jours : la prochaine relance sera possible le {day}.").format(
                n=DAYS_BETWEEN, day=day(_next_day(first))
            )
        )
    if units is not None and reached < plan.thresholds.rates:
        raise InvalidInput(
            _(
                "Trop peu de personnes à relancer dans cet ensemble : choisissez-en un plus large, ou toute la collectivité."
            )
        )
    return reached


def _send(
    campaign_id: int,
    words: Mail,
    sender: Sender,
    claim: Callable[[Session, int], Sequence[Contact]],
    give_back: Callable[[Sequence[int]], None],
    total: int,
    progress: Progress,
) -> Mailing:
    """Claim, give codes, send, a batch at a time; stops when the campaign closes or the mail server gives up."""
    sent = failed = after = 0
    interrupted = False
    while not interrupted:
        progress(min(1.0, (sent + failed) / total), _("Envoi des messages"))
        with database().write() as session:
            if not repository.lock_open(session, campaign_id):
                break
            contacts = claim(session, after)
            written = [contact for contact in contacts if not contact.answered]
            codes = issue_codes(
                session, campaign_id=campaign_id, members=[contact.number for contact in written]
            )
        if not contacts:
            break
        after = contacts[-1].number
        with in_language(settings().default_language):
            messages = [
                composed(words, to=contact.email, code=codes[contact.number], sender=sender)
                for contact in written
            ]
        try:
            outcomes: Sequence[bool] = mail.deliver(messages).outcomes
        except StorageUnavailable:
            outcomes, interrupted = [False] * len(messages), True
        refused = [contact.number for contact, kept in zip(written, outcomes, strict=True) if not kept]
        give_back(refused)
        sent, failed = sent + len(written) - len(refused), failed + len(refused)
    progress(1.0, _("Messages envoyés"))
    return Mailing(sent, failed, mail.uses_outbox(), interrupted)
