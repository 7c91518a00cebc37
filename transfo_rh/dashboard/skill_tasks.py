"""What skills ask of a person now: their own word, the levels of their team. Pure."""

from __future__ import annotations

from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.dashboard.survey_tasks import Part, Task
from transfo_rh.skills.assessment.model import Focus, ToReview

SECTION_PARAMETER, OWN_WORD_SECTION = "vue", "auto-evaluation"
"""The address parameter by which « my skills » names its parts, and the part where one says one's own levels."""

FOCUS_PARAMETER = "montrer"
"""The address parameter by which the grid of a team names those whom it shows."""


def own_word_label() -> str:
    """The name of the part where one says one's own levels."""
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
        {SECTION_PARAMETER: OWN_WORD_SECTION},
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
    reasons = [(count, words, focus) for count, words, focus in _reasons(waiting) if count]
    return Task(
        title.format(n=number(waiting.cells or waiting.never_assessed)),
        _("{reasons}.").format(reasons=clauses([words.format(n=number(n)) for n, words, _focus in reasons])),
        "skills/assess",
        _("Évaluer mon équipe"),
        parts=tuple(
            Part(focus.label, {FOCUS_PARAMETER: focus.value})
            for focus in dict.fromkeys(focus for _count, _words, focus in reasons)
        ),
    )


def _reasons(waiting: ToReview) -> list[tuple[int, str, Focus]]:
    """What waits: how many, in words, and the filter of the grid that shows whom."""
    return [
        (waiting.overdue, ngettext("{n} à l’échéance", "{n} à l’échéance", waiting.overdue), Focus.TO_REVIEW),
        (
            waiting.lapsed,
            ngettext("{n} certificat expiré", "{n} certificats expirés", waiting.lapsed),
            Focus.TO_REVIEW,
        ),
        (waiting.disputed, ngettext("{n} désaccord", "{n} désaccords", waiting.disputed), Focus.DISPUTED),
        (
            waiting.proposed,
            ngettext("{n} formation à confirmer", "{n} formations à confirmer", waiting.proposed),
            Focus.PROPOSED,
        ),
        (
            waiting.never_assessed,
            ngettext("{n} agent jamais évalué", "{n} agents jamais évalués", waiting.never_assessed),
            Focus.UNASSESSED,
        ),
    ]


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
