"""The life of a campaign on both databases: prepared, simulated, opened once, frozen, closed without a trace of who."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select, update

from tests import factories
from tests.campaign_life import (
    HEADCOUNTS,
    QUESTIONNAIRE,
    TREE,
    add_agents,
    answer,
    campaign,
    created,
    opened,
    plan,
)
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns import answers
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.collection import repository as collection_repository
from transfo_rh.campaigns.collection.imported import discard_campaign
from transfo_rh.campaigns.collection.issuing import issue_codes
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.model import (
    CampaignState,
    Grouping,
    Population,
    Thresholds,
)
from transfo_rh.campaigns.tables import (
    AccessCodeRow,
    CampaignMemberRow,
    CampaignRow,
    CampaignUnitRow,
)
from transfo_rh.cli import main as command
from transfo_rh.core import clock
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TransfoError
from transfo_rh.staff.model import Category
from transfo_rh.staff.tables import AgentRow


@pytest.fixture
def staffed(any_database: Database) -> dict[str, int]:
    """A small organisation with its agents; gives the departments' ids."""
    ids = factories.add_departments(TREE)
    add_agents(HEADCOUNTS, ids)
    return ids


def test_a_whole_life(staffed: dict[str, int]) -> None:
    campaign_id = created()
    assert campaign(campaign_id).state is CampaignState.DRAFT
    simulation = service.simulate(viewer=operator(), campaign_id=campaign_id)
    assert campaign(campaign_id).state is CampaignState.SIMULATED
    assert simulation.whole.headcount == sum(HEADCOUNTS.values())
    service.open_campaign(viewer=operator(), campaign_id=campaign_id)
    running = campaign(campaign_id)
    assert running.state is CampaignState.OPEN
    assert (running.member_count, running.opened_at is not None) == (45, True)
    answer(campaign_id, range(1, 31))
    assert service.answers_so_far(viewer=operator(), campaign_ids=(campaign_id,)) == {campaign_id: 30}
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    closed = campaign(campaign_id)
    assert (closed.state, closed.response_count) == (CampaignState.CLOSED, 30)
    assert closed.closed_at is not None


def test_a_change_sends_a_simulated_campaign_back_to_draft(staffed: dict[str, int]) -> None:
    campaign_id = created()
    service.simulate(viewer=operator(), campaign_id=campaign_id)
    changed = plan(thresholds=Thresholds(scores=8), attributes=("status",), crosses=())
    service.update_plan(viewer=operator(), campaign_id=campaign_id, title="Autre titre", plan=changed)
    found = campaign(campaign_id)
    assert (found.state, found.title, found.k) == (CampaignState.DRAFT, "Autre titre", 8)
    assert (found.plan, found.attributes) == (changed, ("status",))
    with pytest.raises(Conflict, match="Simulez d’abord"):
        service.open_campaign(viewer=operator(), campaign_id=campaign_id)


def test_a_stale_edit_is_refused(staffed: dict[str, int]) -> None:
    campaign_id = created()
    seen = service.preparation(viewer=operator(), campaign_id=campaign_id).version
    service.update_plan(
        viewer=operator(), campaign_id=campaign_id, title="Première", plan=plan(), version=seen
    )
    with pytest.raises(Conflict, match="entre-temps"):
        service.update_plan(
            viewer=operator(), campaign_id=campaign_id, title="Seconde", plan=plan(), version=seen
        )
    assert campaign(campaign_id).title == "Première"


def test_nothing_changes_after_the_opening(staffed: dict[str, int]) -> None:
    campaign_id = opened()
    before = campaign(campaign_id)
    actions = (
        lambda: service.update_plan(viewer=operator(), campaign_id=campaign_id, title="X", plan=plan()),
        lambda: service.simulate(viewer=operator(), campaign_id=campaign_id),
        lambda: service.open_campaign(viewer=operator(), campaign_id=campaign_id),
        lambda: service.discard_draft(viewer=operator(), campaign_id=campaign_id),
    )
    for action in actions:
        with pytest.raises(Conflict):
            action()
    assert campaign(campaign_id) == before


def test_staff_that_moves_afterwards_leaves_the_frozen_roster_alone(staffed: dict[str, int]) -> None:
    opened()
    with database().write() as session:
        session.execute(update(AgentRow).values(department_id=staffed["DS"], category=Category.A))
    with database().read() as session:
        rows = session.execute(select(CampaignMemberRow.unit_position, CampaignMemberRow.attribute_1)).all()
    assert len({row[0] for row in rows}) == len(HEADCOUNTS)
    assert {row[1] for row in rows} == {"A", "B", "C"}


