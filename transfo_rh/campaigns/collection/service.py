"""The one service behind the three doors: forms, drafts, submissions, by code, by account and on paper.

The light form looks codes up here and writes through ``write_all`` what ``forms`` has checked, so that respondents who
come together share one commit; ``save_draft`` and ``submit`` are the same acts for one code alone.

A submission is one transaction: the sign-off is marked, and the answer is written with the unit, the frozen
attributes and the week alone. Nothing joins the two tables. The audit trail says nothing of answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from transfo_rh.access import audit
from transfo_rh.access import repository as accounts
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import answers as raw
from transfo_rh.campaigns.collection import drafts, repository
from transfo_rh.campaigns.collection.codes import hashed, normalised
from transfo_rh.campaigns.collection.forms import (
    answers_kept,
    draft_save,
    frozen_form,
    refuse_unless_answerable,
    state_of,
    submission,
)
from transfo_rh.campaigns.collection.model import AnswerForm, FormState, FrozenForm, Member, OwnForm
from transfo_rh.campaigns.collection.notice import notice_of
from transfo_rh.campaigns.collection.shuffling import shuffle
from transfo_rh.campaigns.collection.writing import write, write_all
from transfo_rh.campaigns.model import Answer, CampaignState, Comment, Response
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.staff import repository as staff

__all__ = [
    "form_of_code",
    "open_code",
    "own_form",
    "own_forms",
    "save_draft",
    "save_own_draft",
    "shuffle",
    "submit",
    "submit_own",
    "submit_paper",
    "write_all",
]


def open_code(*, code: str) -> tuple[Member, FrozenForm]:
    """The member and the form behind a code.

    Raises NotFound, with the same message whatever the reason.
    """
    meant = normalised(code)
    if meant is not None:
        with database().glance() as connection:
            member = repository.member_of_code(connection, hashed(meant))
        if member is not None and member.state is CampaignState.OPEN:
            return member, frozen_form(member)
    raise NotFound(
        _(
            "Ce code n’est pas reconnu. Vérifiez les douze caractères, sur votre coupon, votre questionnaire papier ou votre courriel."
        ),
        details="unknown code",
    )


def form_of_code(*, code: str) -> AnswerForm:
    """The form of whoever holds the code, with the draft that the code opens.

    Raises NotFound, with the same message whatever the reason.
    """
    member, form = open_code(code=code)
    return _answer_form(member, form, draft_of_code(member, code=code))


def draft_of_code(member: Member, *, code: str) -> dict[str, Answer]:
    """The answers saved so far with this code."""
    if member.draft is None or member.draft_key is None:
        return {}
    return drafts.unseal(member.draft, key=code_key(member, code=code), place=member.place)


def code_key(member: Member, *, code: str) -> bytes:
    """The key of the drafts of a code.

    Raises Conflict when the campaign no longer keeps drafts.
    """
    return drafts.key_of_code(draft_key=_draft_key(member), code=normalised(code) or "")


def save_draft(*, code: str, answers: Mapping[str, Answer]) -> None:
    """Replace the draft of the code's holder by these answers, partial as they are.

    Raises NotFound, InvalidInput (an answer that is not offered), Conflict (already answered, closed).
    """
    member, form = open_code(code=code)
    refuse_unless_answerable(member, form)
    write(draft_save(member, form, answers, key=code_key(member, code=code)))


def submit(*, code: str, answers: Mapping[str, Answer]) -> None:
    """Sign off and write the answer, once for all.

    Raises NotFound, InvalidInput (nothing answered, an answer missing or not offered), Conflict (already answered,
    closed).
    """
    member, form = open_code(code=code)
    refuse_unless_answerable(member, form)
    write(submission(member, form, answers))


def own_forms(*, viewer: Viewer) -> tuple[OwnForm, ...]:
    """The open surveys that the signed-in person is asked to answer, the newest first.

    Raises PermissionDenied.
    """
    require(viewer, Permission.ANSWER_SURVEYS)
    with database().read() as session:
        agent_id = _agent_of(session, viewer)
        members = () if agent_id is None else repository.members_of_agent(session, agent_id=agent_id)
    found = [(member, frozen_form(member)) for member in members]
    return tuple(
        OwnForm(
            campaign_id=member.campaign_id,
            title=form.title,
            closes_on=form.plan.closes_on,
            answered=member.answered,
            minutes=form.definition.duration_minutes,
        )
        for member, form in found
        if clock.today() <= form.plan.closes_on
    )


def own_form(*, viewer: Viewer, campaign_id: int) -> AnswerForm:
    """The signed-in person's form, with their draft.

    Raises PermissionDenied, NotFound.
    """
    member, form = _own(viewer, campaign_id)
    draft = drafts.unseal(member.draft, key=_own_key(viewer, member), place=member.place)
    return _answer_form(member, form, draft)


def save_own_draft(*, viewer: Viewer, campaign_id: int, answers: Mapping[str, Answer]) -> None:
    """Replace the signed-in person's draft; raises as save_draft."""
    member, form = _own(viewer, campaign_id)
    refuse_unless_answerable(member, form)
    write(draft_save(member, form, answers, key=_own_key(viewer, member)))


