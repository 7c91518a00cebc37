"""Assessing a team: who may judge whom, what is written, what waits, two people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from tests.factories import add_departments, viewer
from tests.quick_passwords import use_quick_hashes
from tests.skills_factories import add_agent, give_levels, link_job, store_catalogue
from transfo_rh.access import service as accounts
from transfo_rh.access.model import Role, Viewer, administrator_operator, operator
from transfo_rh.core.clock import today
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TransfoError
from transfo_rh.skills.assessment import dossiers, own, repository, service
from transfo_rh.skills.assessment.model import AgentStatement, Cell, CellChange
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.model import Catalogue, Source, Statement
from transfo_rh.skills.tables import SkillStatementRow

YEARS_AGO = today() - timedelta(days=3 * 366)


@dataclass(frozen=True)
class Town:
    """Two teams: A above B, and C beside; a head of A who is an agent there too."""

    catalogue: Catalogue
    places: dict[str, int]
    anne: int
    paul: int
    zoe: int
    head_agent: int
    head: Viewer
    anne_account: Viewer

    def skill(self, code: str) -> int:
        found = self.catalogue.skill(code)
        assert found is not None
        return found.id


def account(email: str, role: Role, *departments: int) -> Viewer:
    """A viewer with an account of that address."""
    made = accounts.add_account(
        viewer=administrator_operator(),
        email=email,
        name=f"Compte {email}",
        role=role,
        department_ids=departments,
        password="une phrase de passe de test",
        must_change_password=False,
    )
    return Viewer(made.account.id, made.account.name, role, departments)


@pytest.fixture
def town(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    use_quick_hashes(monkeypatch)
    places = add_departments({"A": None, "B": "A", "C": None})
    catalogue = store_catalogue()
    anne = add_agent("1", places["A"], job="Agent d’accueil", email="anne@exemple.fr")
    paul = add_agent("2", places["B"], job="Métier inconnu")
    zoe = add_agent("3", places["C"], job="agent de GUICHET")
    head_agent = add_agent("4", places["A"], email="Chef@exemple.fr")
    head = account("chef@exemple.fr", Role.DEPARTMENT_HEAD, places["A"])
    return Town(catalogue, places, anne, paul, zoe, head_agent, head, account("anne@exemple.fr", Role.AGENT))


def cell(who: Viewer, agent_id: int, skill: str, **query: str) -> Cell:
    grid = service.team_grid(viewer=who, **(query or {"family": "data"}))  # type: ignore[arg-type]
    index = [found.code for found in grid.skills].index(skill)
    return next(row.cells[index] for row in grid.rows if row.agent.id == agent_id)


def change(town: Town, agent_id: int, skill: str, level: int, seen: int = 0) -> CellChange:
    return CellChange(agent_id, town.skill(skill), level, seen)


def lines() -> int:
    with database().read() as session:
        return session.scalar(select(func.count()).select_from(SkillStatementRow)) or 0


def test_a_grid_shows_the_skills_of_present_roles_and_the_word_of_each(town: Town) -> None:
    counter = town.catalogue.role("counter")
    assert counter is not None
    link_job("Métier inconnu", counter.id)
    give_levels(town.catalogue, {town.anne: {"reception": 4}}, source=Source.SELF)
    give_levels(town.catalogue, {town.anne: {"reception": 2}}, source=Source.MANAGER)
    grid = service.team_grid(viewer=town.head)
    assert [skill.code for skill in grid.skills] == ["mediation", "reception"]
    assert [row.agent.matricule for row in grid.rows] == ["1", "2"]  # not the head, not the other team
    assert [row.role.code if row.role else None for row in grid.rows] == ["counter", "counter"]
    found = grid.rows[0].cells[1]
    assert (found.own and found.own.level, found.manager and found.manager.level, found.hr) == (4, 2, None)
    assert (found.level, found.required, found.disputed) == (2, 3, True)
    assert grid.rows[1].cells[1].level is None


def test_a_role_or_a_family_can_be_chosen_and_pages_follow(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cell(town.head, town.anne, "sql", role="analyst").required == 3
    assert [s.code for s in service.team_grid(viewer=operator(), family="services").skills] == [
        "mediation",
        "reception",
        "listening",
    ]
    monkeypatch.setattr(service, "PAGE_SIZE", 3)
    grid = service.team_grid(viewer=operator(), family="data", page=1)
    assert (len(grid.rows), grid.total, grid.pages) == (1, 4, 2)
    with pytest.raises(NotFound):
        service.team_grid(viewer=operator(), role="astronaut")


def test_only_changed_cells_become_words_of_the_assessor(town: Town) -> None:
    saved = service.save_grid(viewer=town.head, changes=[change(town, town.anne, "sql", 3)])
    assert (saved, lines()) == (1, 1)
    found = cell(town.head, town.anne, "sql")
    assert found.manager == Statement(3, Source.MANAGER, today())
    service.save_grid(viewer=operator(), changes=[change(town, town.anne, "sql", 1, found.seen)])
    found = cell(town.head, town.anne, "sql")
    assert (found.hr and found.hr.level, found.level, found.disputed) == (1, 1, True)
    assert service.save_grid(viewer=town.head, changes=[]) == 0


def test_a_cell_stated_meanwhile_refuses_everything_and_names_it(town: Town) -> None:
    seen = cell(town.head, town.anne, "sql").seen
    give_levels(town.catalogue, {town.anne: {"sql": 1}}, source=Source.HR)
    with pytest.raises(Conflict, match=r"Prénom-1 NOM-1.*Interroger une base de données"):
        service.save_grid(
            viewer=town.head,
            changes=[change(town, town.paul, "sql", 2), change(town, town.anne, "sql", 3, seen)],
        )
    assert lines() == 1


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_out_of_the_scale_is_refused(town: Town, level: int) -> None:
    with pytest.raises(InvalidInput):
        service.save_grid(viewer=town.head, changes=[change(town, town.anne, "sql", level)])
    assert lines() == 0


def test_two_people_who_save_the_same_cell_at_once_do_not_both_win(town: Town) -> None:
    ready = threading.Barrier(2)
    outcomes: list[str] = []

    def save(who: Viewer, level: int) -> None:
        ready.wait()
        try:
            service.save_grid(viewer=who, changes=[change(town, town.anne, "sql", level)])
            outcomes.append("saved")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=save, args=pair) for pair in ((town.head, 2), (operator(), 4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]
    assert lines() == 1


Action = Callable[[Town, Viewer, int], object]
ACTIONS: dict[str, Action] = {
    "save": lambda town, who, agent: service.save_grid(viewer=who, changes=[change(town, agent, "sql", 2)]),
    "history": lambda town, who, agent: dossiers.history(viewer=who, agent_id=agent),
    "certificate": lambda town, who, agent: dossiers.add_certificate(
        viewer=who, agent_id=agent, skill="sql", level=2, obtained_on=date(2026, 1, 5)
    ),
    "confirm": lambda town, who, agent: dossiers.confirm_proposal(
        viewer=who, statement_id=propose(town, agent)
    ),
    "decline": lambda town, who, agent: dossiers.decline_proposal(
        viewer=who, statement_id=propose(town, agent), level=0
    ),
}


def propose(town: Town, agent_id: int, level: int = 3) -> int:
    """A training that proposes a level; the number of its line."""
    said = Statement(level, Source.TRAINING, date(2026, 6, 1), proposed=True, note="SQL, 3 jours")
    with database().write() as session:
        record_statements(
            session, viewer=operator(), lines=[AgentStatement(agent_id, town.skill("sql"), said)]
        )
        return max(line.id for line in repository.statements(session, agent_ids=[agent_id]))


@pytest.mark.parametrize("action", list(ACTIONS))
def test_who_may_do_what_to_whom(town: Town, action: str) -> None:
    """Role × person × action: everything that is not in ``allowed`` is refused and writes nothing."""
    people = {"anne": town.anne, "paul": town.paul, "zoe": town.zoe, "head": town.head_agent}
    allowed = {"head": {"anne", "paul"}, "hr": set(people)}
    viewers = {
        "head": town.head,
        "hr": operator(),
        "executive": viewer(Role.EXECUTIVE),
        "agent": town.anne_account,
        "admin": administrator_operator(),
        "lost head": replace(town.head, department_ids=()),
    }
    for name, who in viewers.items():
        for person, agent_id in people.items():
            before = lines()
            try:
                ACTIONS[action](town, who, agent_id)
                outcome = True
            except (PermissionDenied, NotFound, Conflict) as error:
                outcome = isinstance(error, Conflict)  # within reach, and somebody spoke before
            assert outcome is (person in allowed.get(name, set())), (name, person)
            if not outcome:
                assert lines() - before == (action in ("confirm", "decline"))  # the proposal itself


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.AGENT, Role.ADMIN])
def test_who_assesses_nobody_reads_nothing(town: Town, role: Role) -> None:
    for reading in (service.team_grid, dossiers.to_review):
        with pytest.raises(PermissionDenied):
            reading(viewer=viewer(role, town.places["A"]))  # type: ignore[operator]


def test_a_department_out_of_reach_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        service.team_grid(viewer=town.head, department_id=town.places["C"])
    assert service.team_grid(viewer=town.head, department_id=town.places["B"]).total == 1


def test_a_training_proposes_and_the_manager_disposes(town: Town) -> None:
    first = propose(town, town.anne)
    waiting = cell(town.head, town.anne, "sql")
    assert waiting.level is None
    assert waiting.proposal is not None
    assert dossiers.to_review(viewer=town.head).proposed == 1
    dossiers.confirm_proposal(viewer=town.head, statement_id=first)
    found = cell(town.head, town.anne, "sql")
    assert (found.level, found.proposal, found.manager and found.manager.note) == (3, None, "SQL, 3 jours")
    with pytest.raises(Conflict):
        dossiers.confirm_proposal(viewer=town.head, statement_id=first)
    second = propose(town, town.anne, level=4)
    dossiers.decline_proposal(viewer=town.head, statement_id=second)
    assert cell(town.head, town.anne, "sql").level == 3
    assert dossiers.to_review(viewer=town.head).proposed == 0
    with pytest.raises(InvalidInput):  # nothing is known of Paul
        dossiers.decline_proposal(viewer=town.head, statement_id=propose(town, town.paul))


def test_an_expired_certificate_stays_visible_and_waits_for_a_word(town: Town) -> None:
    dossiers.add_certificate(
        viewer=town.head,
        agent_id=town.anne,
        skill="sql",
        level=4,
        obtained_on=date(2022, 1, 1),
        expires_on=date(2025, 1, 1),
        note="Certificat SQL",
    )
    found = cell(town.head, town.anne, "sql")
    assert (found.level, found.lapsed) == (None, True)
    assert dossiers.to_review(viewer=town.head).lapsed == 1
    (line,) = dossiers.history(viewer=town.head, agent_id=town.anne, skill="sql")
    assert (line.statement.note, line.author) == ("Certificat SQL", "Compte chef@exemple.fr")
    for wrong in ({"obtained_on": today() + timedelta(1)}, {"obtained_on": date(2026, 1, 1)}):
        with pytest.raises(InvalidInput):
            dossiers.add_certificate(
                viewer=town.head,
                agent_id=town.anne,
                skill="sql",
                level=2,
                expires_on=date(2026, 1, 1),
                **wrong,
            )


def test_what_waits_is_counted_within_reach(town: Town) -> None:
    give_levels(town.catalogue, {town.anne: {"sql": 3}, town.zoe: {"sql": 3}}, on=YEARS_AGO)
    give_levels(town.catalogue, {town.anne: {"sql": 4}}, source=Source.SELF)
    give_levels(town.catalogue, {town.anne: {"quality": 4}}, source=Source.SELF)
    give_levels(town.catalogue, {town.anne: {"quality": 2}})
    mine = dossiers.to_review(viewer=town.head)
    assert (mine.overdue, mine.disputed, mine.cells, mine.never_assessed) == (1, 2, 2, 1)
    everybody = dossiers.to_review(viewer=operator())
    assert (everybody.overdue, everybody.cells, everybody.never_assessed) == (2, 3, 2)
    assert dossiers.to_review(viewer=town.head, department_id=town.places["B"]).cells == 0


def test_one_says_ones_own_level_once(town: Town) -> None:
    anne = town.anne_account
    assert own.save_self(viewer=anne, levels={"reception": 4, "sql": 1}) == 2
    assert own.save_self(viewer=anne, levels={"reception": 4, "sql": 2}) == 1
    mine = own.own_levels(viewer=anne, skills=["charts"])
    assert [skill.code for skill in mine.skills] == ["sql", "charts", "mediation", "reception"]
    assert [found.own.level if found.own else None for found in mine.cells] == [2, None, None, 4]
    assert mine.cells[3].required == 3
    assert mine.role is not None
    assert mine.role.code == "counter"
    assert [line.statement.level for line in own.own_history(viewer=anne, skill="sql")] == [2, 1]


def test_a_word_past_its_review_can_be_said_again(town: Town) -> None:
    give_levels(town.catalogue, {town.anne: {"sql": 1}}, source=Source.SELF, on=YEARS_AGO)
    assert own.save_self(viewer=town.anne_account, levels={"sql": 1}) == 1


@pytest.mark.parametrize("levels", [{"sql": 5}, {"astronautics": 1}])
def test_a_wrong_word_of_ones_own_is_refused(town: Town, levels: dict[str, int]) -> None:
    with pytest.raises(TransfoError):
        own.save_self(viewer=town.anne_account, levels={"reception": 1, **levels})
    assert lines() == 0


def test_an_account_without_an_agent_is_told_so(town: Town) -> None:
    for role in (Role.HR, Role.EXECUTIVE, Role.AGENT):
        with pytest.raises(NotFound, match="adresse"):
            own.own_levels(viewer=viewer(role))
    with pytest.raises(PermissionDenied):
        own.own_levels(viewer=viewer(Role.ADMIN))


def test_a_grid_reads_its_own_rows_only(town: Town) -> None:
    """However many agents and levels stand beside: the same number of queries, and rows of the page alone."""
    for number in range(30):
        other = add_agent(f"C{number}", town.places["C"])
        give_levels(town.catalogue, {other: {"sql": 2, "quality": 1}})
    give_levels(town.catalogue, {town.anne: {"sql": 2}})
    asked: list[str] = []
    event.listen(database().engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    found = repository.statements
    read: list[int] = []

    def counted(*args: object, **options: object) -> object:
        rows = found(*args, **options)  # type: ignore[arg-type]
        read.append(len(rows))
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repository, "statements", counted)
        service.team_grid(viewer=town.head, family="data")
    assert read == [1]
    assert len(asked) <= 14
