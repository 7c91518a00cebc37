"""From a departure to a target: the steps, what is reused and what is new, what stands in the way. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from transfo_rh.skills.fit.effort import effort
from transfo_rh.skills.fit.fit import Fit, fit
from transfo_rh.skills.model import Catalogue, Role, RoleContent, SkillsSettings, Wish
from transfo_rh.skills.pathways.graph import Move, RoleGraph, Start, Way, next_category, ways
from transfo_rh.skills.pathways.model import (
    HALF_WAY,
    Approach,
    Departure,
    DepartureKind,
    Obstacles,
    OfficialMobility,
    PathStudy,
    Prospect,
    Reused,
    RoleLink,
    Step,
)
from transfo_rh.staff.model import Agent, Category

Mobilities = Mapping[tuple[str, str], OfficialMobility]
"""(ROME code, ROME code) → the mobility that the ROME names."""


def graph_of(catalogue: Catalogue, settings: SkillsSettings) -> RoleGraph:
    """The roles of a catalogue, with the authority's own minimum."""
    return RoleGraph(
        [role.content for role in catalogue.roles],
        soft=catalogue.soft_skills,
        settings=settings,
        minimum=settings.move_fit,
    )


def role_levels(catalogue: Catalogue, role: RoleContent) -> dict[str, int]:
    """What a role asks, 0 for every other skill: the levels of somebody who does exactly this job."""
    levels = {skill.code: 0 for skill in catalogue.skills}
    return levels | {one.skill: one.level for one in role.requirements}


def departure_of_role(catalogue: Catalogue, role: Role) -> Departure:
    """A path that starts from what a role asks."""
    return Departure(
        DepartureKind.ROLE, role, None, role_levels(catalogue, role.content), role.content.categories
    )


def departure_of_agent(agent: Agent, role: Role | None, levels: Mapping[str, int], *, own: bool) -> Departure:
    """A path that starts from what a person holds; from what their job asks when nothing was ever stated."""
    assumed = not levels and role is not None
    held = {one.skill: one.level for one in role.content.requirements} if assumed and role else levels
    categories: tuple[Category, ...] = () if agent.category is None else (agent.category,)
    kind = DepartureKind.SELF if own else DepartureKind.PERSON
    return Departure(kind, role, agent, held, categories, assumed)


def start_of(departure: Departure) -> Start:
    """The departure as the graph takes it."""
    role = None if departure.role is None else departure.role.code
    return Start(departure.levels, role, departure.categories)


def study(
    departure: Departure,
    target: Role,
    *,
    catalogue: Catalogue,
    settings: SkillsSettings,
    mobilities: Mobilities,
    on: date,
) -> PathStudy:
    """The path of the fewest days from a departure to a target, or what stands in the way."""
    graph, soft = graph_of(catalogue, settings), catalogue.soft_skills
    start = start_of(departure)
    way = ways(graph, start, [target.code]).get(target.code)
    direct = fit(departure.levels, target.content, soft=soft, settings=settings)
    return PathStudy(
        on=on,
        departure=departure,
        target=target,
        steps=() if way is None else _steps(departure, way, catalogue, settings, mobilities),
        obstacles=_obstacles(departure, target, direct, settings),
        approach=_approach(graph, start, target, catalogue) if way is None else None,
        direct_fit=direct,
        direct_effort=effort(departure.levels, target.content, soft=soft, settings=settings),
        reused=reused(departure.levels, target.content, soft=soft),
        catalogue=catalogue,
        settings=settings,
    )


def reused(levels: Mapping[str, int], role: RoleContent, *, soft: frozenset[str]) -> tuple[Reused, ...]:
    """The levels held that a role asks: what is reused and valued there, what is asked most first.

    >>> from transfo_rh.skills.model import Bilingual, Requirement, RoleKind
    >>> role = RoleContent("r", RoleKind.TARGET, "data", Bilingual("R"), Bilingual(""),
    ...     (Requirement("sql", 3), Requirement("desk", 2), Requirement("maps", 1)))
    >>> [(one.skill, one.whole) for one in reused({"sql": 1, "desk": 4, "maps": 0}, role, soft=frozenset())]
    [('desk', True), ('sql', False)]
    """
    found = [
        Reused(one.skill, levels[one.skill], one.level, one.skill in soft)
        for one in role.requirements
        if levels.get(one.skill, 0) > 0
    ]
    return tuple(sorted(found, key=lambda one: (one.soft, not one.whole)))


