"""A fit and its effort line by line, in words that a person can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transfo_rh.core.formats import days_words, months_words, number, percent, shortest
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.money import euros
from transfo_rh.skills.fit.effort import Effort, EffortLine
from transfo_rh.skills.fit.fit import Fit, FitLine
from transfo_rh.skills.fit.readiness import ENOUGH_ASSESSED, Readiness, whole_fit
from transfo_rh.skills.model import numbered_level


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One skill: what is held, what is asked, what lacks, what it brings, what to train, in words."""

    skill: str
    held: str
    required: str
    missing: str
    contribution: str
    to_train: str


def fit_words(fit: Fit) -> str:
    """The fit in one phrase, with its interval when something is unknown.

    >>> from transfo_rh.skills.fit.readiness import Readiness
    >>> fit_words(Fit(80.0, 60.0, 85.0, 0.75, (), False, Readiness.SIX_MONTHS, False))
    '80 (entre 60 et 85)'
    """
    if fit.point is None:
        return _("inconnue")
    point, low, high = (number(whole_fit(value)) for value in (fit.point, fit.low, fit.high))
    if low == high:
        return point
    return _("{point} (entre {low} et {high})").format(point=point, low=low, high=high)


def readiness_words(fit: Fit, *, share: bool = True) -> str:
    """The class, « to be confirmed » when missing answers could change it, with how much is assessed (``share``).

    With less than half of the weights assessed no class is announced: the person is to be assessed.

    >>> readiness_words(Fit(100.0, 60.0, 100.0, 0.6, (), False, Readiness.READY, False))
    'Prêt, à confirmer (60\xa0% évalué)'
    >>> readiness_words(Fit(100.0, 19.0, 100.0, 0.19, (), False, Readiness.READY, False))
    'À évaluer (19\xa0% évalué)'
    """
    return class_words(
        fit.readiness,
        certain=fit.certain or fit.point is None,
        share=fit.assessed_share,
        say_share=share,
    )


def class_words(readiness: Readiness, *, certain: bool, share: float, say_share: bool = True) -> str:
    """A class in words, from what decides of them. ``share``: the part of the weights assessed, 0–1.

    >>> class_words(Readiness.READY, certain=False, share=0.6).replace("\u00a0", " ")
    'Prêt, à confirmer (60 % évalué)'
    """
    if certain:
        return readiness.label
    known = percent(100 * share)
    if share < ENOUGH_ASSESSED:
        unknown = Readiness.UNKNOWN.label
        words = _("{readiness} ({share} évalué)").format(readiness=unknown, share=known)
        return words if say_share else unknown
    if not say_share:
        return _("{readiness}, à confirmer").format(readiness=readiness.label)
    return _("{readiness}, à confirmer ({share} évalué)").format(readiness=readiness.label, share=known)


def effort_words(effort: Effort) -> str:
    """Days, cost and duration in one phrase; bounds when a skill was not assessed.

    >>> line = EffortLine("sql", 0, 2, 7, 210_000, 3.5, unknown=False, hypothesis=True)
    >>> effort_words(Effort(7, 210_000, 3.5, (line,), True)).replace("\\u00a0", " ").replace("\\u202f", " ")
    '7 jours, 2 100 €, 4 mois'
    """
    if not effort.lines:
        return _("aucune formation nécessaire")
    if effort.unknown_days:
        return _("entre {least} et {most}, {cost} et {months} au plus").format(
            least=shortest(effort.days - effort.unknown_days),
            most=days_words(effort.days),
            cost=euros(effort.cost_cents),
            months=months_words(months(effort)),
        )
    return _("{days}, {cost}, {months}").format(
        days=days_words(effort.days), cost=euros(effort.cost_cents), months=months_words(months(effort))
    )


def months(effort: Effort) -> int:
    """Whole months, rounded up.

    >>> months(Effort(7, 210_000, 3.5, (), True)), months(Effort(0, 0, 0.0, (), False))
    (4, 0)
    """
    return int(-(-effort.months // 1))


def explained(fit: Fit, effort: Effort, *, label: Callable[[str], str]) -> tuple[ExplainedLine, ...]:
    """Each line of the fit with what it takes; ``label`` names a skill from its code."""
    training = {line.skill: line for line in effort.lines}
    return tuple(
        ExplainedLine(
            skill=label(line.skill),
            held=_("Non évaluée") if line.level is None else numbered_level(line.level),
            required=_required(line),
            missing=missing_words(line),
            contribution=_contribution(line),
            to_train=_training(training.get(line.skill)),
        )
        for line in fit.lines
    )


def missing_words(line: FitLine) -> str:
    """What lacks in words.

    >>> missing_words(FitLine("sql", 3, 1, 2, 2, True, False, 10.0, 30.0)).replace("\\u00a0", " ")
    'Il manque 2 niveaux : bloque le métier'
    """
    if line.soft:
        return _("Savoir-être : montré, non compté")
    if line.gap is None:
        return _("À évaluer : un niveau bas bloquerait le métier") if line.could_close else _("À évaluer")
    if not line.gap:
        return _("Niveau atteint")
    words = ngettext("Il manque {n} niveau", "Il manque {n} niveaux", line.gap).format(n=line.gap)
    return _("{gap} : bloque le métier").format(gap=words) if line.closes else words


def _required(line: FitLine) -> str:
    words = numbered_level(line.required)
    return _("{level} (critique)").format(level=words) if line.critical else words


def _contribution(line: FitLine) -> str:
    if line.soft:
        return _("non comptée")
    if line.level is None:
        return _("entre 0 et {share} points").format(share=number(line.share, decimals=1))
    return _("{points} points sur {share}").format(
        points=number(line.contribution, decimals=1), share=number(line.share, decimals=1)
    )


def _training(line: EffortLine | None) -> str:
    if line is None:
        return "—"
    words = _("du niveau {start} au niveau {goal} : {days} j, {cost}").format(
        start=line.from_level, goal=line.to_level, days=shortest(line.days), cost=euros(line.cost_cents)
    )
    return _("au plus, {training}").format(training=words) if line.unknown else words
