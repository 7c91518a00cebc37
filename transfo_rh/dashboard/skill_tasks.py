"""What skills ask of a person now: their own word, the levels of their team. Pure."""

from __future__ import annotations

from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.dashboard.survey_tasks import Task
from transfo_rh.skills.assessment.model import ToReview

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


def task_of_reviews(waiting: ToReview) -> Task | None:
    """The assessments that wait for a head; None when nothing does."""
    if not waiting.cells and not waiting.never_assessed:
        return None
    if waiting.cells:
        title = ngettext("Revoir {n} évaluation", "Revoir {n} évaluations", waiting.cells)
    else:
        title = ngettext(
            "Évaluer {n} agent pour la première fois",
            "Évaluer {n} agents pour la première fois",
            waiting.never_assessed,
        )
    counted = [
        (waiting.overdue, ngettext("{n} à l’échéance", "{n} à l’échéance", waiting.overdue)),
        (waiting.lapsed, ngettext("{n} certificat expiré", "{n} certificats expirés", waiting.lapsed)),
        (waiting.disputed, ngettext("{n} désaccord", "{n} désaccords", waiting.disputed)),
        (
            waiting.proposed,
            ngettext("{n} formation à confirmer", "{n} formations à confirmer", waiting.proposed),
        ),
        (
            waiting.never_assessed,
            ngettext("{n} agent jamais évalué", "{n} agents jamais évalués", waiting.never_assessed),
        ),
    ]
    parts = [words.format(n=number(count)) for count, words in counted if count]
    return Task(
        title.format(n=number(waiting.cells or waiting.never_assessed)),
        _("{reasons}.").format(reasons=clauses(parts)),
        "skills/assess",
        _("Évaluer mon équipe"),
    )


def task_of_job_labels(waiting: int) -> Task | None:
    """The job labels of the staff that lead to no role yet; None when there are none."""
    if not waiting:
        return None
    return Task(
        ngettext(
            "Rapprocher {n} intitulé de poste d’un métier",
            "Rapprocher {n} intitulés de poste d’un métier",
            waiting,
        ).format(n=number(waiting)),
        _(
            "Sans métier, on ne sait pas quelles compétences demander à ces agents. Des métiers sont proposés."
        ),
        "skills/labels",
        _("Rapprocher les libellés"),
    )
