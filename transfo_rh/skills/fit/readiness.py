"""How soon a person could hold a role: classes of the fit, closed by a gap of two levels on a critical skill."""

from __future__ import annotations

from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import SkillsSettings

GATE_GAP = 2
"""A critical skill that lacks so many levels closes the role, whatever the fit."""

ENOUGH_ASSESSED = 0.5
"""Below this part of the weights, what was assessed says too little to announce a class: the person is to be assessed."""


_COMPUTER_ROUNDING = 1e-4


class Readiness(StrEnum):
    """The classes, the soonest first."""

    READY = "ready"
    SIX_MONTHS = "six_months"
    EIGHTEEN_MONTHS = "eighteen_months"
    RESKILLING = "reskilling"
    NOT_READY = "not_ready"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The name of the class on screens."""
        return {
            Readiness.READY: _("Prêt"),
            Readiness.SIX_MONTHS: _("Prêt en 6 mois au plus"),
            Readiness.EIGHTEEN_MONTHS: _("Prêt en 6 à 18 mois"),
            Readiness.RESKILLING: _("Reconversion longue"),
            Readiness.NOT_READY: _("Non prêt (compétence critique)"),
            Readiness.UNKNOWN: _("À évaluer"),
        }[self]


READINESS = tuple(Readiness)
"""The classes in order: the codes of the whole-authority arrays are positions in it."""


def readiness(point: float | None, *, gate: bool, settings: SkillsSettings) -> Readiness:
    """The class of a fit (0–100, None: nothing assessed); ``gate``: a critical skill lacks two levels or more.

    >>> [readiness(fit, gate=False, settings=SkillsSettings()).value for fit in (85, 84.9, 50, 49.9, None)]
    ['ready', 'six_months', 'eighteen_months', 'reskilling', 'unknown']
    >>> readiness(99, gate=True, settings=SkillsSettings()).label
    'Non prêt (compétence critique)'
    """
    if point is None:
        return Readiness.UNKNOWN
    if gate:
        return Readiness.NOT_READY
    if point >= settings.ready:
        return Readiness.READY
    if point >= settings.six_months:
        return Readiness.SIX_MONTHS
    return Readiness.EIGHTEEN_MONTHS if point >= settings.eighteen_months else Readiness.RESKILLING


def whole_fit(fit: float) -> int:
    """A fit (0–100) as people read it: the whole number below, so that none seems to reach a threshold that it misses.

    Fits are fractions of a few thousandths at the finest: what lacks less than that is a rounding of the computer.

    >>> whole_fit(84.9), whole_fit(85.0), whole_fit(84.99999)
    (84, 85, 85)
    """
    return int((fit + _COMPUTER_ROUNDING) // 1)


def thresholds(settings: SkillsSettings) -> str:
    """The thresholds in one sentence, in sight on every screen that uses them.

    >>> thresholds(SkillsSettings()).replace("\\u00a0", " ")
    'Seuils : prêt à partir de 85, en 6 mois au plus à partir de 70, en 6 à 18 mois à partir de 50 ; un écart de 2 niveaux ou plus sur une compétence critique donne « non prêt », quelle que soit l’adéquation.'
    """
    return _(
        "Seuils : prêt à partir de {ready}, en 6 mois au plus à partir de {six_months}, en 6 à 18 mois à partir de {eighteen_months} ; un écart de {gap} niveaux ou plus sur une compétence critique donne « non prêt », quelle que soit l’adéquation."
    ).format(
        ready=settings.ready,
        six_months=settings.six_months,
        eighteen_months=settings.eighteen_months,
        gap=GATE_GAP,
    )