def test_two_people_opening_at_once_open_once(staffed: dict[str, int]) -> None:
    campaign_id = created()
    service.simulate(viewer=operator(), campaign_id=campaign_id)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def attempt() -> None:
        barrier.wait()
        try:
            service.open_campaign(viewer=operator(), campaign_id=campaign_id)
            outcomes.append("opened")
        except TransfoError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Conflict", "opened"]
    with database().read() as session:
        numbers = session.scalars(select(CampaignMemberRow.number)).all()
    assert sorted(numbers) == list(range(1, 46))


def test_members_are_numbered_in_random_order(staffed: dict[str, int]) -> None:
    orders = []
    for _ in range(2):
        campaign_id = opened()
        with database().read() as session:
            orders.append(
                session.scalars(
                    select(CampaignMemberRow.agent_id)
                    .where(CampaignMemberRow.campaign_id == campaign_id)
                    .order_by(CampaignMemberRow.number)
                ).all()
            )
    assert sorted(orders[0]) == sorted(orders[1])  # type: ignore[type-var]
    assert orders[0] != orders[1]
    assert orders[0] != sorted(orders[0])  # type: ignore[type-var]


def test_groupings_become_units_above_what_they_group(staffed: dict[str, int]) -> None:
    grouping = Grouping("Autres services – DT", "DT", ("DT2", "DT3"))
    campaign_id = opened(groupings=(grouping,))
    with database().read() as session:
        units = campaigns_repository.units(session, campaign_id)
    by_code = {unit.code: unit for unit in units}
    group = by_code["DT+1"]
    assert (group.name, group.department_id) == ("Autres services – DT", None)
    assert group.parent == by_code["DT"].position
    assert {unit.code for unit in units if unit.parent == group.position} == {"DT2", "DT3"}
    assert by_code["DT1"].parent == by_code["DT"].position
    assert all(unit.parent is None or unit.parent < unit.position for unit in units)


def test_a_grouping_that_fits_no_more_is_said(staffed: dict[str, int]) -> None:
    campaign_id = created(groupings=(Grouping("Autres", "DT", ("DT2", "DS")),))
    with pytest.raises(InvalidInput, match="ne convient plus"):
        service.simulate(viewer=operator(), campaign_id=campaign_id)
    assert campaign(campaign_id).state is CampaignState.DRAFT


def test_closing_destroys_what_says_who_answered(staffed: dict[str, int]) -> None:
    campaign_id = opened()
    answer(campaign_id, range(1, 21))
    with database().write() as session:
        issue_codes(session, campaign_id=campaign_id, members=range(21, 46))
        collection_repository.save_draft(session, campaign_id=campaign_id, number=30, sealed=b"sealed")
        session.execute(update(CampaignMemberRow).values(reminders=1, reminded_at=clock.now()))
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with database().read() as session:
        assert session.scalars(select(AccessCodeRow.code_hash)).all() == []
        members = session.scalars(select(CampaignMemberRow)).all()
        assert len(members) == 45
        assert {(m.answered, m.draft, m.reminded_at, m.reminders) for m in members} == {(None, None, None, 0)}
        assert session.scalar(select(CampaignRow.draft_key)) is None
        counts = session.execute(select(CampaignUnitRow.invited, CampaignUnitRow.answered)).all()
    assert (sum(row[0] for row in counts), sum(row[1] for row in counts)) == (45, 20)
    assert sorted(row[0] for row in counts) == [0, 2, 4, 7, 12, 20]


def test_members_and_answers_share_no_key(staffed: dict[str, int]) -> None:
    campaign_id = opened()
    answer(campaign_id, range(1, 41))
    with database().read() as session:
        before = set(session.scalars(select(answers.ResponseRow.id)))
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with database().read() as session:
        after = set(session.scalars(select(answers.ResponseRow.id)))
    assert len(after) == 40
    assert not before & after
    shared = {column.name for column in CampaignMemberRow.__table__.columns} & {
        column.name for column in answers.ResponseRow.__table__.columns
    }
    assert shared == {"campaign_id", "unit_position", "attribute_1", "attribute_2", "attribute_3"}


def test_a_closed_campaign_cannot_be_closed_again(staffed: dict[str, int]) -> None:
    campaign_id = opened()
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with pytest.raises(Conflict, match="n’est pas ouverte"):
        service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with database().read() as session:
        assert collection_repository.sign_off(session, campaign_id=campaign_id, number=99) is None


def test_a_closed_campaign_that_was_answered_here_is_not_deleted(staffed: dict[str, int]) -> None:
    campaign_id = opened()
    answer(campaign_id, range(1, 7))
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with pytest.raises(Conflict, match="ne se supprime pas"):
        discard_campaign(viewer=operator(), campaign_id=campaign_id)
    assert campaign(campaign_id).state is CampaignState.CLOSED


