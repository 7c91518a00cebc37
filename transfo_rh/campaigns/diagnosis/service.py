"""Filling in, submitting, reopening and reading the organisational diagnosis. Attributed: nothing here is anonymous.

Department heads fill in their departments and those below; human resources read all and may reopen, fill in none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.campaigns.diagnosis import repository
from transfo_rh.campaigns.diagnosis.completeness import changes, lines_required, unanswered
from transfo_rh.campaigns.diagnosis.model import (
    MAXIMUM_COMMENT,
    NOT_STORED,
    Content,
    DepartmentDiagnosis,
    Diagnosis,
    DiagnosisAction,
    DiagnosisCampaign,
    DiagnosisEvent,
    DiagnosisState,
    StoredDiagnosis,
)
from transfo_rh.campaigns.diagnosis.scope import in_tree_order, seen_by, units_in_scope
from transfo_rh.campaigns.model import Answer, CampaignState, Unit
from transfo_rh.campaigns.questionnaires.conditions import answers_asked
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, empty, numbered_items
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, PermissionDenied
from transfo_rh.core.i18n import _, language, ngettext


def campaigns(*, viewer: Viewer) -> tuple[DiagnosisCampaign, ...]:
    """The campaigns of diagnoses that hold a department of the viewer's scope, the newest first.

    Raises PermissionDenied.
    """
    reach = require(viewer, Permission.FILL_DIAGNOSIS)
    with database().read() as session:
        return tuple(
            campaign
            for campaign in repository.campaigns(session)
            if units_in_scope(session, viewer, reach, campaign.id)
        )


def diagnoses(*, viewer: Viewer, campaign_id: int) -> tuple[DepartmentDiagnosis, ...]:
    """The departments of the viewer's scope, in the order of the tree, each with how far its diagnosis is.

    Raises PermissionDenied, NotFound.
    """
    with database().read() as session:
        seen = seen_by(session, viewer, campaign_id)
        stored = repository.diagnoses(
            session, campaign_id=campaign_id, units=frozenset(unit.position for unit in seen.units)
        )
    return tuple(
        _line(seen.definition, unit, depth, stored.get(unit.position, StoredDiagnosis(unit.position)))
        for depth, unit in in_tree_order(seen.units)
    )


def diagnosis(*, viewer: Viewer, campaign_id: int, unit: int) -> Diagnosis:
    """The diagnosis of one department of the viewer's scope.

    Raises PermissionDenied, NotFound.
    """
    with database().read() as session:
        seen = seen_by(session, viewer, campaign_id)
        found = seen.unit(unit)
        stored = repository.diagnoses(session, campaign_id=campaign_id, units=frozenset([unit]))
    kept = stored.get(unit, StoredDiagnosis(unit))
    is_open = seen.campaign.state is CampaignState.OPEN
    return Diagnosis(
        campaign=seen.campaign,
        definition=seen.definition,
        line=_line(seen.definition, found, 0, kept),
        content=kept.content,
        version=kept.version,
        may_fill=seen.may_fill and is_open and kept.state is not DiagnosisState.SUBMITTED,
        may_reopen=not seen.may_fill and is_open and kept.state is DiagnosisState.SUBMITTED,
    )


def save(
    *,
    viewer: Viewer,
    campaign_id: int,
    unit: int,
    version: int,
    answers: Mapping[str, Answer],
    comments: Mapping[str, str],
) -> int:
    """Keep a draft; returns its new version, to be given to the next save.

    ``version`` is the one that was read (NOT_STORED when there was none).
    Raises PermissionDenied (human resources fill in none), NotFound, InvalidInput (a value that the questionnaire
    does not offer), Conflict (campaign not open, already submitted, or saved by somebody else meanwhile).
    """
    return _store(
        viewer, campaign_id, unit, version, Content(answers, comments), action=DiagnosisAction.DRAFT
    )


def submit(
    *,
    viewer: Viewer,
    campaign_id: int,
    unit: int,
    version: int,
    answers: Mapping[str, Answer],
    comments: Mapping[str, str],
) -> int:
    """Store and submit a diagnosis in one go; returns its new version.

    Raises what ``save`` raises, and InvalidInput naming the first question without an answer.
    """
    return _store(
        viewer, campaign_id, unit, version, Content(answers, comments), action=DiagnosisAction.SUBMIT
    )


def reopen(*, viewer: Viewer, campaign_id: int, unit: int, reason: str) -> None:
    """Give a submitted diagnosis back to its department, as a draft, with the reason in the history.

    Raises PermissionDenied outside human resources, NotFound, InvalidInput (no reason), Conflict (not submitted,
    campaign not open).
    """
    if require(viewer, Permission.FILL_DIAGNOSIS) is not Reach.ALL:
        raise PermissionDenied(_("Seules les ressources humaines peuvent rouvrir un diagnostic transmis."))
    if not reason.strip():
        raise InvalidInput(_("Dites pourquoi vous rouvrez ce diagnostic : le service le lira."))
    with database().write() as session:
        seen = seen_by(session, viewer, campaign_id, lock=True)
        seen.unit(unit)
        _refuse_unless_open(seen.campaign)
        repository.locked_version(session, campaign_id=campaign_id, unit=unit)
        kept = repository.diagnoses(session, campaign_id=campaign_id, units=frozenset([unit])).get(unit)
        if kept is None or kept.state is not DiagnosisState.SUBMITTED:
            raise Conflict(_("Ce diagnostic n’est pas transmis : il n’y a rien à rouvrir."))
        _write(session, viewer, campaign_id, unit, kept.content, DiagnosisAction.REOPEN, reason.strip())


def history(*, viewer: Viewer, campaign_id: int, unit: int) -> tuple[DiagnosisEvent, ...]:
    """What happened to a diagnosis, the newest first; each submission says what changed since the one before.

    Raises PermissionDenied, NotFound.
    """
    with database().read() as session:
        seen = seen_by(session, viewer, campaign_id)
        seen.unit(unit)
        events = repository.events(session, campaign_id=campaign_id, unit=unit)
    told: list[DiagnosisEvent] = []
    previous: DiagnosisEvent | None = None
    for event in events:
        if event.action is DiagnosisAction.SUBMIT:
            differences = changes(seen.definition, previous.content, event.content) if previous else ()
            told.append(replace(event, changes=differences))
            previous = event
        else:
            told.append(event)
    return tuple(reversed(told))


def _line(
    definition: QuestionnaireFile, unit: Unit, depth: int, kept: StoredDiagnosis
) -> DepartmentDiagnosis:
    asked = lines_required(definition, kept.content.answers)
    return DepartmentDiagnosis(
        unit=unit.position,
        name=unit.name,
        depth=depth,
        state=kept.state,
        answered=sum(not empty(kept.content.answers.get(line.code)) for line in asked),
        asked=len(asked),
        updated_at=kept.updated_at,
        updated_by=kept.updated_by,
        submitted_at=kept.submitted_at,
        submitted_by=kept.submitted_by,
    )


def _store(
    viewer: Viewer, campaign_id: int, unit: int, version: int, content: Content, *, action: DiagnosisAction
) -> int:
    if require(viewer, Permission.FILL_DIAGNOSIS) is not Reach.SUBTREE:
        raise PermissionDenied(
            _("Un diagnostic est rempli par le responsable du service ; les ressources humaines le lisent.")
        )
    with database().write() as session:
        seen = seen_by(session, viewer, campaign_id, lock=True)
        found = seen.unit(unit)
        _refuse_unless_open(seen.campaign)
        _refuse_stale(session, campaign_id, found, version)
        kept = _checked(seen.definition, content)
        if action is DiagnosisAction.SUBMIT:
            kept = replace(kept, answers=answers_asked(seen.definition, kept.answers))
            _refuse_incomplete(unanswered(seen.definition, kept.answers))
        return _write(session, viewer, campaign_id, unit, kept, action)


def _refuse_unless_open(campaign: DiagnosisCampaign) -> None:
    if campaign.state is not CampaignState.OPEN:
        raise Conflict(
            _("La campagne « {title} » est close : ses diagnostics ne changent plus.").format(
                title=campaign.title
            )
        )


def _refuse_stale(session: Session, campaign_id: int, unit: Unit, version: int) -> None:
    stored = repository.locked_version(session, campaign_id=campaign_id, unit=unit.position) or NOT_STORED
    kept = repository.diagnoses(session, campaign_id=campaign_id, units=frozenset([unit.position])).get(
        unit.position
    )
    if kept is not None and kept.state is DiagnosisState.SUBMITTED:
        raise Conflict(
            _(
                "Le diagnostic de « {name} » est déjà transmis. Demandez aux ressources humaines de le rouvrir pour le corriger."
            ).format(name=unit.name)
        )
    if stored != version:
        raise Conflict(
            _(
                "{person} a enregistré le diagnostic de « {name} » pendant que vous le remplissiez. Votre saisie est gardée à l’écran, mais n’est pas enregistrée."
            ).format(person=(kept.updated_by if kept else None) or _("Quelqu’un"), name=unit.name)
        )


def _checked(definition: QuestionnaireFile, content: Content) -> Content:
    """What may be stored: known questions, offered values, trimmed comments. Raises InvalidInput."""
    lines = {line.code for line in numbered_items(definition)}
    answers = {code: value for code, value in content.answers.items() if not empty(value)}
    sections = {section.code for section in definition.sections}
    comments = {code: text.strip() for code, text in content.comments.items() if text.strip()}
    if not answers.keys() <= lines or not comments.keys() <= sections:
        raise InvalidInput(_("Cette saisie ne correspond pas au questionnaire de la campagne."))
    if any(len(text) > MAXIMUM_COMMENT for text in comments.values()):
        raise InvalidInput(
            _("Un commentaire dépasse {n} caractères : raccourcissez-le.").format(n=MAXIMUM_COMMENT)
        )
    encoded(definition, answers)
    return Content(answers, comments)


def _refuse_incomplete(missing: Sequence[NumberedItem]) -> None:
    """Raise InvalidInput naming the first question without an answer, and how many there are."""
    if missing:
        first = missing[0]
        count = len(missing)
        raise InvalidInput(
            ngettext(
                "Il manque {n} réponse : question {number}, thème « {section} ».",
                "Il manque {n} réponses ; la première est la question {number}, thème « {section} ».",
                count,
            ).format(n=count, number=first.number, section=first.section.title.in_language(language()))
        )


def _write(
    session: Session,
    viewer: Viewer,
    campaign_id: int,
    unit: int,
    content: Content,
    action: DiagnosisAction,
    reason: str = "",
) -> int:
    now = clock.now()
    version = repository.write(
        session,
        campaign_id=campaign_id,
        unit=unit,
        content=content,
        at=now,
        account_id=viewer.account_id,
        submitted=action is DiagnosisAction.SUBMIT,
    )
    repository.add_event(
        session,
        campaign_id=campaign_id,
        unit=unit,
        event=DiagnosisEvent(now, viewer.name, action, reason, content),
        account_id=viewer.account_id,
    )
    if action is not DiagnosisAction.DRAFT:
        audit.record(
            session,
            viewer=viewer,
            action=f"diagnosis.{action}",
            object_type="campaign",
            object_id=campaign_id,
        )
    return version
