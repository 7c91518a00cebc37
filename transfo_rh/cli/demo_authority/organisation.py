"""The departments of the demo authority, scaled from the reference size to any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import data_folder

MINIMUM_AGENTS = 200
MAXIMUM_AGENTS = 100_000
# Twenty times the agents: eight times the services, each two and a half times as large,
_SPLITTING_EXPONENT = 0.7
# and the directions' own staff two and a half times as large.
_HEADQUARTERS_EXPONENT = 0.3
_TEAM_SIZE = 8  # below, a service is led by a team head


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A department with its headcount. ``story_codes`` says whose story it lives, its direction's first."""

    code: str
    name: str
    parent_code: str | None
    agents: int
    head_job: str
    jobs: tuple[tuple[str, float], ...]
    story_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """The authority; parents come before their children."""

    name: str
    domain: str
    departments: tuple[DemoDepartment, ...]

    @property
    def agents(self) -> int:
        """Headcount of the whole authority."""
        return sum(department.agents for department in self.departments)

    def standing_for(self, code: str) -> list[str]:
        """Codes of what stands for a department of the data files: itself, or the sectors that the size divided it into.

        Empty where the authority is too small to have it.
        """
        return [department.code for department in self.departments if department.story_codes[-1] == code]


def demo_folder() -> Path:
    """The folder that holds the demo's data files."""
    return data_folder("data") / "demo"


@lru_cache(maxsize=8)
def demo_data(name: str) -> Any:
    """The content of one file of ``data/demo``, read once; nobody changes it."""
    return yaml.safe_load((demo_folder() / f"{name}.yaml").read_text(encoding="utf-8"))


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Share ``total`` in proportion to the weights, at least 1 each, by largest remainders.

    >>> apportion(10, [6, 3, 1]), apportion(4, [97, 1, 1]), apportion(7, [1, 1, 1])
    ([6, 3, 1], [2, 1, 1], [3, 2, 2])
    """
    if total < len(weights):
        raise ValueError("fewer units than shares")
    quotas = np.asarray(weights, dtype=float) * total / sum(weights)
    shares = np.maximum(np.floor(quotas).astype(int), 1)
    while (gap := total - int(shares.sum())) != 0:
        step = 1 if gap > 0 else -1
        need = np.where((step < 0) & (shares == 1), -np.inf, (quotas - shares) * step)
        shares[int(np.argmax(need))] += step
    return [int(share) for share in shares]


def demo_organisation(agents: int) -> DemoOrganisation:
    """The authority with this many agents.

    Raises InvalidInput outside of MINIMUM_AGENTS..MAXIMUM_AGENTS.
    """
    if not MINIMUM_AGENTS <= agents <= MAXIMUM_AGENTS:
        raise InvalidInput(
            _("La collectivité de démonstration compte entre {low} et {high} agents.").format(
                low=number(MINIMUM_AGENTS), high=number(MAXIMUM_AGENTS)
            )
        )
    data = demo_data("organisation")
    reference = _reference_departments(data)
    growth = agents / data["reference_agents"]
    copies = min(max(1, round(growth**_SPLITTING_EXPONENT)), len(data["sectors"]))
    weights = [
        department.agents * (1 if _is_service(department) else growth ** (_HEADQUARTERS_EXPONENT - 1))
        for department in reference
    ]
    departments: list[DemoDepartment] = []
    for department, headcount in zip(reference, apportion(agents, weights), strict=True):
        sectors = data["sectors"][:copies] if copies > 1 and _is_service(department) else ()
        departments.extend(_sized(department, headcount=headcount, sectors=sectors))
    return DemoOrganisation(name=data["authority"], domain=data["domain"], departments=tuple(departments))


def _reference_departments(data: Mapping[str, Any]) -> list[DemoDepartment]:
    """The departments of the file, at the reference size, parents first."""
    root = data["department"]
    found = [_department(root, parent=None, head_job="chief", story=())]
    for direction in data["directions"]:
        story = (direction["code"],)
        found.append(_department(direction, parent=root["code"], head_job="director", story=()))
        for service in direction.get("services", ()):
            head = direction.get("service_head", "service_head")
            found.append(
                _department(
                    service,
                    parent=direction["code"],
                    head_job="team_head" if service["agents"] < _TEAM_SIZE else head,
                    story=story,
                )
            )
    return found


def _is_service(department: DemoDepartment) -> bool:
    return len(department.story_codes) > 1


def _department(
    entry: Mapping[str, Any], *, parent: str | None, head_job: str, story: tuple[str, ...]
) -> DemoDepartment:
    return DemoDepartment(
        code=entry["code"],
        name=entry["name"],
        parent_code=parent,
        agents=entry["agents"],
        head_job=head_job,
        jobs=tuple((job, float(weight)) for job, weight in entry["jobs"].items()),
        story_codes=(*story, entry["code"]),
    )


def _sized(department: DemoDepartment, *, headcount: int, sectors: Sequence[str]) -> list[DemoDepartment]:
    """The department with its headcount, or one department for each sector, of very uneven sizes."""
    if not sectors:
        return [replace(department, agents=headcount)]
    weights = [1 / rank for rank in range(1, len(sectors) + 1)]
    return [
        replace(
            department,
            code=f"{department.code}-{number:02d}",
            name=f"{department.name}, {sector}",
            agents=agents,
        )
        for number, (sector, agents) in enumerate(
            zip(sectors, apportion(headcount, weights), strict=True), start=1
        )
    ]
