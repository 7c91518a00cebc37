"""Campaigns of results that already exist: stored with their raw answers, which are never read here, or discarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import SystemRandom

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import answers, repository
from transfo_rh.campaigns.collection import masking
from transfo_rh.campaigns.collection.forms import staff_roster
from transfo_rh.campaigns.model import (
    MAXIMUM_ATTRIBUTES,
    MINIMUM_K,
    CampaignDraft,
    CampaignState,
    Comment,
    Response,
)
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict, InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent


def store_campaign(
    *,
    viewer: Viewer,
    draft: CampaignDraft,
    responses: Sequence[Response],
    comments: Sequence[Comment] = (),
    progress: Progress = silent,
) -> int:
    """Store a closed campaign with its raw answers, all or nothing; returns its id.

    ``comments`` are masked here, whatever was done before, and stored apart from the answers, in random order.
    Raises InvalidInput when the draft breaks a rule (k below 5, too many attributes, no item), PermissionDenied.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    _check(draft, responses)
    kept = _masked(comments)
    progress(0.0, _("Écriture des réponses"))
    with database().write() as session:
        campaign_id = repository.add_campaign(
            session,
            draft=draft,
            created_at=clock.now(),
            created_by=viewer.account_id,
            response_count=len(responses),
        )
        answers.add_responses(
            session, campaign_id=campaign_id, week=clock.monday_of(draft.wave_on), responses=responses
        )
        answers.add_comments(session, campaign_id=campaign_id, comments=kept)
        audit.record(
            session, viewer=viewer, action="survey.import", object_type="campaign", object_id=campaign_id
        )
    progress(1.0, _("Réponses enregistrées"))
    return campaign_id


def _masked(comments: Sequence[Comment]) -> list[Comment]:
    """The comments as they may be stored, shuffled: nothing left but masks is no comment."""
    if not comments:
        return []
    known = staff_roster()
    found = [replace(comment, text=masking.masked(comment.text, known)) for comment in comments]
    kept = [comment for comment in found if masking.says_something(comment.text)]
    SystemRandom().shuffle(kept)
    return kept


def discard_campaign(*, viewer: Viewer, campaign_id: int) -> None:
    """Delete an imported campaign that was never published, with its raw answers: a wrong import leaves no trace.

    Raises PermissionDenied, Conflict when the campaign is published, open, already gone, or was answered here: what
    people were promised is kept, such a campaign is published.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        found = repository.campaign(session, campaign_id)
        if found is not None and found.opened_at is not None:
            raise Conflict(
                _(
                    "Des agents ont répondu ici à la campagne « {title} » : elle se publie, elle ne se supprime pas."
                ).format(title=found.title)
            )
        if not repository.change_state(
            session, campaign_id=campaign_id, expected=CampaignState.CLOSED, state=CampaignState.DRAFT
        ):
            raise Conflict(_("Seule une campagne close et non publiée peut être supprimée."))
        session.flush()
        answers.delete_responses(session, campaign_id=campaign_id)
        repository.delete_campaign(session, campaign_id)
        audit.record(
            session, viewer=viewer, action="survey.discard", object_type="campaign", object_id=campaign_id
        )


def _check(draft: CampaignDraft, responses: Sequence[Response]) -> None:
    if not draft.title.strip():
        raise InvalidInput(_("Donnez un titre à la campagne."))
    if draft.k < MINIMUM_K:
        raise InvalidInput(
            _("Le seuil de confidentialité ne peut pas descendre sous {k}.").format(k=MINIMUM_K)
        )
    if len(draft.attributes) > MAXIMUM_ATTRIBUTES:
        raise InvalidInput(_("Au plus {n} attributs de regroupement.").format(n=MAXIMUM_ATTRIBUTES))
    if not draft.questionnaire.items and draft.definition is None:
        raise InvalidInput(_("Aucune question notée : vérifiez la correspondance des échelles."))
    questionnaire = draft.questionnaire
    codes = [d.code for d in questionnaire.dimensions] + [item.code for item in questionnaire.items]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise InvalidInput(
            _(
                "Le code « {code} » désigne plusieurs questions ou dimensions : donnez-leur des codes distincts."
            ).format(code=repeated[0])
        )
    if any(not questionnaire.items_of(dimension.code) for dimension in questionnaire.dimensions):
        raise InvalidInput(_("Chaque dimension doit avoir au moins une question notée."))
    if not responses:
        raise InvalidInput(_("Le fichier ne contient aucune réponse exploitable."))
    if any(unit.parent is not None and unit.parent >= unit.position for unit in draft.units):
        raise InvalidInput(
            _("L’arbre des services de l’enquête est incohérent."), details="parent after child"
        )
    width = len(draft.questionnaire.items)
    if any(len(response.answers) != width for response in responses):
        raise InvalidInput(
            _("Les réponses n’ont pas toutes le même nombre de questions."), details="ragged answers"
        )
