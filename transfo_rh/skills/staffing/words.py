"""A staffing in words: why this person, what the second choice costs, why somebody has no post."""

from __future__ import annotations

from transfo_rh.core.formats import days_words, number, percent, shortest
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.core.money import euros
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.model import numbered_level
from transfo_rh.skills.staffing.model import Barrier, LeftOut, Limits, Placement, Proof, Rules, StaffingResult
from transfo_rh.skills.staffing.outcome import EXACT_LIMITED_POSITIONS, EXACT_POSITIONS
from transfo_rh.skills.staffing.service import ScenarioView


def post_label(view: ScenarioView, post: int) -> str:
    """A post as lists write it: role and department."""
    asked = view.scenario.plan.posts[post]
    return _("{role} – {department}").format(
        role=view.role(asked.role), department=view.department(asked.department)
    )


def points(value: float) -> str:
    """Points of fit.

    >>> points(1.0), points(4.25).replace(",", ".")
    ('1 point', '4.2 points')
    """
    rounded = round(value, 1)
    shown = number(rounded, decimals=0 if rounded == int(rounded) else 1)
    return ngettext("{n} point", "{n} points", int(-(-abs(rounded) // 1))).format(n=shown)


def conclusion(result: StaffingResult) -> str:
    """A computed scenario in one sentence."""
    filled, asked = len(result.filled), len(result.placements)
    first = ngettext(
        "{filled} poste pourvu sur {asked}", "{filled} postes pourvus sur {asked}", filled
    ).format(filled=number(filled), asked=number(asked))
    if not filled:
        return _(
            "Aucun des {asked} postes n’est pourvu : voyez plus bas ce qui écarte les candidats."
        ).format(asked=number(asked))
    return _(
        "{first}, avec une adéquation assurée moyenne de {fit}, au prix de {days} jours de formation au plus et {cost}."
    ).format(
        first=first,
        fit=number(result.mean_fit or 0),
        days=number(result.days),
        cost=euros(result.cost_cents),
    )


def proof_words(proof: Proof) -> str:
    """How sure the result is the best one."""
    if proof.optimal:
        return _("Affectation optimale : aucune autre ne pourvoit plus de postes, ni autant à moindre coût.")
    if proof.gap is None:
        return _(
            "Temps de calcul épuisé : cette affectation respecte les limites, sans preuve qu’elle soit la meilleure."
        )
    return _(
        "Temps de calcul épuisé : la meilleure affectation possible gagnerait au plus {points} au total."
    ).format(points=points(proof.gap))


def seconds_words(result: StaffingResult, limits: Limits) -> str:
    """How second choices were found."""
    limited = limits.days is not None or limits.seats
    most = EXACT_LIMITED_POSITIONS if limited else EXACT_POSITIONS
    if len(result.filled) <= most:
        return _(
            "Deuxième choix : toute l’affectation est recalculée en écartant la personne de ce poste ; le regret est ce que l’ensemble y perd, en points."
        )
    return _(
        "Au-delà de {n} postes, le deuxième choix est le remplaçant direct parmi les agents sans poste ; le regret affiché est un maximum."
    ).format(n=most)


def reasons(view: ScenarioView, placement: Placement) -> tuple[str, ...]:
    """Why this person takes the post, line by line: what counts in points, then what is to be verified."""
    plan = view.scenario.plan
    lines = [
        labelled(
            _("Adéquation assurée"),
            _("{low} sur 100 (au plus {high}), soit {points} de coût").format(
                low=shortest(round(placement.low, 1)),
                high=shortest(round(placement.high, 1)),
                points=points(100 - placement.low),
            ),
        ),
        labelled(_("Formation"), _training(placement)),
    ]
    if placement.changes_direction:
        lines.append(_("Change de direction : {points}").format(points=points(placement.mobility)))
    if placement.wish is not None:
        said = labelled(_("Souhait"), placement.wish.label)
        bonus = _("{said}, soit {points} de moins").format(said=said, points=points(placement.wish_points))
        lines.append(bonus if placement.wish_points else said)
    lines.append(labelled(_("Coût total"), points(placement.cost)))
    return (*lines, *to_verify(placement, plan.rules))


def to_verify(placement: Placement, rules: Rules) -> tuple[str, ...]:
    """What a person must look at before deciding."""
    checks = {
        _("Compétence critique non évaluée : à évaluer avant de décider"): placement.gate_possible,
        _("Catégorie ou cadre d’emplois inconnu : à vérifier"): placement.status_unknown
        and rules.category_gap is not None,
        _("Catégorie différente de celle du métier : concours, promotion ou détachement à prévoir"): (
            placement.other_category
        ),
        _("Départ en retraite proche : prévoir la relève"): placement.retiring,
    }
    return tuple(words for words, shown in checks.items() if shown)


def training_lines(view: ScenarioView, placement: Placement) -> tuple[str, ...]:
    """What to train, skill by skill."""
    return tuple(
        _("{skill} : de {held} à {required}, {days} j").format(
            skill=view.skill(line.skill),
            held=_("non évaluée") if line.held is None else numbered_level(line.held),
            required=numbered_level(line.required),
            days=number(line.days),
        )
        for line in placement.gaps
    )


def second_words(view: ScenarioView, placement: Placement) -> str:
    """Who comes second, and what that costs."""
    second = placement.second
    if placement.agent_id is None or second is None:
        return "—"
    if second.agent_id is None:
        return _("Personne : le poste resterait vacant")
    if second.regret is None:
        return _("{name}, mais un poste de moins serait pourvu").format(name=view.agent(second.agent_id))
    words = _("{name}, regret de {points}") if second.exact else _("{name}, regret de {points} au plus")
    return words.format(name=view.agent(second.agent_id), points=points(second.regret))


def left_words(view: ScenarioView, line: LeftOut) -> str:
    """Why somebody has no post."""
    if line.post is None:
        return line.reason.label
    asked = view.scenario.plan.posts[line.post]
    role = view.role(asked.role)
    match line.reason:
        case Barrier.BETTER_PLACED:
            return _("« {role} » : à {points} du dernier collègue retenu").format(
                role=role, points=points(line.behind or 0)
            )
        case Barrier.LIMITS:
            return _("« {role} » : la formation nécessaire dépasse le budget ou les places").format(role=role)
        case Barrier.BELOW_MINIMUM:
            return _("« {role} » : adéquation assurée de {low}, sous le minimum de {minimum}").format(
                role=role, low=number(whole_fit(line.low or 0)), minimum=view.scenario.plan.rules.minimum_fit
            )
        case _other:
            return _("« {role} » : {reason}").format(role=role, reason=line.reason.label.lower())


def _training(placement: Placement) -> str:
    if not placement.days:
        return _("aucune")
    days = days_words(placement.days)
    if placement.unknown_days:
        share = percent(100 * placement.unknown_days / placement.days)
        days = _("{days} au plus (dont {share} pour ce qui n’est pas évalué)").format(days=days, share=share)
    return _("{days}, {cost}, soit {points}").format(
        days=days, cost=euros(placement.cost_cents), points=points(placement.effort)
    )
