"""``transfo-rh skills fit``: who can hold a role, with the interval, what lacks and what it takes."""

from __future__ import annotations

from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.fit.effort import Effort
from transfo_rh.skills.fit.explain import effort_words, fit_words, readiness_words
from transfo_rh.skills.fit.fit import Fit
from transfo_rh.skills.fit.questions import Question
from transfo_rh.skills.fit.service import RankedPerson, RoleFit, role_fit
from transfo_rh.staff.service import organisation

MOST_PEOPLE = 1000


def show_fit(
    role: Annotated[str, typer.Option("--role", metavar="CODE", help="Code du métier, au catalogue.")],
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help="Un service et ceux qui en dépendent.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=MOST_PEOPLE, help="Nombre de personnes à montrer.")
    ] = 50,
    as_json: AsJson = False,
) -> None:
    """Classe les agents pour un métier : adéquation en intervalle, écarts, effort, coût, durée."""
    ready_database()
    found = role_fit(viewer=operator(), role_code=role, department_id=_department(department), size=limit)
    if as_json:
        print_json(document(found))
        return
    print(
        ngettext(
            "{role} : {n} agent évalué sur {all}.", "{role} : {n} agents évalués sur {all}.", found.assessed
        ).format(role=found.role.label, n=found.assessed, all=found.headcount)
    )
    for one in found.people:
        print(
            f"{one.agent.matricule:<12} {one.agent.last_name} {one.agent.first_name} – {fit_words(one.fit)} – "
            f"{readiness_words(one.fit)} – {effort_words(one.effort)}"
        )


def _department(code: str | None) -> int | None:
    if code is None:
        return None
    ids = {
        count.department.code: count.department.id for count in organisation(viewer=operator()).departments
    }
    if code not in ids:
        raise InvalidInput(
            _("Le service « {code} » n’existe pas : voir « transfo-rh staff tree ».").format(code=code)
        )
    return ids[code]


def document(found: RoleFit) -> dict[str, object]:
    """What the command prints: fits are 0–100, money is in cents, shares are 0–1."""
    settings = found.settings
    return {
        "role": {"code": found.role.code, "label": found.role.label},
        "on": found.on.isoformat(),
        "thresholds": {
            "ready": settings.ready,
            "six_months": settings.six_months,
            "eighteen_months": settings.eighteen_months,
        },
        "headcount": found.headcount,
        "assessed": found.assessed,
        "classes": {one.readiness.value: one.people for one in found.counts},
        "to_confirm": {one.value: people for one, people in found.to_confirm.items()},
        "assess_first": [_question(question, found) for question in found.questions],
        "people": [_person(one, found) for one in found.people],
    }


def _person(one: RankedPerson, found: RoleFit) -> dict[str, object]:
    return {
        "matricule": one.agent.matricule,
        "last_name": one.agent.last_name,
        "first_name": one.agent.first_name,
        "department": one.department,
        "category": one.agent.category.value if one.agent.category else None,
        **_fit(one.fit, found),
        "effort": _effort(one.effort),
        "assess_first": [question.skill for question in one.questions],
    }


def _fit(fit: Fit, found: RoleFit) -> dict[str, object]:
    return {
        "fit": {"point": fit.point, "low": fit.low, "high": fit.high},
        "assessed_share": fit.assessed_share,
        "readiness": fit.readiness.value,
        "certain": fit.certain,
        "critical_gap": fit.critical_gap,
        "lines": [
            {
                "skill": line.skill,
                "label": found.skills.get(line.skill, line.skill),
                "required": line.required,
                "level": line.level,
                "gap": line.gap,
                "weight": line.weight,
                "critical": line.critical,
                "soft": line.soft,
                "contribution": line.contribution,
            }
            for line in fit.lines
        ],
    }


def _effort(effort: Effort) -> dict[str, object]:
    return {
        "days": effort.days,
        "unknown_days": effort.unknown_days,
        "cost_cents": effort.cost_cents,
        "months": effort.months,
        "hypothesis": effort.hypothesis,
    }


def _question(question: Question, found: RoleFit) -> dict[str, object]:
    return {
        "skill": question.skill,
        "label": found.skills.get(question.skill, question.skill),
        "people": question.people,
        "places": question.places,
        "classes": question.classes,
        "reason": question.reason,
    }
