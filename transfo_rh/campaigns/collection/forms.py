"""Between a door and the database: the frozen form of a campaign, and the checks on what a respondent sends."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from transfo_rh.campaigns import repository as campaigns
from transfo_rh.campaigns.collection import drafts, repository
from transfo_rh.campaigns.collection.masking import Roster, masked, roster
from transfo_rh.campaigns.collection.model import DraftSave, FormState, FrozenForm, Member, Submission
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires import conditions
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile, TextItem
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.staff import repository as staff


def frozen_form(of: Member | int) -> FrozenForm:
    """What does not change in the campaign, read once per process and version of the campaign.

    Raises NotFound when the campaign does not exist or has no questionnaire to answer.
    """
    campaign_id = of if isinstance(of, int) else of.campaign_id
    version = _version(campaign_id) if isinstance(of, int) else of.version
    return _frozen_form(str(database().url), campaign_id, version)


def _version(campaign_id: int) -> int:
    with database().read() as session:
        return campaigns.version(session, campaign_id) or 0


@lru_cache(maxsize=32)
def _frozen_form(_database: str, campaign_id: int, version: int) -> FrozenForm:
    with database().read() as session:
        frozen = repository.frozen_values(session, campaign_id)
        names = repository.department_names(session, campaign_id)
    if frozen is None or frozen.definition is None or frozen.plan is None:
        raise NotFound(_("Cette campagne n’a pas de questionnaire à remplir."))
    return FrozenForm(
        campaign_id=campaign_id,
        version=version,
        title=frozen.title,
        anonymous=frozen.anonymous,
        definition=QuestionnaireFile.model_validate(frozen.definition),
        plan=campaigns.plan_from_json(frozen.plan),
        department_names=names,
    )


def state_of(member: Member, form: FrozenForm) -> FormState:
    """What the respondent may still do."""
    if member.answered:
        return FormState.ANSWERED
    return FormState.OPEN if clock.today() <= form.plan.closes_on else FormState.CLOSED


def refuse_unless_answerable(member: Member, form: FrozenForm) -> None:
    """Raise Conflict when the answer is already in, or the last day is past."""
    state = state_of(member, form)
    if state is FormState.ANSWERED:
        raise already_answered()
    if state is FormState.CLOSED:
        raise closed()


def already_answered() -> Conflict:
    """The polite refusal of a second answer."""
    return Conflict(_("Une réponse a déjà été enregistrée avec ce code. Merci !"), details="already answered")


def closed() -> Conflict:
    """The refusal of an answer that comes too late."""
    return Conflict(_("Cette enquête est close : elle ne reçoit plus de réponse."), details="closed")


def answers_kept(
    form: FrozenForm, answers: Mapping[str, Answer], *, complete: bool = True
) -> tuple[dict[str, Answer], tuple[tuple[str, str], ...]]:
    """The answers to what was asked, and the masked comments apart.

    Raises InvalidInput when nothing is answered, when a required answer is missing (unless not ``complete``), or a
    comment is too long.
    """
    given = {code: value for code, value in answers.items() if not _is_blank(value)}
    asked = conditions.asked_items(form.definition, given)
    kept = conditions.answers_within(asked, given)
    if not kept:
        raise InvalidInput(_("Aucune question n’a de réponse : répondez à une au moins avant d’envoyer."))
    missing = conditions.missing_within(asked, kept) if complete else {}
    if missing:
        raise InvalidInput(
            _("Il manque la réponse à une question obligatoire : « {code} ».").format(
                code=next(iter(missing.values()))[0]
            )
        )
    comments = [
        (item.code, masked(_checked_text(item, kept.pop(item.code)), roster_of(form)))
        for item in form.definition.items()
        if item.type == "text" and item.code in kept
    ]
    return kept, tuple(comments)


def _is_blank(value: Answer) -> bool:
    return value in ([], ()) or (isinstance(value, str) and not value.strip())


def _checked_text(item: TextItem, value: Answer) -> str:
    if not isinstance(value, str) or len(value) > item.maximum_length:
        raise InvalidInput(
            _("Le texte de la question « {code} » dépasse {n} caractères : raccourcissez-le.").format(
                code=item.code, n=item.maximum_length
            )
        )
    return value


def submission(
    member: Member, form: FrozenForm, answers: Mapping[str, Answer], *, complete: bool = True
) -> Submission:
    """The answer checked, coded and masked, ready to be written; raises InvalidInput as answers_kept and encoded."""
    kept, comments = answers_kept(form, answers, complete=complete)
    return Submission(
        campaign_id=member.campaign_id,
        number=member.number,
        closes_on=form.plan.closes_on,
        answers=encoded(form.definition, kept),
        comments=comments,
    )


def draft_save(member: Member, form: FrozenForm, answers: Mapping[str, Answer], *, key: bytes) -> DraftSave:
    """The draft sealed, ready to be written.

    Raises InvalidInput when a value is not one that its question offers.
    """
    encoded(form.definition, answers)
    for item in form.definition.items():
        if item.type == "text" and item.code in answers:
            _checked_text(item, answers[item.code])
    return DraftSave(
        campaign_id=member.campaign_id,
        number=member.number,
        closes_on=form.plan.closes_on,
        sealed=drafts.seal(answers, key=key, place=member.place),
    )


def roster_of(form: FrozenForm) -> Roster:
    """The names that the comments of a campaign must not hold."""
    return _roster(str(database().url), form.campaign_id, form.version)


@lru_cache(maxsize=8)
def _roster(_database: str, _campaign_id: int, _version: int) -> Roster:
    """The names of the staff, read at the first comment of a campaign in this process."""
    return staff_roster()


def staff_roster() -> Roster:
    """The names and matricules of every agent ever known, as they are now."""
    with database().read() as session:
        names = staff.agent_names(session)
    return roster(
        last_names=(name.last_name for name in names),
        first_names=(name.first_name for name in names),
        matricules=(name.matricule for name in names),
    )
