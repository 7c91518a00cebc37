"""From raw answers to the publication, and what each role reads of it, on both databases."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests import factories
from transfo_rh.access.model import Role, operator
from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns import service
from transfo_rh.campaigns.answers import ResponseRow
from transfo_rh.campaigns.collection import imported
from transfo_rh.campaigns.model import (
    Basis,
    CampaignDraft,
    CampaignState,
    CellState,
    Dimension,
    Item,
    PublishedCell,
    Questionnaire,
    Response,
    Unit,
)
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.results import exports
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.tables import PublicationRow
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Cancelled, Conflict, InvalidInput, NotFound, PermissionDenied

TREE = {"DG": None, "A": "DG", "B": "DG", "A1": "A", "A2": "A", "B1": "B", "B2": "B", "B3": "B"}
COUNTS = {"A1": 12, "A2": 8, "B1": 3, "B2": 6, "B3": 20}


@pytest.fixture
def published(any_database: Database) -> tuple[int, dict[str, int]]:
    """A published campaign on TREE with COUNTS; its id and the departments' ids."""
    ids = factories.add_departments(TREE)
    units = factories.units_of(TREE, ids)
    positions = {unit.code: unit.position for unit in units}
    campaign = factories.add_campaign(
        units=units, answered=factories.responses({positions[code]: n for code, n in COUNTS.items()})
    )
    publication.publish(viewer=operator(), campaign_id=campaign)
    return campaign, ids


def _cells(campaign: int, role: Role = Role.HR, *ids: int) -> dict[tuple[str | None, str], PublishedCell]:
    found = results.export(viewer=factories.viewer(role, *ids), campaign_id=campaign)
    codes = {unit.position: unit.code for unit in found.units}
    return {(None if c.unit is None else codes[c.unit], c.measure): c for c in found.cells}


def test_figures_are_those_of_a_hand_count(published: tuple[int, dict[str, int]]) -> None:
    cells = _cells(published[0])
    whole = cells[None, "Q1"]
    assert (whole.n, whole.n_band, whole.score, whole.favourable) == (49, None, 75, 80)  # unanimous
    assert (cells["A2", "Q2"].n, cells["A2", "Q2"].n_band, cells["A2", "Q2"].score) == (None, "5–9", 25)
    assert (cells[None, "D"].score, cells[None, "D"].favourable, cells[None, "D"].n) == (50, 50, 49)


def test_small_units_are_hidden_with_a_sibling(published: tuple[int, dict[str, int]]) -> None:
    states = {code: _cells(published[0])[code, "Q1"].state for code in TREE}
    assert states["B1"] is CellState.TOO_FEW
    assert states["B2"] is CellState.PRECAUTION
    assert states["B3"] is states["B"] is states["A1"] is CellState.SHOWN


def test_hidden_cells_hold_no_figure(published: tuple[int, dict[str, int]]) -> None:
    for cell in _cells(published[0]).values():
        if cell.state is not CellState.SHOWN:
            assert (cell.n, cell.n_band, cell.score, cell.favourable) == (None, None, None, None)


@pytest.mark.parametrize(
    ("role", "roots", "expected"),
    [
        (Role.HR, (), set(TREE)),
        (Role.EXECUTIVE, (), set(TREE)),
        (Role.DEPARTMENT_HEAD, ("A",), {"A", "A1", "A2"}),
        (Role.DEPARTMENT_HEAD, ("A1", "B"), {"A1", "B", "B1", "B2", "B3"}),
        (Role.DEPARTMENT_HEAD, (), set()),
        (Role.AGENT, (), set()),
        (Role.AGENT, ("A",), set()),
    ],
)
def test_each_role_reads_its_horizon_and_the_whole(
    published: tuple[int, dict[str, int]], role: Role, roots: tuple[str, ...], expected: set[str]
) -> None:
    campaign, ids = published
    seen = {code for code, _measure in _cells(campaign, role, *(ids[code] for code in roots))}
    assert seen == expected | {None}
    document = exports.results_document(
        results.export(viewer=factories.viewer(role, *(ids[code] for code in roots)), campaign_id=campaign)
    )
    listed = {department["code"] for department in document["departments"]}  # type: ignore[attr-defined]
    assert listed == expected


