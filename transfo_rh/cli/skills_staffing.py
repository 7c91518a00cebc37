"""``transfo-rh skills staffing``: a scenario of staffing, position by position."""

from __future__ import annotations

from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database, terminal_progress
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.staffing import service, words
from transfo_rh.skills.staffing.model import LeftOut, Placement, SecondChoice, StaffingResult
from transfo_rh.skills.staffing.service import ScenarioView


def show_staffing(
    scenario: Annotated[
        int | None,
        typer.Option("--scenario", metavar="ID", help="Numéro du scénario ; sans lui, leur liste."),
    ] = None,
    compute: Annotated[
        bool, typer.Option("--compute", help="Calcule le scénario avant de le montrer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Montre un scénario d’affectation : qui prend quel poste, deuxième choix et regret, qui reste sans poste."""
    ready_database()
    if scenario is None:
        _list(as_json=as_json)
        return
    view = service.scenario(viewer=operator(), scenario_id=scenario)
    if compute:
        version = view.scenario.version
        service.compute(viewer=operator(), scenario_id=scenario, version=version, progress=terminal_progress)
        view = service.scenario(viewer=operator(), scenario_id=scenario)
    if as_json:
        print_json(document(view))
        return
    if view.result is None:
        print(
            _("Scénario « {title} » : pas encore calculé (option --compute).").format(
                title=view.scenario.title
            )
        )
        return
    print(words.conclusion(view.result))
    for one in view.result.placements:
        print(f"{words.post_label(view, one.post)} : {_who(view, one)}")


def _who(view: ScenarioView, one: Placement) -> str:
    if one.agent_id is None:
        return _("vacant")
    return _("{name}, adéquation assurée {fit} ; deuxième choix : {second}").format(
        name=view.agent(one.agent_id), fit=number(whole_fit(one.low)), second=words.second_words(view, one)
    )


def _list(*, as_json: bool) -> None:
    found = service.scenarios(viewer=operator())
    if as_json:
        print_json(
            {
                "scenarios": [
                    {
                        "id": one.id,
                        "title": one.title,
                        "positions": one.plan.positions,
                        "computed": one.result is not None,
                        "retained": one.retained,
                    }
                    for one in found
                ]
            }
        )
        return
    for one in found:
        posts = one.plan.positions
        line = ngettext("{id} – {title} : {n} poste", "{id} – {title} : {n} postes", posts)
        print(line.format(id=one.id, title=one.title, n=posts))
    if not found:
        print(_("Aucun scénario."))


def document(view: ScenarioView) -> dict[str, object]:
    """What the command prints: fits are 0–100, costs of the assignment in points of fit, money in cents."""
    scenario, plan = view.scenario, view.scenario.plan
    return {
        "scenario": {
            "id": scenario.id,
            "title": scenario.title,
            "retained": scenario.retained,
            "computed_at": scenario.computed_at.isoformat() if scenario.computed_at else None,
        },
        "plan": {
            "posts": [
                {"role": post.role, "department": post.department, "headcount": post.headcount}
                for post in plan.posts
            ],
            "perimeter": list(plan.perimeter),
            "rules": {
                "category_gap": plan.rules.category_gap,
                "cadre": plan.rules.cadre,
                "minimum_fit": plan.rules.minimum_fit,
            },
            "weights": {
                "effort": plan.weights.effort,
                "mobility": plan.weights.mobility,
                "wish": plan.weights.wish,
            },
            "limits": {
                "days": plan.limits.days,
                "seats": {one.skill: one.places for one in plan.limits.seats},
            },
        },
        "result": None if view.result is None else _result(view, view.result),
    }


def _result(view: ScenarioView, result: StaffingResult) -> dict[str, object]:
    proof = result.proof
    return {
        "on": result.on.isoformat(),
        "candidates": result.candidates,
        "filled": len(result.filled),
        "positions": len(result.placements),
        "mean_fit": result.mean_fit,
        "days": result.days,
        "cost_cents": result.cost_cents,
        "moves": result.moves,
        "points": result.points,
        "optimal": proof.optimal,
        "gap": proof.gap,
        "limits_bind": proof.limits_bind,
        "placements": [_placement(view, one) for one in result.placements],
        "unassigned": {reason.value: count for reason, count in result.left_counts.items()},
        "nearest_unassigned": [_left(view, one) for one in result.left_out],
    }


def _placement(view: ScenarioView, one: Placement) -> dict[str, object]:
    post = view.scenario.plan.posts[one.post]
    place: dict[str, object] = {"role": post.role, "department": post.department}
    if one.agent_id is None:
        return {**place, "agent": None}
    return {
        **place,
        "agent": _agent(view, one.agent_id),
        "fit": {"low": one.low, "point": one.point, "high": one.high},
        "days": one.days,
        "cost_cents": one.cost_cents,
        "cost": one.cost,
        "wish": one.wish.value if one.wish else None,
        "changes_direction": one.changes_direction,
        "reasons": list(words.reasons(view, one)),
        "training": [
            {"skill": line.skill, "from": line.held, "to": line.required, "days": line.days}
            for line in one.gaps
        ],
        "second_choice": _second(view, one.second),
    }


def _second(view: ScenarioView, second: SecondChoice | None) -> dict[str, object] | None:
    if second is None:
        return None
    agent = None if second.agent_id is None else _agent(view, second.agent_id)
    return {"agent": agent, "fit": second.fit, "regret": second.regret, "exact": second.exact}


def _left(view: ScenarioView, one: LeftOut) -> dict[str, object]:
    role = None if one.post is None else view.scenario.plan.posts[one.post].role
    return {
        "agent": _agent(view, one.agent_id),
        "reason": one.reason.value,
        "role": role,
        "fit": one.low,
        "behind": one.behind,
    }


def _agent(view: ScenarioView, agent_id: int) -> dict[str, object]:
    found = view.agents.get(agent_id)
    return {
        "matricule": found.matricule if found else None,
        "name": view.agent(agent_id),
        "department": view.agent_department(agent_id),
    }
