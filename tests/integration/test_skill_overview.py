"""Maps, cover and search on both databases: figures by hand, scopes, what readers of aggregates get, files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from tests.factories import add_departments, viewer
from tests.skills_factories import TODAY, add_agent, give_levels, link_job, store_catalogue
from transfo_rh.access.model import Role
from transfo_rh.access.policy import Permission, reach_of
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core import clock
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import InvalidInput, NotFound, PermissionDenied
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import Catalogue
from transfo_rh.skills.overview import exports, people, risks, service
from transfo_rh.skills.overview.cover import Cover, Holders
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.model import Criterion, RoleChoice, SkillCell, SkillMap
from transfo_rh.skills.overview.urgency import Urgency

HR, EXECUTIVE = viewer(Role.HR), viewer(Role.EXECUTIVE)


@pytest.fixture(autouse=True)
def _today():
    with clock.pinned(TODAY):
        yield


@dataclass(frozen=True)
class Town:
    """A (authority) holds B (with C below) and D. ``agents``: name → id."""

    departments: dict[str, int]
    agents: dict[str, int]
    catalogue: Catalogue


def _town() -> Town:
    """B: 4 analysts of its own, C: 2 people, D: 8 people; one lone expert of D retires in 2028."""
    ids = add_departments({"A": None, "B": "A", "C": "B", "D": "A"})
    catalogue = store_catalogue()
    agents, levels = {}, {}
    for code, numbers in (("B", range(4)), ("C", range(4, 6)), ("D", range(6, 14))):
        for number in numbers:
            name = f"{code}{number}"
            retirement = date(2028, 6, 1) if number == 13 else None
            agents[name] = add_agent(
                name,
                ids[code],
                job="Analyste" if code == "B" else "Agent d’accueil",
                retirement_on=retirement,
            )
            levels[agents[name]] = {"sql": 3 if code == "B" else number % 3, "reception": 2}
    levels[agents["B0"]] |= {"quality": 2, "charts": 3}
    levels[agents["D13"]] |= {"mediation": 4}
    give_levels(catalogue, levels)
    return Town(ids, agents, catalogue)


def _cell(view: SkillMap, department: str, skill: str) -> SkillCell:
    row = [row.code for row in view.rows].index(department)
    return view.cells[row][[one.code for one in view.skills].index(skill)]


def test_a_department_counts_its_people_and_those_below(any_database: Database) -> None:
    _town()
    view = service.skill_map(viewer=HR, family="data")
    assert [(row.code, row.headcount, row.has_children) for row in view.rows] == [
        ("A", 14, True),
        ("B", 6, True),
        ("D", 8, False),
    ]
    # B: four people at 3; C below: 4 % 3 = 1 and 5 % 3 = 2
    assert _cell(view, "B", "sql") == SkillCell(Shown.SHOWN, 6, 100, 2.5, Shown.SHOWN, 4)
    # D: 6…13 % 3 = 0 1 2 0 1 2 0 1
    assert _cell(view, "D", "sql") == SkillCell(Shown.SHOWN, 8, 100, 0.9, Shown.SHOWN, 0)
    assert _cell(view, "A", "quality").assessed == 1
    assert _cell(view, "D", "quality").state is Shown.NOBODY


def test_a_map_opens_on_a_department_and_a_head_starts_at_the_own_one(any_database: Database) -> None:
    town = _town()
    below = service.skill_map(viewer=HR, family="data", department="B")
    assert [row.code for row in below.rows] == ["B", "C"]
    head = viewer(Role.DEPARTMENT_HEAD, town.departments["B"])
    assert service.skill_map(viewer=head, family="data") == below
    deep = service.skill_map(viewer=HR, family="data", deep=True)
    assert [(row.code, row.depth) for row in deep.rows] == [("A", 0), ("B", 1), ("C", 2), ("D", 1)]
    for read in (service.skill_map, service.role_map, risks.cover):
        with pytest.raises(NotFound):
            read(viewer=head, department="D")
    with pytest.raises(NotFound):
        people.person_map(viewer=head, family="data", department="D")
    with pytest.raises(NotFound):
        people.find_people(viewer=head, criteria=[Criterion("sql", 1)], department="A")


def test_a_reader_of_aggregates_learns_nothing_of_few_people(any_database: Database) -> None:
    _town()
    view = service.skill_map(viewer=EXECUTIVE, family="data", deep=True)
    assert view.protected
    assert _cell(view, "A", "sql").mean == 1.5  # 22 / 14, to the half
    assert _cell(view, "B", "sql").mean == 2.5  # C (2 people) stays within it
    assert _cell(view, "C", "sql") == SkillCell(Shown.HIDDEN)
    assert _cell(view, "B", "sql").assessed is None
    assert _cell(view, "B", "sql").assessed_share == 80  # all six of them
    # four people hold it, fewer than five: no count anywhere, although HR reads 4
    assert _cell(view, "A", "sql").holders is None
    assert _cell(view, "A", "quality") == SkillCell(Shown.HIDDEN)  # one person alone


def test_a_total_without_one_child_does_not_tell_it(any_database: Database) -> None:
    ids = add_departments({"A": None, "B": "A", "C": "A", "D": "A"})
    catalogue = store_catalogue()
    levels = {}
    for code, count in (("B", 9), ("C", 7), ("D", 2)):
        for number in range(count):
            levels[add_agent(f"{code}{number}", ids[code])] = {"sql": number % 4}
    give_levels(catalogue, levels)
    view = service.skill_map(viewer=EXECUTIVE, family="data")
    assert [_cell(view, code, "sql").state.value for code in "ABCD"] == [
        "shown",
        "shown",
        "too_few",
        "too_few",
    ]


def test_departments_by_roles_count_the_classes_of_the_fit(any_database: Database) -> None:
    _town()
    view = service.role_map(viewer=HR, domain="data", department="B")
    cell = view.cells[0][[role.code for role in view.roles].index("analyst")]
    # by hand, weights 2 / 1 / 2 (the soft skill does not count). B0 holds 3, 2 and 3 of 3, 2 and 3: ready. B1 to B3
    # hold the first alone: from 40 to 100, to assess. C4 (1 of 3) lacks two critical levels. C5 (2 of 3): 27 to 87.
    assert cell.counts is not None
    assert {name: count for name, count in cell.counts.items() if count} == {
        Readiness.READY: 1,
        Readiness.NOT_READY: 1,
        Readiness.UNKNOWN: 4,
    }
    assert (cell.near, cell.known) == (1, 6)
    shown = service.role_map(viewer=EXECUTIVE, domain="data", department="B")
    assert all(cell.near is None and cell.counts is None for line in shown.cells for cell in line)


def test_cover_names_the_lone_holder_for_those_who_may_see_names(any_database: Database) -> None:
    town = _town()
    view = risks.cover(viewer=HR)
    lines = {line.skill.code: line for line in view.skills}
    assert "listening" not in lines  # soft skills are not judged
    assert (lines["sql"].required, lines["sql"].cover, lines["sql"].holders) == (
        3,
        Cover.COVERED,
        Holders(4, 0),
    )
    # « mediation »: asked at 3 by one role and at 1 by another, so 3; D13 holds 4 and retires in 2028
    assert (lines["mediation"].required, lines["mediation"].holders) == (3, Holders(1, 1))
    assert (lines["mediation"].cover, lines["mediation"].urgency) == (Cover.FRAGILE, Urgency.URGENT)
    lone = view.singles[0]
    assert (lone.skill.code, lone.within_horizon, lone.retirement_on) == ("mediation", True, date(2028, 6, 1))
    assert lone.agent is not None
    assert lone.agent.id == town.agents["D13"]
    roles = {line.role.code: line.found for line in view.roles}
    assert roles["analyst"].cover is Cover.COVERED
    assert (roles["mediator"].cover, roles["mediator"].weakest) == (Cover.FRAGILE, ("mediation",))


def test_a_reader_of_aggregates_gets_classes_without_names_and_not_of_few_people(
    any_database: Database,
) -> None:
    _town()
    view = risks.cover(viewer=EXECUTIVE)
    assert {line.skill.code: line.cover for line in view.skills}["mediation"] is Cover.FRAGILE
    assert all(line.holders is line.doers is line.teachers is None for line in view.skills)
    assert view.singles
    assert all(single.agent is None and single.retirement_on is None for single in view.singles)
    # « fragile » in a department would tell of one or two people there
    for department in ("C", "D"):
        with pytest.raises(PermissionDenied):
            risks.cover(viewer=EXECUTIVE, department=department)


def test_the_roles_held_in_the_scope_say_what_is_required(any_database: Database) -> None:
    town = _town()
    asked = {"reception": 3, "mediation": 1}
    by_title = risks.cover(viewer=HR, department="D", choice=RoleChoice.HELD)
    assert {line.skill.code: line.required for line in by_title.skills} == asked  # the role gives this title
    roles = {role.code: role.id for role in town.catalogue.roles}
    link_job("Analyste", roles["counter"])
    linked = risks.cover(viewer=HR, department="B", choice=RoleChoice.HELD)
    assert {
        line.skill.code: line.required for line in linked.skills
    } == asked  # no role gives it: somebody linked it
    assert risks.cover(viewer=HR, department="B", choice=RoleChoice.HELD).choice is RoleChoice.HELD


def test_a_job_that_a_person_left_without_a_role_keeps_none(any_database: Database) -> None:
    _town()
    link_job("Agent d’accueil", None)
    assert risks.cover(viewer=HR, department="D", choice=RoleChoice.HELD).choice is RoleChoice.ALL


def test_people_are_found_by_every_criterion_within_the_scope(any_database: Database) -> None:
    town = _town()
    found = people.find_people(viewer=HR, criteria=[Criterion("sql", 2), Criterion("reception", 2)])
    assert [one.agent.matricule for one in found.people] == ["B0", "B1", "B2", "B3", "C5", "D11", "D8"]
    assert found.people[0].levels == (3, 2)
    assert found.people[4].path == "Service B › Service C"
    head = viewer(Role.DEPARTMENT_HEAD, town.departments["C"])
    own = people.find_people(viewer=head, criteria=[Criterion("sql", 1)])
    assert [one.agent.matricule for one in own.people] == ["C5", "C4"]
    assert people.find_people(viewer=HR, criteria=[Criterion("sql", 4)]).total == 0
    assert people.find_people(viewer=HR, criteria=[Criterion("sql", 1)], page=9).people == ()


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [Criterion("sql", 1)] * 2,
        [Criterion("nothing", 1)],
        [Criterion("sql", 0)],
        [Criterion("sql", 5)],
    ],
)
def test_a_search_without_sense_is_refused(sqlite_database: Database, criteria: list[Criterion]) -> None:
    store_catalogue()
    with pytest.raises(InvalidInput):
        people.find_people(viewer=HR, criteria=criteria)


def test_the_page_of_people_holds_their_levels_and_nobody_else(any_database: Database) -> None:
    town = _town()
    head = viewer(Role.DEPARTMENT_HEAD, town.departments["B"])
    view = people.person_map(viewer=head, family="data", size=4)
    assert [agent.matricule for agent in view.agents] == ["B0", "B1", "B2", "B3"]
    assert (view.total, view.pages) == (6, 2)
    assert view.levels[0] == (3, 2, 3)
    assert view.levels[1] == (3, None, None)
    assert [a.matricule for a in people.person_map(viewer=HR, family="data", text="D13").agents] == ["D13"]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_the_policy_says(sqlite_database: Database, role: Role) -> None:
    town = _town()
    who = viewer(role, town.departments["B"])
    calls = (
        (Permission.VIEW_SKILLS_MAP, lambda: service.skill_map(viewer=who)),
        (Permission.VIEW_SKILLS_MAP, lambda: service.role_map(viewer=who)),
        (Permission.VIEW_SKILLS_MAP, lambda: service.places(viewer=who)),
        (Permission.VIEW_SKILLS_MAP, lambda: risks.cover(viewer=who)),
        (Permission.VIEW_SKILLS_MAP, lambda: exports.skill_map_file(viewer=who)),
        (Permission.VIEW_SKILLS_MAP, lambda: exports.role_map_file(viewer=who)),
        (Permission.ASSESS_SKILLS, lambda: people.person_map(viewer=who, family="data")),
        (Permission.ASSESS_SKILLS, lambda: people.find_people(viewer=who, criteria=[Criterion("sql", 1)])),
        (Permission.ASSESS_SKILLS, lambda: people.search_places(viewer=who)),
        (Permission.ASSESS_SKILLS, lambda: exports.person_map_file(viewer=who, family="data")),
    )
    for permission, call in calls:
        if reach_of(role, permission) is None:
            with pytest.raises(PermissionDenied):
                call()
        else:
            assert call()


def test_a_head_without_department_sees_nobody(sqlite_database: Database) -> None:
    _town()
    nobody = viewer(Role.DEPARTMENT_HEAD)
    assert service.skill_map(viewer=nobody, family="data").rows[0].headcount == 0
    assert risks.cover(viewer=nobody).singles == ()
    assert people.find_people(viewer=nobody, criteria=[Criterion("sql", 1)]).total == 0
    assert people.person_map(viewer=nobody, family="data").agents == ()


def test_the_workbook_has_the_colours_and_hides_what_the_screen_hides(sqlite_database: Database) -> None:
    _town()
    book = openpyxl.load_workbook(io.BytesIO(exports.skill_map_file(viewer=EXECUTIVE, family="data")))
    assert book.sheetnames[:3] == ["Niveau moyen", "Part évaluée", "Détenteurs"]
    sheet = book["Niveau moyen"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert rows["B"][3].value == 2.5
    assert rows["B"][3].fill.fgColor.rgb == "FF5A9EC6"  # seventh step of ten
    assert rows["C"][3].value == "masqué"
    assert rows["C"][1].value.strip() == "Service C"
    person = openpyxl.load_workbook(io.BytesIO(exports.person_map_file(viewer=HR, family="data")))["Agents"]
    assert [cell.value for cell in person[2]][:3] == ["NOM-B0", "Prénom-B0", "B0"]
    assert person[2][5].fill.fgColor.rgb == "FF2F6EA6"
    with database().read() as session:
        lines = session.execute(select(AuditEventRow.action, AuditEventRow.object_type)).all()
    assert [tuple(line) for line in lines] == [
        ("skills.export", "skill_map"),
        ("skills.export", "person_map"),
    ]
