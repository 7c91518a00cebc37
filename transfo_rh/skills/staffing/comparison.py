"""Two or three computed scenarios side by side: figures, and who changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing.model import Barrier, Post, Scenario, StaffingResult

MOST_COMPARED = 3


@dataclass(frozen=True, slots=True)
class ScenarioFigures:
    """One scenario in figures. ``wanted``: people who get a role that they want; ``refused``: candidates whose refusal counts."""

    scenario_id: int
    title: str
    asked: int
    filled: int
    mean_fit: float | None
    days: float
    cost_cents: int
    moves: int
    wanted: int
    refused: int
    points: float


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose post differs: one post for each scenario, None without one."""

    agent_id: int
    posts: tuple[Post | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side, and everybody whose post is not the same in all."""

    figures: tuple[ScenarioFigures, ...]
    changes: tuple[Change, ...]


def compare(scenarios: Sequence[Scenario]) -> Comparison:
    """Compare two or three computed scenarios.

    Raises InvalidInput for another number, or for one that is not computed.
    """
    if not 2 <= len(scenarios) <= MOST_COMPARED:
        raise InvalidInput(_("Choisissez deux ou trois scénarios à comparer."))
    figures, places = [], []
    for one in scenarios:
        if one.result is None:
            raise InvalidInput(
                _("Le scénario « {title} » n’est pas calculé : calculez-le d’abord.").format(title=one.title)
            )
        figures.append(_figures(one, one.result))
        places.append(
            {
                placement.agent_id: one.plan.posts[placement.post]
                for placement in one.result.filled
                if placement.agent_id is not None
            }
        )
    people = sorted({agent_id for placed in places for agent_id in placed})
    lines = (Change(agent_id, tuple(placed.get(agent_id) for placed in places)) for agent_id in people)
    return Comparison(tuple(figures), tuple(line for line in lines if _differs(line)))


def _figures(scenario: Scenario, result: StaffingResult) -> ScenarioFigures:
    return ScenarioFigures(
        scenario_id=scenario.id,
        title=scenario.title,
        asked=len(result.placements),
        filled=len(result.filled),
        mean_fit=result.mean_fit,
        days=result.days,
        cost_cents=result.cost_cents,
        moves=result.moves,
        wanted=result.wanted,
        refused=result.left_counts.get(Barrier.REFUSED, 0),
        points=result.points,
    )


def _differs(line: Change) -> bool:
    return len({None if post is None else (post.role, post.department) for post in line.posts}) > 1
