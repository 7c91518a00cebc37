"""The questionnaire that a campaign is made from, by code and version."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import load_questionnaire


def definition_of(viewer: Viewer, *, code: str, version: str | None) -> QuestionnaireFile:
    """The questionnaire; the newest version when none is named. Raises NotFound."""
    return load_questionnaire(code)