def test_roles_without_results_are_refused_everywhere(published: tuple[int, dict[str, int]]) -> None:
    campaign, _ids = published
    for role in Role:
        viewer = factories.viewer(role)
        if not allows(viewer, Permission.VIEW_RESULTS):
            for call in (
                lambda v=viewer: results.published_campaigns(viewer=v),
                lambda v=viewer: results.heatmap(viewer=v, campaign_id=campaign),
                lambda v=viewer: results.export(viewer=v, campaign_id=campaign),
                lambda v=viewer: results.outline(viewer=v, campaign_id=campaign),
            ):
                with pytest.raises(PermissionDenied):
                    call()
        if not allows(viewer, Permission.MANAGE_CAMPAIGNS):
            for manage in (
                lambda v=viewer: service.campaigns(viewer=v),
                lambda v=viewer: service.campaign(viewer=v, campaign_id=campaign),
                lambda v=viewer: publication.publish(viewer=v, campaign_id=campaign),
                lambda v=viewer: imported.discard_campaign(viewer=v, campaign_id=campaign),
            ):
                with pytest.raises(PermissionDenied):
                    manage()


def test_a_head_cannot_open_a_unit_outside_the_subtree(published: tuple[int, dict[str, int]]) -> None:
    campaign, ids = published
    head = factories.viewer(Role.DEPARTMENT_HEAD, ids["A"])
    positions = {code: position for position, code in enumerate(TREE)}
    assert (
        results.heatmap(viewer=head, campaign_id=campaign, unit=positions["A1"]).rows[1].label == "Service A1"
    )
    for code in ("B", "DG", "B1"):
        with pytest.raises(PermissionDenied):
            results.heatmap(viewer=head, campaign_id=campaign, unit=positions[code])
    with pytest.raises(PermissionDenied):
        results.heatmap(viewer=factories.viewer(Role.AGENT), campaign_id=campaign, unit=positions["A"])
    with pytest.raises(PermissionDenied):
        results.heatmap(viewer=head, campaign_id=campaign, unit=999)


def test_an_agent_sees_one_row(published: tuple[int, dict[str, int]]) -> None:
    view = results.heatmap(viewer=factories.viewer(Role.AGENT), campaign_id=published[0])
    assert [row.unit for row in view.rows] == [None]
    assert view.cells[0][0].cell.score == 50


def test_the_heat_map_gives_differences_to_the_whole(any_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None})
    answered = [Response(0, (), bytes([5, 5]))] * 10 + [Response(1, (), bytes([1, 1]))] * 10
    campaign = factories.add_campaign(units=units, answered=answered)
    publication.publish(viewer=operator(), campaign_id=campaign)
    view = results.heatmap(viewer=operator(), campaign_id=campaign)
    assert [measure.code for measure in view.measures] == ["D", "Q1", "Q2"]
    assert [[heat.difference for heat in row] for row in view.cells] == [[0] * 3, [40] * 3, [-40] * 3]
    items = results.heatmap(viewer=operator(), campaign_id=campaign, dimension="D")
    assert [measure.code for measure in items.measures] == ["Q1", "Q2"]
    with pytest.raises(NotFound):
        results.heatmap(viewer=operator(), campaign_id=campaign, dimension="unknown")


def test_attributes_divide_the_whole_under_the_same_rules(any_database: Database) -> None:
    answered = [
        Response(None, (value,), bytes([4, 4]))
        for value, n in {"A": 20, "B": 3, "C": 9}.items()
        for _ in range(n)
    ]
    campaign = factories.add_campaign(answered=answered, attributes=("Catégorie",))
    publication.publish(viewer=operator(), campaign_id=campaign)
    view = results.heatmap(viewer=operator(), campaign_id=campaign, attribute="Catégorie")
    assert [
        (row.label, cells[0].cell.state) for row, cells in zip(view.rows[1:], view.cells[1:], strict=True)
    ] == [
        ("A", CellState.SHOWN),
        ("B", CellState.TOO_FEW),
        ("C", CellState.PRECAUTION),
    ]
    with pytest.raises(PermissionDenied):
        results.heatmap(viewer=factories.viewer(Role.AGENT), campaign_id=campaign, attribute="Catégorie")
    with pytest.raises(PermissionDenied):
        results.heatmap(viewer=operator(), campaign_id=campaign, attribute="Nom")
    agent_cells = results.export(viewer=factories.viewer(Role.AGENT), campaign_id=campaign).cells
    assert {cell.attribute for cell in agent_cells} == {None}


