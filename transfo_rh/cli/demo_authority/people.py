"""The agents and positions of the demo authority, drawn from a seed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from transfo_rh.cli.demo_authority.organisation import (
    DemoDepartment,
    DemoOrganisation,
    apportion,
    demo_data,
)
from transfo_rh.staff.model import (
    AgentRecord,
    Category,
    DepartmentRecord,
    EmploymentStatus,
    PositionRecord,
    StaffRecords,
)

PRESENT = date(2026, 11, 2)  # the day that the demo's staff file was extracted
_LONGEST_CAREER_DAYS = 41 * 365
_STATUS_SHARES = {
    EmploymentStatus.TENURED: 0.755,
    EmploymentStatus.TRAINEE: 0.035,
    EmploymentStatus.CONTRACT: 0.175,
    EmploymentStatus.SUBSIDISED: 0.01,
    EmploymentStatus.APPRENTICE: 0.025,
}
_OUTSIDE_CADRES = {EmploymentStatus.SUBSIDISED, EmploymentStatus.APPRENTICE}
_MEAN_YEARS = {  # mean length of service
    EmploymentStatus.TENURED: 13.0,
    EmploymentStatus.TRAINEE: 0.6,
    EmploymentStatus.CONTRACT: 2.8,
    EmploymentStatus.SUBSIDISED: 0.7,
    EmploymentStatus.APPRENTICE: 0.8,
}
_FTE_HUNDREDTHS, _FTE_SHARES = (100, 90, 80, 50), (0.84, 0.04, 0.1, 0.02)
_VACANT_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """What goes into the staff import, and the department of each agent by its position in the organisation."""

    records: StaffRecords
    department_of: tuple[int, ...]


def demo_staff(organisation: DemoOrganisation, *, seed: int) -> DemoStaff:
    """Every department, agent and position; the same organisation and seed give the same records."""
    random = np.random.default_rng([seed, 1])
    jobs = [job for department in organisation.departments for job in _jobs_of(department)]
    department_of = tuple(
        position
        for position, department in enumerate(organisation.departments)
        for _agent in range(department.agents)
    )
    identities = _identities(len(jobs), organisation.domain, random)
    statuses = _statuses(jobs, random)
    entries = _entry_dates(statuses, random)
    workstations = random.random(len(jobs))
    reference = demo_data("jobs")
    agents = []
    for number, (job, place) in enumerate(zip(jobs, department_of, strict=True)):
        description = reference["jobs"][job]
        cadre = reference["cadres"][description["cadre"]]
        outside = statuses[number] in _OUTSIDE_CADRES
        equipped = bool(workstations[number] < description["workstation"])
        first_name, last_name, email = identities[number]
        agents.append(
            AgentRecord(
                matricule=f"VA{number + 1:06d}",
                last_name=last_name,
                first_name=first_name,
                department_code=organisation.departments[place].code,
                email=email if equipped else None,
                job=description["title"],
                category=None if outside else Category(cadre["category"]),
                cadre_emplois=None if outside else cadre["name"],
                status=statuses[number],
                entry_date=entries[number],
                has_workstation=equipped,
            )
        )
    positions = _positions(jobs=jobs, agents=agents, random=random)
    records = StaffRecords(departments=_departments(organisation), agents=tuple(agents), positions=positions)
    return DemoStaff(records=records, department_of=department_of)


def _departments(organisation: DemoOrganisation) -> tuple[DepartmentRecord, ...]:
    return tuple(
        DepartmentRecord(code=department.code, name=department.name, parent_code=department.parent_code)
        for department in organisation.departments
    )


def _jobs_of(department: DemoDepartment) -> list[str]:
    """One job for each agent of the department: the head, then the others in proportion to their weights."""
    others = department.agents - 1
    names, weights = zip(*department.jobs, strict=True)
    if others < len(names):
        ranked = sorted(department.jobs, key=lambda pair: -pair[1])
        return [department.head_job, *(job for job, _weight in ranked[:others])]
    counts = apportion(others, weights)
    return [
        department.head_job,
        *(name for name, count in zip(names, counts, strict=True) for _ in range(count)),
    ]


def _identities(count: int, domain: str, random: np.random.Generator) -> list[tuple[str, str, str]]:
    """First name, last name and an e-mail address of its own for each agent."""
    names = demo_data("names")
    first_names = random.integers(len(names["first_names"]), size=count)
    last_names = random.integers(len(names["last_names"]), size=count)
    used: Counter[str] = Counter()
    identities = []
    for first, last in zip(first_names, last_names, strict=True):
        first_name, last_name = names["first_names"][first], names["last_names"][last]
        local_part = f"{_plain(first_name)}.{_plain(last_name)}"
        used[local_part] += 1
        number = used[local_part]
        suffix = "" if number == 1 else str(number)
        identities.append((first_name, last_name, f"{local_part}{suffix}@{domain}"))
    return identities


def _plain(name: str) -> str:
    """The name as e-mail addresses write it.

    >>> _plain("Jérôme"), _plain("Da Silva")
    ('jerome', 'da-silva')
    """
    decomposed = unicodedata.normalize("NFD", name)
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return letters.lower().replace(" ", "-")


def _statuses(jobs: list[str], random: np.random.Generator) -> list[EmploymentStatus]:
    """A status for each agent; whoever leads is tenured."""
    choices = list(_STATUS_SHARES)
    drawn = random.choice(len(choices), size=len(jobs), p=list(_STATUS_SHARES.values()))
    leading = {"chief", "deputy_chief", "director", "service_head", "technical_head", "team_head"}
    return [
        EmploymentStatus.TENURED if job in leading else choices[index]
        for job, index in zip(jobs, drawn, strict=True)
    ]


def _entry_dates(statuses: list[EmploymentStatus], random: np.random.Generator) -> list[date]:
    days = random.standard_exponential(len(statuses)) * [_MEAN_YEARS[status] * 365 for status in statuses]
    capped = np.minimum(days, _LONGEST_CAREER_DAYS).astype(int)
    return [PRESENT - timedelta(days=int(count) + 1) for count in capped]


def _positions(
    *,
    jobs: list[str],
    agents: list[AgentRecord],
    random: np.random.Generator,
) -> tuple[PositionRecord, ...]:
    """A position for each agent, and some that nobody holds."""
    reference = demo_data("jobs")
    sizes = random.choice(_FTE_HUNDREDTHS, size=len(jobs), p=_FTE_SHARES)
    ranks = random.random(len(jobs))
    positions = [
        PositionRecord(
            code=f"P{number + 1:06d}",
            title=reference["jobs"][job]["title"],
            department_code=agent.department_code,
            grade=_grade(reference, job, ranks[number]),
            fte_hundredths=int(sizes[number]),
            holder_matricule=agent.matricule,
        )
        for number, (job, agent) in enumerate(zip(jobs, agents, strict=True))
    ]
    vacant = random.choice(len(jobs), size=round(_VACANT_SHARE * len(jobs)), replace=False)
    for number, model in enumerate(sorted(int(index) for index in vacant), start=len(jobs) + 1):
        like = positions[model]
        positions.append(
            PositionRecord(
                code=f"P{number:06d}",
                title=like.title,
                department_code=like.department_code,
                grade=like.grade,
            )
        )
    return tuple(positions)


def _grade(reference: Any, job: str, rank: float) -> str:
    """A grade of the job's cadre d'emplois: ``rank`` in [0, 1) goes up the grades."""
    grades: list[str] = reference["cadres"][reference["jobs"][job]["cadre"]]["grades"]
    return grades[int(rank * len(grades))]
