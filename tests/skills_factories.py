"""A small catalogue, agents and levels for tests of the skills room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from transfo_rh.access.model import operator
from transfo_rh.core.database import database
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.catalogue import repository
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.model import (
    Bilingual,
    Catalogue,
    Family,
    Origin,
    Requirement,
    RoleContent,
    RoleKind,
    SkillContent,
    SkillKind,
    Source,
    Statement,
)
from transfo_rh.skills.tables import JobRoleRow
from transfo_rh.staff.model import Category
from transfo_rh.staff.tables import AgentRow

SINCE = date(2026, 1, 1)
TODAY = date(2026, 11, 23)


def skill_content(
    code: str,
    *,
    family: str = "data",
    kind: SkillKind = SkillKind.TECHNICAL,
    label: str = "",
    months: int = 24,
) -> SkillContent:
    """A skill with five short anchors."""
    name = label or f"Compétence {code}"
    return SkillContent(
        code=code,
        family=family,
        kind=kind,
        review_months=months,
        label=Bilingual(name, f"Skill {code}"),
        definition=Bilingual(f"Définition de {name}.", f"Definition of {code}."),
        anchors=tuple(Bilingual(f"{name}, niveau {n}", f"{code}, level {n}") for n in range(5)),
    )


def role_content(
    code: str,
    requirements: Sequence[Requirement],
    *,
    kind: RoleKind = RoleKind.TARGET,
    label: str = "",
    categories: tuple[Category, ...] = (),
    job_titles: tuple[str, ...] = (),
    cadres_emplois: tuple[str, ...] = (),
) -> RoleContent:
    """A role of the family « data »."""
    return RoleContent(
        code=code,
        kind=kind,
        domain="data",
        label=Bilingual(label or f"Métier {code}", f"Role {code}"),
        mission=Bilingual(f"Mission du métier {code}.", f"Mission of {code}."),
        requirements=tuple(requirements),
        categories=categories,
        cadres_emplois=cadres_emplois,
        job_titles=job_titles,
    )


def small_catalogue() -> CatalogueContent:
    """Six skills (one soft) in two families; two target roles and two present ones."""
    return CatalogueContent(
        families=(
            Family("data", Bilingual("Données", "Data")),
            Family("services", Bilingual("Services aux usagers", "Public services")),
        ),
        skills=(
            skill_content("sql", label="Interroger une base de données"),
            skill_content("quality", label="Qualité des données"),
            skill_content("charts", label="Visualiser des données"),
            skill_content("mediation", family="services", label="Médiation numérique", months=36),
            skill_content("reception", family="services", kind=SkillKind.CORE, label="Accueil", months=36),
            skill_content("listening", family="services", kind=SkillKind.SOFT, label="Écoute", months=36),
        ),
        roles=(
            role_content(
                "analyst",
                [
                    Requirement("sql", 3, 2, critical=True),
                    Requirement("quality", 2, 1),
                    Requirement("charts", 3, 2),
                    Requirement("listening", 2, 1),
                ],
                label="Analyste de données",
                categories=(Category.A, Category.B),
            ),
            role_content(
                "mediator",
                [
                    Requirement("mediation", 3, 2, critical=True),
                    Requirement("reception", 2, 2),
                    Requirement("quality", 1, 1),
                ],
                label="Médiateur numérique",
                categories=(Category.B, Category.C),
            ),
            role_content(
                "counter",
                [Requirement("reception", 3, 2, critical=True), Requirement("mediation", 1, 1)],
                kind=RoleKind.PRESENT,
                label="Agent de guichet",
                categories=(Category.C,),
                job_titles=("Agent d’accueil", "Agent de guichet"),
            ),
            role_content(
                "finance",
                [Requirement("quality", 2, 2), Requirement("charts", 2, 2)],
                kind=RoleKind.PRESENT,
                label="Chargé d’études financières",
                categories=(Category.A,),
                job_titles=("Chargé d’études financières",),
            ),
        ),
    )


def store_catalogue(content: CatalogueContent | None = None, *, on: date = SINCE) -> Catalogue:
    """Write a catalogue (the small one by default) into the empty base."""
    with database().write() as session:
        repository.store_content(session, content or small_catalogue(), on=on, origin=Origin.SHIPPED)
    with database().read() as session:
        return repository.catalogue(session, on=on)


def add_agent(
    matricule: str,
    department_id: int,
    *,
    job: str | None = None,
    category: Category | None = None,
    cadre_emplois: str | None = None,
    email: str | None = None,
    retirement_on: date | None = None,
) -> int:
    """Write an agent who is there since 2020; gives the id."""
    with database().write() as session:
        row = AgentRow(
            matricule=matricule,
            last_name=f"NOM-{matricule}",
            first_name=f"Prénom-{matricule}",
            email=email,
            department_id=department_id,
            job=job,
            category=category.value if category else None,
            cadre_emplois=cadre_emplois,
            status=None,
            entry_date=date(2020, 1, 1),
            exit_date=None,
            retirement_on=retirement_on,
            has_workstation=True,
            updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(row)
        session.flush()
        return row.id


def give_levels(
    catalogue: Catalogue,
    levels: Mapping[int, Mapping[str, int]],
    *,
    source: Source = Source.MANAGER,
    on: date = date(2026, 6, 1),
) -> None:
    """Write statements: agent id → skill code → level."""
    ids = {skill.code: skill.id for skill in catalogue.skills}
    lines = [
        AgentStatement(agent_id, ids[code], Statement(level, source, on))
        for agent_id, held in levels.items()
        for code, level in held.items()
    ]
    with database().write() as session:
        record_statements(session, viewer=operator(), lines=lines)


def link_job(job: str, role_id: int | None) -> None:
    """Say which role is behind a job label, None for none."""
    with database().write() as session:
        session.add(
            JobRoleRow(
                job=job,
                role_id=role_id,
                automatic=False,
                score=None,
                linked_at=datetime(2026, 1, 1, tzinfo=UTC),
                confirmed_by=None,
            )
        )
