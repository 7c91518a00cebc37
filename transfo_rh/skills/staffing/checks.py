"""What a plan must be before anything is computed or kept."""

from __future__ import annotations

from collections.abc import Collection

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing.model import Plan

MOST_POSITIONS = 500
LONGEST_TITLE = 250


def refuse_wrong(
    title: str, plan: Plan, *, roles: Collection[str], departments: Collection[str], skills: Collection[str]
) -> None:
    """Refuse a title or a plan with everything that is wrong, in one message.

    Raises InvalidInput.
    """
    problems = [
        *_title_problems(title),
        *_post_problems(plan, roles, departments),
        *_number_problems(plan),
        *(
            _("Le service « {code} » du périmètre n’existe pas.").format(code=code)
            for code in plan.perimeter
            if code not in departments
        ),
        *(
            _("La compétence « {code} » des formations n’est pas au catalogue.").format(code=one.skill)
            for one in plan.limits.seats
            if one.skill not in skills
        ),
    ]
    if problems:
        raise InvalidInput(_("{problems} Rien n’a été enregistré.").format(problems=" ".join(problems)))


def _title_problems(title: str) -> list[str]:
    if not title.strip():
        return [_("Donnez un titre au scénario.")]
    if len(title.strip()) > LONGEST_TITLE:
        return [_("Le titre dépasse {n} caractères.").format(n=LONGEST_TITLE)]
    return []


def _post_problems(plan: Plan, roles: Collection[str], departments: Collection[str]) -> list[str]:
    problems = []
    for number, post in enumerate(plan.posts, start=1):
        if post.role not in roles:
            problems.append(
                _("Ligne {n} : le métier « {code} » n’est pas au catalogue.").format(n=number, code=post.role)
            )
        if post.department not in departments:
            problems.append(
                _("Ligne {n} : le service « {code} » n’existe pas.").format(n=number, code=post.department)
            )
        if post.headcount < 1:
            problems.append(_("Ligne {n} : l’effectif doit être d’au moins 1.").format(n=number))
    if plan.positions > MOST_POSITIONS:
        problems.append(
            _("Le scénario compte {n} postes ; {most} au plus.").format(n=plan.positions, most=MOST_POSITIONS)
        )
    return problems


def _number_problems(plan: Plan) -> list[str]:
    problems = []
    weights = plan.weights
    if min(weights.effort, weights.mobility, weights.wish) < 0:
        problems.append(_("Une pondération ne peut pas être négative."))
    if not 0 <= plan.rules.minimum_fit <= 100:
        problems.append(_("L’adéquation minimale va de 0 à 100."))
    if plan.rules.category_gap is not None and plan.rules.category_gap < 0:
        problems.append(_("L’écart de catégorie ne peut pas être négatif."))
    if (plan.limits.days or 0) < 0 or any(one.places < 0 for one in plan.limits.seats):
        problems.append(_("Un nombre de jours ou de places ne peut pas être négatif."))
    if len({one.skill for one in plan.limits.seats}) < len(plan.limits.seats):
        problems.append(_("Une même compétence est donnée deux fois dans les places de formation."))
    return problems