def test_an_opening_by_mistake_is_abandoned_only_before_the_first_answer(staffed: dict[str, int]) -> None:
    mistaken, answered = opened(), opened()
    answer(answered, range(1, 2))
    service.abandon_campaign(viewer=operator(), campaign_id=mistaken)
    with pytest.raises(NotFound):
        campaign(mistaken)
    with pytest.raises(Conflict, match="seulement close"):
        service.abandon_campaign(viewer=operator(), campaign_id=answered)
    assert campaign(answered).state is CampaignState.OPEN


def test_a_draft_is_discarded(staffed: dict[str, int]) -> None:
    campaign_id = created()
    service.discard_draft(viewer=operator(), campaign_id=campaign_id)
    with pytest.raises(NotFound):
        campaign(campaign_id)


def test_a_population_of_nobody_or_of_an_unknown_department_is_refused(staffed: dict[str, int]) -> None:
    nobody = created(population=Population(clock.today(), statuses=("apprentice",)))
    with pytest.raises(InvalidInput, match="Personne ne correspond"):
        service.simulate(viewer=operator(), campaign_id=nobody)
    unknown = created(population=Population(clock.today(), departments=("XX",)))
    with pytest.raises(InvalidInput, match="XX"):
        service.simulate(viewer=operator(), campaign_id=unknown)


def test_a_population_is_a_part_of_the_tree(staffed: dict[str, int]) -> None:
    chosen = Population(clock.today(), departments=("DT",), categories=("A",))
    count = service.population_count(viewer=operator(), population=chosen)
    assert (count.agents, count.departments) == (7 + 2 + 3, 3)
    campaign_id = opened(population=chosen)
    with database().read() as session:
        units = campaigns_repository.units(session, campaign_id)
    assert [(unit.code, unit.parent) for unit in units] == [("DT", None), ("DT1", 0), ("DT2", 0), ("DT3", 0)]
    assert campaign(campaign_id).member_count == 12


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closes_on": date(2020, 1, 1)}, "La clôture"),
        ({"thresholds": Thresholds(comments=4)}, "sous 5"),
        ({"attributes": ("category", "status", "seniority", "sector")}, "Au plus 3"),
        ({"attributes": ("age",), "crosses": ()}, "n’existe pas"),
        ({"crosses": (("category", "status"),)}, "Un croisement"),
        ({"crosses": (("department", "department"),)}, "Un croisement"),
        (
            {
                "crosses": (
                    ("department", "category"),
                    ("category", "has_workstation"),
                    ("department", "has_workstation"),
                )
            },
            "un cercle",
        ),
        ({"expected_rates": (("", 1.2),)}, "Un taux"),
        ({"target_rate": 0.5}, "taux d’alerte"),
        ({"population": Population(date(2026, 1, 1), categories=("D",))}, "n’existe pas"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(
    sqlite_database: Database, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        created(**changes)
    assert campaigns_service.campaigns(viewer=operator()) == ()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_human_resources_alone_lead_a_campaign(sqlite_database: Database, role: Role) -> None:
    viewer = factories.viewer(role)
    calls = (
        lambda: service.create_campaign(
            viewer=viewer,
            title="X",
            questionnaire_code=QUESTIONNAIRE,
            questionnaire_version=None,
            plan=plan(),
        ),
        lambda: service.update_plan(viewer=viewer, campaign_id=1, title="X", plan=plan()),
        lambda: service.preparation(viewer=viewer, campaign_id=1),
        lambda: service.simulate(viewer=viewer, campaign_id=1),
        lambda: service.simulation_of(viewer=viewer, campaign_id=1),
        lambda: service.open_campaign(viewer=viewer, campaign_id=1),
        lambda: service.close_campaign(viewer=viewer, campaign_id=1),
        lambda: service.abandon_campaign(viewer=viewer, campaign_id=1),
        lambda: service.discard_draft(viewer=viewer, campaign_id=1),
        lambda: service.population_count(viewer=viewer, population=Population(clock.today())),
        lambda: service.department_tree(viewer=viewer, population=Population(clock.today())),
        lambda: service.answers_so_far(viewer=viewer, campaign_ids=(1,)),
    )
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()


def test_the_commands_open_and_close(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_agents(HEADCOUNTS, factories.add_departments(TREE))
    campaign_id = created()
    service.simulate(viewer=operator(), campaign_id=campaign_id)
    for arguments in (["open", str(campaign_id)], ["close", str(campaign_id), "--yes"]):
        monkeypatch.setattr("sys.argv", ["transfo-rh", "survey", *arguments])
        with pytest.raises(SystemExit) as end:
            command.main()
        assert not end.value.code
    said = capsys.readouterr().out
    assert "population de 45" in said
    assert "close, 0 réponse reçue" in said
    assert campaign(campaign_id).state is CampaignState.CLOSED
