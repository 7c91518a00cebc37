"""The questionnaire that a campaign is made from, by code and version."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.questionnaires import service as questionnaires
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _


def chosen_definition(viewer: Viewer, *, code: str, version: str | None) -> QuestionnaireFile:
    """The questionnaire to prepare a campaign with; the newest version when none is named.

    Raises NotFound, InvalidInput when it only asks for free text.
    """
    definition = questionnaires.definition_of(viewer=viewer, code=code, version=version)
    if not scored(definition).items:
        raise InvalidInput(
            _("Ce questionnaire ne pose que des questions libres : ajoutez au moins une question fermée.")
        )
    return definition


def definition_to_freeze(viewer: Viewer, kept: QuestionnaireFile) -> QuestionnaireFile:
    """The questionnaire that the opening freezes: the version named, or the one kept if it no longer exists.

    Raises Conflict when it is not finished.
    """
    try:
        found = questionnaires.opened(viewer=viewer, code=kept.code, version=kept.version)
    except NotFound:
        return kept
    if not found.finished:
        raise Conflict(_("Terminez d’abord le questionnaire : une campagne n’ouvre pas sur un brouillon."))
    return found.definition