def _steps(
    departure: Departure,
    way: Way,
    catalogue: Catalogue,
    settings: SkillsSettings,
    mobilities: Mobilities,
) -> tuple[Step, ...]:
    soft = catalogue.soft_skills
    levels, before, steps = dict(departure.levels), departure.role, []
    for move in way.moves:
        role = _role(catalogue, move)
        asked = role.content
        gained = {code: level for code, level in levels.items() if level > departure.levels.get(code, 0)}
        steps.append(
            Step(
                role=role,
                fit=fit(levels, asked, soft=soft, settings=settings),
                effort=effort(levels, asked, soft=soft, settings=settings),
                reused=reused(departure.levels, asked, soft=soft),
                carried=reused(gained, asked, soft=soft),
                from_category=move.from_category,
                category=move.category,
                official=None if before is None else official(before, role, mobilities),
            )
        )
        for one in asked.requirements:
            if one.skill not in soft:
                levels[one.skill] = max(one.level, levels.get(one.skill, 0))
        before = role
    return tuple(steps)


def _role(catalogue: Catalogue, move: Move) -> Role:
    found = catalogue.role(move.role)
    assert found is not None, move.role
    return found


def official(start: Role, goal: Role, mobilities: Mobilities) -> OfficialMobility | None:
    """The first mobility that the ROME names between the job sheets of two roles."""
    pairs = (
        mobilities.get((one, other))
        for one in start.content.references.rome
        for other in goal.content.references.rome
    )
    return next((found for found in pairs if found is not None), None)


def _obstacles(departure: Departure, target: Role, direct: Fit, settings: SkillsSettings) -> Obstacles | None:
    counted = any(not line.soft for line in direct.lines)
    low = counted and direct.low < settings.move_fit
    held = departure.categories or (None,)
    closed = not any(next_category(one, target.content.categories) for one in held)
    closing = tuple(line.skill for line in direct.lines if line.closes)
    to_assess = tuple(line.skill for line in direct.lines if line.could_close)
    if not (low or closed or closing or to_assess):
        return None
    hopeless = closed or bool(closing) or (counted and direct.high < settings.move_fit)
    return Obstacles(
        direct.low if low else None, settings.move_fit, closing, to_assess, closed, to_confirm=not hopeless
    )


def _approach(graph: RoleGraph, start: Start, target: Role, catalogue: Catalogue) -> Approach | None:
    """The feasible way that brings closest to the target: one with a real gain first, then the greatest fit, then the
    fewest days; None when none raises the fit."""
    goal = graph.position[target.code]
    levels = graph.levels(start.levels)
    before, closed = float(graph.fits(levels)[goal]), int(graph.closing(levels)[goal])
    best: Approach | None = None
    for way in ways(graph, start, [code for code in graph.position if code != target.code]).values():
        held = levels
        for move in way.moves:
            held = graph.after(held, graph.position[move.role])
        after, left = float(graph.fits(held)[goal]), int(graph.closing(held)[goal])
        if after <= before:
            continue
        worth = worth_the_way(before, after, minimum=graph.minimum, closing=(closed, left))
        roles = tuple(_role(catalogue, move) for move in way.moves)
        found = Approach(roles, way.days, before, after, worth, (closed, left))
        if best is None or _closeness(found) > _closeness(best):
            best = found
    return best


def _closeness(found: Approach) -> tuple[bool, float, float]:
    return (found.worth, found.after, -found.days)


def worth_the_way(before: float, after: float, *, minimum: float, closing: tuple[int, int]) -> bool:
    """True when jobs on the way bring a real gain for a target that stays closed: half of what lacks to the minimum fit.

    Where the fit is enough, critical skills close the target: the jobs must lift one of them. ``closing``: before, after.

    >>> [worth_the_way(0, after, minimum=40, closing=(0, 0)) for after in (12, 20)]
    [False, True]
    >>> worth_the_way(50, 60, minimum=40, closing=(2, 2)), worth_the_way(50, 60, minimum=40, closing=(2, 1))
    (False, True)
    """
    lacking = minimum - before
    if lacking > 0:
        return after - before >= HALF_WAY * lacking
    return closing[1] < closing[0]


