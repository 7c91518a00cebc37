"""A path in words, the same on screens and on paper: conclusion, obstacles, changes of category, what is reused or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.core.formats import days_words, months_words, number
from transfo_rh.core.i18n import _, clauses, ngettext, quoted
from transfo_rh.core.money import euros
from transfo_rh.skills.fit.explain import fit_words
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.pathways.graph import MAXIMUM_MOVES
from transfo_rh.skills.pathways.model import (
    Approach,
    Departure,
    DepartureKind,
    OfficialMobility,
    PathStudy,
    Reused,
    Step,
)
from transfo_rh.staff.model import Category


@dataclass(frozen=True, slots=True)
class NewSkill:
    """What is learnt along the whole path in one skill. ``steps``: the numbers of the moves, from 1 on."""

    skill: str
    from_level: int
    to_level: int
    days: float
    cost_cents: int
    steps: tuple[int, ...]
    unknown: bool


def departure_name(departure: Departure) -> str:
    """Who or what starts: the role's name, or the person's."""
    if departure.agent is None:
        return "" if departure.role is None else departure.role.label
    return f"{departure.agent.first_name} {departure.agent.last_name}"


def job_name(departure: Departure) -> str:
    """The present job: the role behind it when it is known, else the label of the staff file."""
    if departure.role is not None:
        return departure.role.label
    return (departure.agent.job if departure.agent else None) or _("métier non renseigné")


def conclusion(study: PathStudy) -> str:
    """The path in one sentence."""
    start, goal = quoted(job_name(study.departure)), quoted(study.target.label)
    if not study.steps:
        return _without_way(study, start, goal)
    kept = [one for one in reused_along(study) if not one.soft]
    reach = _("un passage direct") if len(study.steps) == 1 else _through(study.steps)
    first = _("De {start} à {goal} : {reach}, {days}.").format(
        start=start, goal=goal, reach=reach, days=training_words(study)
    )
    brought = ngettext(
        "Le métier d’aujourd’hui y apporte {n} compétence, dont {whole} déjà au niveau.",
        "Le métier d’aujourd’hui y apporte {n} compétences, dont {whole} déjà au niveau.",
        len(kept),
    ).format(n=number(len(kept)), whole=number(sum(one.whole for one in kept)))
    return f"{first} {brought}" if kept else first


def _without_way(study: PathStudy, start: str, goal: str) -> str:
    unknown = len(study.direct_fit.unknown)
    if study.obstacles is not None and study.obstacles.to_confirm:
        return ngettext(
            "De {start} à {goal} : à confirmer, {n} compétence jamais évaluée peut ouvrir ce métier.",
            "De {start} à {goal} : à confirmer, {n} compétences jamais évaluées peuvent ouvrir ce métier.",
            unknown,
        ).format(start=start, goal=goal, n=number(unknown))
    return _("De {start} à {goal} : aucun parcours de {n} étapes au plus aujourd’hui.").format(
        start=start, goal=goal, n=MAXIMUM_MOVES
    )


def training_words(study: PathStudy) -> str:
    """The days of training of the whole path, « at most » while something is not assessed."""
    if not study.days:
        return _("sans formation")
    words = _("{days} de formation").format(days=days_words(study.days))
    return _("{training} au plus").format(training=words) if study.at_most else words


def _through(steps: Sequence[Step]) -> str:
    between = clauses([quoted(step.role.label) for step in steps[:-1]])
    return _("{n} étapes, par {roles}").format(n=number(len(steps)), roles=between)


def obstacle_words(study: PathStudy) -> tuple[str, ...]:
    """Why the direct move is not feasible, one sentence each; empty when it is."""
    found = study.obstacles
    if found is None:
        return ()
    words = []
    if found.fit is not None:
        words.append(
            _(
                "À l’arrivée, l’adéquation assurée serait de {fit} sur 100 ; le minimum retenu pour bouger est de {minimum}."
            ).format(fit=number(whole_fit(found.fit)), minimum=number(found.minimum))
        )
    if found.closing:
        names = clauses([quoted(study.label(code)) for code in found.closing])
        words.append(
            ngettext(
                "Il manque deux niveaux ou plus sur une compétence critique : {names}.",
                "Il manque deux niveaux ou plus sur des compétences critiques : {names}.",
                len(found.closing),
            ).format(names=names)
        )
    if found.to_assess:
        names = clauses([quoted(study.label(code)) for code in found.to_assess])
        words.append(
            ngettext(
                "Compétence critique jamais évaluée, comptée ici pour zéro : {names}. Évaluez-la d’abord.",
                "Compétences critiques jamais évaluées, comptées ici pour zéro : {names}. Évaluez-les d’abord.",
                len(found.to_assess),
            ).format(names=names)
        )
    if found.category:
        words.append(
            _(
                "Ce métier relève de la catégorie {goal} et le départ de la catégorie {start} : un seul pas de catégorie à la fois."
            ).format(
                goal=categories_words(study.target.content.categories),
                start=categories_words(study.departure.categories),
            )
        )
    return tuple(words)


def approach_words(study: PathStudy) -> str:
    """Where no way leads: the jobs that bring closest, or that none really does; empty when an assessment may open it."""
    found = study.approach
    waiting = study.obstacles is not None and study.obstacles.to_confirm
    if found is None:
        return "" if waiting else _("Aucun métier accessible aujourd’hui ne rapproche de celui-ci.")
    if not found.worth:
        return "" if waiting else _not_worth(found, minimum=study.settings.move_fit)
    nearer = _(
        "Ce qui en rapproche le plus : {roles} ({days} de formation). L’adéquation passerait de {before} à {after} sur 100."
    ).format(
        roles=" → ".join(quoted(role.label) for role in found.roles),
        days=days_words(found.days),
        before=number(whole_fit(found.before)),
        after=number(whole_fit(found.after)),
    )
    if found.days < study.direct_effort.days:
        return nearer
    longer = _(
        "Ce détour demande autant de formation que tout apprendre à partir d’aujourd’hui, ou davantage."
    )
    return f"{nearer} {longer}"


def _not_worth(found: Approach, *, minimum: int) -> str:
    """That nothing is near, with what comes nearest, and from what gain on a job is advised."""
    nearest = _(
        "Aucun métier accessible aujourd’hui n’en rapproche vraiment : le meilleur détour, par {roles}, ne porterait l’adéquation que de {before} à {after} sur 100."
    ).format(
        roles=" → ".join(quoted(role.label) for role in found.roles),
        before=number(whole_fit(found.before)),
        after=number(whole_fit(found.after)),
    )
    if found.before < minimum:
        rule = _(
            "Un détour n’est conseillé que s’il fait au moins la moitié du chemin vers {minimum}, le minimum pour bouger."
        ).format(minimum=number(minimum))
    else:
        rule = _("Un détour n’est conseillé que s’il lève une compétence critique qui ferme ce métier.")
    return f"{nearest} {rule}"


def categories_words(categories: Sequence[Category]) -> str:
    """Categories in words.

    >>> categories_words((Category.A, Category.B))
    'A ou B'
    """
    return _(" ou ").join(category.value for category in categories)


def category_words(step: Step) -> str:
    """What a change of category supposes; empty without one. Nobody changes category by training alone."""
    before, after = step.from_category, step.category
    if before is None or after is None or before is after:
        return ""
    if list(Category).index(after) < list(Category).index(before):
        return _(
            "Suppose un changement de catégorie, de {before} à {after} : concours, examen professionnel ou promotion interne (nouveau contrat pour un agent contractuel)."
        ).format(before=before.value, after=after.value)
    return _(
        "Métier de catégorie {after}, pour un départ en catégorie {before} : à examiner avec les ressources humaines."
    ).format(before=before.value, after=after.value)


def official_words(mobility: OfficialMobility) -> str:
    """The badge of a mobility that the ROME names.

    >>> official_words(OfficialMobility("M1602", "M1606"))
    'Mobilité officielle du ROME (M1602 → M1606)'
    """
    return _("Mobilité officielle du ROME ({start} → {goal})").format(
        start=mobility.from_code, goal=mobility.to_code
    )


def step_fit_words(step: Step) -> str:
    """The fit on the day of the arrival."""
    return _("Adéquation à l’arrivée : {fit}").format(fit=fit_words(step.fit))


def reused_words(one: Reused, label: str) -> str:
    """A level that is reused, in a few words.

    >>> reused_words(Reused("desk", 3, 2, False), "Accueil").replace("\\u00a0", " ")
    'Accueil : niveau 3, au-delà du niveau 2 demandé'
    """
    if one.held > one.required:
        return _("{skill} : niveau {held}, au-delà du niveau {required} demandé").format(
            skill=label, held=one.held, required=one.required
        )
    if one.whole:
        return _("{skill} : niveau {held}, celui demandé").format(skill=label, held=one.held)
    return _("{skill} : niveau {held} sur {required}").format(
        skill=label, held=one.held, required=one.required
    )


def value_words(one: Reused) -> str:
    """What a reused level is worth there."""
    if one.soft:
        return _("savoir-être valorisé")
    return _("déjà au niveau") if one.whole else _("base réutilisée")


def reused_along(study: PathStudy) -> tuple[Reused, ...]:
    """What the present job brings to some step of the path, each skill once, beside the most that a step asks.

    Where no way leads, what it brings to the target.
    """
    found: dict[str, Reused] = {}
    for lines in [step.reused for step in study.steps] or [study.reused]:
        for one in lines:
            known = found.get(one.skill)
            if known is None or one.required > known.required:
                found[one.skill] = one
    return tuple(sorted(found.values(), key=lambda one: (one.soft, not one.whole, -one.held)))


def new_skills(study: PathStudy) -> tuple[NewSkill, ...]:
    """What is learnt along the whole path, skill by skill, the longest first; the direct move's where there is none."""
    found: dict[str, NewSkill] = {}
    efforts = [step.effort for step in study.steps] or [study.direct_effort]
    for rank, effort in enumerate(efforts, start=1):
        for line in effort.lines:
            known = found.get(line.skill)
            found[line.skill] = NewSkill(
                line.skill,
                line.from_level if known is None else known.from_level,
                line.to_level,
                line.days + (0 if known is None else known.days),
                line.cost_cents + (0 if known is None else known.cost_cents),
                (*(() if known is None else known.steps), rank),
                line.unknown if known is None else known.unknown,
            )
    return tuple(sorted(found.values(), key=lambda one: (-one.days, one.skill)))


def assumed_words(departure: Departure) -> str:
    """What the levels rest on when nothing was stated; empty otherwise."""
    if not departure.assumed:
        return ""
    if departure.kind is DepartureKind.SELF:
        return _(
            "Rien n’est encore évalué : ce parcours suppose les niveaux que votre métier demande. Auto-évaluez-vous pour le vôtre."
        )
    return _(
        "Rien n’est encore évalué pour cette personne : ce parcours suppose les niveaux que son métier demande."
    )


def totals_words(study: PathStudy) -> tuple[tuple[str, str], ...]:
    """The four figures of a path: (label, value)."""
    steps = number(len(study.steps)) if study.steps else _("aucune")
    return (
        (_("Étapes"), steps),
        (_("Formation au plus") if study.at_most else _("Formation"), days_words(study.days)),
        (_("Coût"), euros(study.cost_cents)),
        (_("Durée"), months_words(study.months)),
    )
