"""What skills ask of a person now: their own word. Pure."""

from __future__ import annotations

from transfo_rh.core.i18n import _
from transfo_rh.dashboard.survey_tasks import Task

SECTION_PARAMETER = "vue"
"""The address parameter by which « my skills » names its parts."""


def own_word_label() -> str:
    """The name of the part where one says one's own levels; the address holds it."""
    return _("M’auto-évaluer")


def task_of_self_assessment() -> Task:
    """Saying for the first time what one can do."""
    return Task(
        _("Auto-évaluez vos compétences"),
        _(
            "Vous n’avez encore rien dit de ce que vous savez faire. Quelques minutes suffisent pour les compétences de votre métier ; votre encadrant donnera aussi son avis."
        ),
        "skills/mine",
        own_word_label(),
        {SECTION_PARAMETER: own_word_label()},
    )