def neighbours(
    role: Role, *, catalogue: Catalogue, settings: SkillsSettings, mobilities: Mobilities
) -> tuple[RoleLink, ...]:
    """The mobility area of a role: every other one with its closeness both ways, the closest first.

    « There » is from this role to the other one. Closest: feasible there, then feasible back, then the greater fit.
    """
    graph = graph_of(catalogue, settings)
    here = graph.position[role.code]
    levels = [graph.levels(role_levels(catalogue, other.content)) for other in catalogue.roles]
    fits, days, open_ = (
        np.array([judge(held) for held in levels]) for judge in (graph.fits, graph.days, graph.feasible)
    )
    links = [
        RoleLink(
            role=other,
            fit_there=float(fits[here, there]),
            days_there=float(days[here, there]),
            open_there=bool(open_[here, there]) and one_step(role.content, other.content),
            fit_back=float(fits[there, here]),
            days_back=float(days[there, here]),
            open_back=bool(open_[there, here]) and one_step(other.content, role.content),
            official_there=official(role, other, mobilities),
            official_back=official(other, role, mobilities),
        )
        for there, other in enumerate(catalogue.roles)
        if other.code != role.code
    ]
    links.sort(
        key=lambda link: (not link.open_there, not link.open_back, -max(link.fit_there, link.fit_back))
    )
    return tuple(links)


def one_step(start: RoleContent, goal: RoleContent) -> bool:
    """True when some category of a role is within one of some category of another."""
    return any(next_category(held, goal.categories) for held in start.categories or (None,))


def prospects(
    departure: Departure,
    *,
    catalogue: Catalogue,
    settings: SkillsSettings,
    wishes: Mapping[int, Wish],
) -> tuple[Prospect, ...]:
    """Every other role beside a departure: those that a way reaches first, then those that an assessment may open; the
    fewest moves, the fewest changes of category, the greater fit. A lower category comes behind both.

    ``wishes``: role id → what the person said of it.
    """
    soft = catalogue.soft_skills
    found = ways(graph_of(catalogue, settings), start_of(departure))
    held_role = None if departure.role is None else departure.role.code
    listed = [
        _prospect(departure, role, found.get(role.code), catalogue, settings, soft, wishes.get(role.id))
        for role in catalogue.roles
        if role.code != held_role
    ]
    listed.sort(key=_ease)
    return tuple(listed)


def _prospect(
    departure: Departure,
    role: Role,
    way: Way | None,
    catalogue: Catalogue,
    settings: SkillsSettings,
    soft: frozenset[str],
    wish: Wish | None,
) -> Prospect:
    direct = effort(departure.levels, role.content, soft=soft, settings=settings)
    judged = fit(departure.levels, role.content, soft=soft, settings=settings)
    obstacles = _obstacles(departure, role, judged, settings)
    moves: Sequence[Move] = () if way is None else way.moves
    return Prospect(
        role=role,
        fit=judged,
        effort=direct,
        moves=tuple(_role(catalogue, move) for move in moves),
        days=direct.days if way is None else way.days,
        category_changes=sum(move.changes_category for move in moves),
        lower_category=_falls(moves),
        to_confirm=obstacles is not None and obstacles.to_confirm,
        wish=wish,
    )


def _falls(moves: Sequence[Move]) -> bool:
    """True when the last category is below the first one, both known."""
    start, goal = (moves[0].from_category, moves[-1].category) if moves else (None, None)
    if start is None or goal is None:
        return False
    order = list(Category)
    return order.index(goal) > order.index(start)


def _ease(prospect: Prospect) -> tuple[int, int, int, float, float]:
    moves, changes = len(prospect.moves), prospect.category_changes
    return (_reach(prospect), moves, changes, -prospect.fit.low, prospect.days)


def _reach(prospect: Prospect) -> int:
    """A way, then what an assessment may open, then a way to a lower category, then nothing."""
    if prospect.moves:
        return 2 if prospect.lower_category else 0
    return 1 if prospect.to_confirm else 3