def test_not_applicable_and_missing_stay_outside_the_denominators(any_database: Database) -> None:
    answered = [Response(None, (), bytes([4, 255])) for _n in range(6)] + [
        Response(None, (), bytes([2, 5]))
    ] * 6
    campaign = factories.add_campaign(answered=answered)
    publication.publish(viewer=operator(), campaign_id=campaign)
    cells = _cells(campaign)
    assert (cells[None, "Q1"].n, cells[None, "Q2"].n_band) == (12, "5–9")
    assert (cells[None, "Q1"].score, cells[None, "Q2"].score) == (50, 90)


def test_an_incomplete_response_does_not_count(any_database: Database) -> None:
    asked = factories.questionnaire(items=5)
    answered = [Response(None, (), bytes([5, 5, 5, 5, 5]))] * 10 + [
        Response(None, (), bytes([1, 1, 0, 0, 0]))
    ] * 9
    campaign = factories.add_campaign(answered=answered, asked=asked)
    publication.publish(viewer=operator(), campaign_id=campaign)
    assert _cells(campaign)[None, "Q1"].n == 10


def test_results_by_question_have_no_reliability_and_count_each_question(any_database: Database) -> None:
    answered = [Response(None, (), bytes([4, 2]))] * 40 + [Response(None, (), bytes([4, 0]))] * 10
    campaign = factories.add_campaign(answered=answered, basis=Basis.QUESTION)
    publication.publish(viewer=operator(), campaign_id=campaign)
    view = results.heatmap(viewer=operator(), campaign_id=campaign)
    assert view.measures[0].alpha is None
    cells = _cells(campaign)
    assert (cells[None, "Q1"].n, cells[None, "Q2"].n, cells[None, "D"].n) == (50, 40, 40)
    assert cells[None, "D"].score == 50


def test_below_k_nothing_at_all_is_shown(any_database: Database) -> None:
    campaign = factories.add_campaign(answered=factories.responses({None: 4}))
    publication.publish(viewer=operator(), campaign_id=campaign)
    assert {cell.state for cell in _cells(campaign).values()} == {CellState.TOO_FEW}


def test_a_campaign_is_published_once(published: tuple[int, dict[str, int]], any_database: Database) -> None:
    with pytest.raises(Conflict, match="déjà publiée"):
        publication.publish(viewer=operator(), campaign_id=published[0])
    with pytest.raises(Conflict):
        imported.discard_campaign(viewer=operator(), campaign_id=published[0])
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(PublicationRow)) == 1


def test_two_people_publishing_at_once_make_one_publication(any_database: Database) -> None:
    campaign = factories.add_campaign(answered=factories.responses({None: 30}))
    outcomes: list[str] = []
    together = threading.Barrier(3)

    def attempt() -> None:
        together.wait()
        try:
            publication.publish(viewer=operator(), campaign_id=campaign)
            outcomes.append("published")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=attempt) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "conflict", "published"]
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(PublicationRow)) == 1


def test_a_cancelled_publication_leaves_the_campaign_as_it_was(any_database: Database) -> None:
    campaign = factories.add_campaign(answered=factories.responses({None: 30}))
    for step in itertools.count():
        calls = itertools.count()

        def stop(share: float, text: str, *, at: int = step, calls: itertools.count[int] = calls) -> None:
            if next(calls) == at and share < 1:
                raise Cancelled("arrêt")

        try:
            publication.publish(viewer=operator(), campaign_id=campaign, progress=stop)
            break
        except Cancelled:
            assert service.campaign(viewer=operator(), campaign_id=campaign).state is CampaignState.CLOSED
    assert step >= 2