def submit_own(*, viewer: Viewer, campaign_id: int, answers: Mapping[str, Answer]) -> None:
    """Sign off and write the signed-in person's answer, once for all; raises as submit."""
    member, form = _own(viewer, campaign_id)
    refuse_unless_answerable(member, form)
    write(submission(member, form, answers))


def submit_paper(
    *,
    viewer: Viewer,
    campaign_id: int,
    answers: Mapping[str, Answer],
    code: str = "",
    late: bool = False,
    unit: int | None = None,
) -> None:
    """Key in one paper questionnaire: by its code while the campaign is open, by its department once closed.

    A late answer carries the department alone and waits for the next publication. Required questions left blank on
    paper stay blank.
    Raises PermissionDenied, NotFound, InvalidInput, Conflict (already answered, closed, not closed yet).
    """
    require(viewer, Permission.KEY_PAPER)
    if late:
        _write_late_paper(viewer, campaign_id, answers, unit)
        return
    member, form = open_code(code=code)
    if member.campaign_id != campaign_id:
        raise NotFound(_("Ce code appartient à une autre campagne."), details="code of another campaign")
    refuse_unless_answerable(member, form)
    write(submission(member, form, answers, complete=False), viewer=viewer)


def _write_late_paper(
    viewer: Viewer, campaign_id: int, answers: Mapping[str, Answer], unit: int | None
) -> None:
    form = frozen_form(campaign_id)
    if unit is None or not 0 <= unit < len(form.department_names):
        raise InvalidInput(_("Choisissez le service de l’agent qui a rempli ce questionnaire."))
    kept, comments = answers_kept(form, answers, complete=False)
    content = encoded(form.definition, kept)
    with database().write() as session:
        state = repository.lock_states(session, [campaign_id]).get(campaign_id)
        if state not in (CampaignState.CLOSED, CampaignState.PUBLISHED):
            raise Conflict(_("Cette campagne n’est pas close : saisissez le questionnaire avec son code."))
        batch = repository.publication_count(session, campaign_id)
        raw.add_responses(
            session,
            campaign_id=campaign_id,
            week=clock.monday_of(clock.today()),
            responses=[Response(unit, (), content)],
            batch_number=batch,
        )
        raw.add_comments(
            session,
            campaign_id=campaign_id,
            comments=[Comment(unit, item, text) for item, text in comments],
            batch_number=batch,
        )
        audit.record(
            session,
            viewer=viewer,
            action="survey.key_late_paper",
            object_type="campaign",
            object_id=campaign_id,
        )


def _answer_form(member: Member, form: FrozenForm, draft: dict[str, Answer]) -> AnswerForm:
    state = state_of(member, form)
    return AnswerForm(
        campaign_id=form.campaign_id,
        title=form.title,
        definition=form.definition,
        draft=draft if state is FormState.OPEN else {},
        state=state,
        closes_on=form.plan.closes_on,
        department_name=None if member.unit is None else form.department_names[member.unit],
        notice=notice_of(form),
    )


def _own(viewer: Viewer, campaign_id: int) -> tuple[Member, FrozenForm]:
    require(viewer, Permission.ANSWER_SURVEYS)
    with database().read() as session:
        agent_id = _agent_of(session, viewer)
        members = (
            ()
            if agent_id is None
            else repository.members_of_agent(session, agent_id=agent_id, campaign_id=campaign_id)
        )
    if not members:
        raise NotFound(_("Cette enquête ne vous est pas adressée, ou n’est plus ouverte."))
    return members[0], frozen_form(members[0])


def _agent_of(session: Session, viewer: Viewer) -> int | None:
    """The agent who has the account's e-mail address."""
    if viewer.account_id is None:
        return None
    email = accounts.account(session, viewer.account_id).email
    return staff.agent_id_by_email(session, email)


def _own_key(viewer: Viewer, member: Member) -> bytes:
    return drafts.key_of_member(
        draft_key=_draft_key(member),
        campaign_id=member.campaign_id,
        number=member.number,
        account_id=viewer.account_id or 0,
    )


def _draft_key(member: Member) -> bytes:
    if member.draft_key is None:
        raise Conflict(_("Cette enquête n’enregistre pas de brouillon. Rien n’a été écrit."))
    return member.draft_key