def test_a_discarded_campaign_leaves_no_answer(any_database: Database) -> None:
    campaign = factories.add_campaign(answered=factories.responses({None: 30}))
    imported.discard_campaign(viewer=operator(), campaign_id=campaign)
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(ResponseRow)) == 0
    assert service.campaigns(viewer=operator()) == ()


def test_raw_answers_hold_no_identity_and_no_instant(any_database: Database) -> None:
    columns = {column.name for column in ResponseRow.__table__.columns}
    assert columns == {
        "id", "campaign_id", "unit_position", "attribute_1", "attribute_2", "attribute_3", "week", "batch", "answers",
    }  # fmt: skip
    factories.add_campaign(answered=factories.responses({None: 30}))
    with any_database.read() as session:
        weeks = set(session.scalars(select(ResponseRow.week)))
        assert {week.weekday() for week in weeks} == {0}


@pytest.mark.parametrize("k", [0, 1, 4])
def test_k_is_never_below_five(any_database: Database, k: int) -> None:
    draft = CampaignDraft("T", Basis.PERSON, True, factories.WAVE, factories.questionnaire(), ())
    with pytest.raises(InvalidInput, match="seuil"):
        imported.store_campaign(
            viewer=operator(), draft=replace(draft, k=k), responses=factories.responses({None: 9})
        )


def test_an_unknown_or_unpublished_campaign_is_not_found(any_database: Database) -> None:
    campaign = factories.add_campaign(answered=factories.responses({None: 30}))
    for identifier in (campaign, 999):
        with pytest.raises(NotFound):
            results.heatmap(viewer=operator(), campaign_id=identifier)
    with pytest.raises(NotFound):
        publication.publish(viewer=operator(), campaign_id=999)
    assert results.published_campaigns(viewer=operator()) == ()


def test_the_first_view_suits_the_viewer(published: tuple[int, dict[str, int]]) -> None:
    campaign, ids = published
    everyone = results.heatmap(viewer=operator(), campaign_id=campaign)
    assert [row.label for row in everyone.rows[1:]] == ["Service A", "Service B"]
    assert everyone.path == ()
    head = results.heatmap(viewer=factories.viewer(Role.DEPARTMENT_HEAD, ids["B"]), campaign_id=campaign)
    assert [row.label for row in head.rows[1:]] == ["Service B", "Service B1", "Service B2", "Service B3"]
    assert [unit.code for unit in head.path] == ["B"]
    two = results.heatmap(
        viewer=factories.viewer(Role.DEPARTMENT_HEAD, ids["A1"], ids["B"]), campaign_id=campaign
    )
    assert [row.label for row in two.rows[1:]] == ["Service A1", "Service B"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": " "}, "titre"),
        ({"attributes": ("a", "b", "c", "d")}, "attributs"),
        ({"questionnaire": Questionnaire((), ())}, "Aucune question notée"),
        (
            {
                "questionnaire": Questionnaire(
                    (Dimension("X", "X"),), (Item("X", "X", "X", 5), Item("Y", "Y", "X", 5))
                )
            },
            "plusieurs questions",
        ),
        (
            {
                "questionnaire": Questionnaire(
                    (Dimension("E", "E"),), (Item("X", "X", None, 5), Item("Y", "Y", None, 5))
                )
            },
            "au moins une question",
        ),
        ({"units": (Unit(0, "A", "A", 1), Unit(1, "B", "B", None))}, "incohérent"),
        ({"questionnaire": factories.questionnaire(items=3)}, "même nombre"),
    ],
)
def test_a_draft_that_breaks_a_rule_is_refused(
    sqlite_database: Database, change: dict[str, object], reason: str
) -> None:
    draft = CampaignDraft("T", Basis.PERSON, True, factories.WAVE, factories.questionnaire(), ())
    with pytest.raises(InvalidInput, match=reason):
        imported.store_campaign(
            viewer=operator(),
            draft=replace(draft, **change),  # type: ignore[arg-type]
            responses=factories.responses({None: 9}),
        )
    with pytest.raises(InvalidInput, match="aucune réponse"):
        imported.store_campaign(viewer=operator(), draft=draft, responses=[])
    assert service.campaigns(viewer=operator()) == ()
