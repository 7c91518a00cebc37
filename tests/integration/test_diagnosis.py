"""The organisational diagnosis: who fills in what, drafts, conflicts, submission, reopening, history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests import diagnoses as made
from tests import factories
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.diagnosis import repository, service
from transfo_rh.campaigns.diagnosis.model import NOT_STORED, DiagnosisAction, DiagnosisState
from transfo_rh.campaigns.life.closing import close_campaign
from transfo_rh.campaigns.life.service import answers_so_far
from transfo_rh.campaigns.model import CampaignState, CellState
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.campaigns.results.comments import comments
from transfo_rh.campaigns.results.report import department_report
from transfo_rh.campaigns.tables import PublishedCommentRow
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TransfoError
from transfo_rh.core.i18n import in_language


@pytest.fixture
def opened(any_database: Database) -> made.Opened:
    return made.open_diagnoses()


def head(opened: made.Opened, *codes: str, name: str = "Ida Morel") -> Viewer:
    found = factories.viewer(Role.DEPARTMENT_HEAD, *(opened.departments[code] for code in codes))
    return replace(found, name=name)


def hr() -> Viewer:
    return replace(factories.viewer(Role.HR), name="RH")


def fill(opened: made.Opened, viewer: Viewer, code: str, **changed: object) -> int:
    """Submit a complete diagnosis; gives its version."""
    read = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=opened.units[code])
    return service.submit(
        viewer=viewer,
        campaign_id=opened.campaign,
        unit=opened.units[code],
        version=read.version,
        answers={**made.COMPLETE, **changed},  # type: ignore[dict-item]
        comments={"s_outils": f"Outils de {code}"},
    )


def test_a_head_sees_the_departments_of_the_scope_in_tree_order(opened: made.Opened) -> None:
    lines = service.diagnoses(viewer=head(opened, "DA"), campaign_id=opened.campaign)
    assert [(line.name, line.depth) for line in lines] == [
        ("Service DA", 0),
        ("Service DA1", 1),
        ("Service DA2", 1),
    ]
    assert {line.state for line in lines} == {DiagnosisState.NOT_BEGUN}
    everything = service.diagnoses(viewer=hr(), campaign_id=opened.campaign)
    assert [line.name for line in everything] == [
        f"Service {code}" for code in ("DG", "DA", "DA1", "DA2", "DB")
    ]


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXECUTIVE, Role.ADMIN])
def test_other_roles_are_refused_everywhere(opened: made.Opened, role: Role) -> None:
    viewer = factories.viewer(role, opened.departments["DA"])
    unit = opened.units["DA"]
    calls: list[Callable[[], object]] = [
        lambda: service.campaigns(viewer=viewer),
        lambda: service.diagnoses(viewer=viewer, campaign_id=opened.campaign),
        lambda: service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit),
        lambda: service.history(viewer=viewer, campaign_id=opened.campaign, unit=unit),
        lambda: service.reopen(viewer=viewer, campaign_id=opened.campaign, unit=unit, reason="x"),
        lambda: service.save(
            viewer=viewer, campaign_id=opened.campaign, unit=unit, version=0, answers={}, comments={}
        ),
        lambda: fill(opened, viewer, "DA"),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()


def test_another_head_s_department_does_not_exist(opened: made.Opened) -> None:
    viewer = head(opened, "DA")
    for code in ("DG", "DB"):
        unit = opened.units[code]
        with pytest.raises(NotFound):
            service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
        with pytest.raises(NotFound):
            service.history(viewer=viewer, campaign_id=opened.campaign, unit=unit)
        with pytest.raises(NotFound):
            service.save(
                viewer=viewer, campaign_id=opened.campaign, unit=unit, version=0, answers={}, comments={}
            )


def test_a_head_without_department_in_the_campaign_has_none(opened: made.Opened) -> None:
    elsewhere = factories.add_departments({"AUTRE": None})
    viewer = factories.viewer(Role.DEPARTMENT_HEAD, elsewhere["AUTRE"])
    assert service.campaigns(viewer=viewer) == ()
    with pytest.raises(NotFound):
        service.diagnoses(viewer=viewer, campaign_id=opened.campaign)


def test_a_draft_survives_and_counts_its_progress(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA1"]
    version = service.save(
        viewer=viewer,
        campaign_id=opened.campaign,
        unit=unit,
        version=NOT_STORED,
        answers={"o1": "na", "p1": 6, "besoin": "Un poste"},
        comments={"s_pilotage": "  À revoir  "},
    )
    read = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert read.version == version
    assert read.content.answers == {"o1": "na", "p1": 6, "besoin": "Un poste"}
    assert read.content.comments == {"s_pilotage": "À revoir"}
    assert (read.line.state, read.line.answered, read.line.asked) == (DiagnosisState.DRAFT, 2, 3)
    assert read.may_fill
    assert not read.may_reopen


def test_two_people_on_one_draft_lose_nothing(opened: made.Opened) -> None:
    direction, service_head = head(opened, "DA", name="Direction"), head(opened, "DA1", name="Service")
    unit = opened.units["DA1"]
    first = service.save(
        viewer=direction, campaign_id=opened.campaign, unit=unit, version=0, answers={"o1": 2}, comments={}
    )
    with pytest.raises(Conflict) as caught:
        service.save(
            viewer=service_head,
            campaign_id=opened.campaign,
            unit=unit,
            version=0,
            answers={"o1": 5},
            comments={},
        )
    assert "gardée à l’écran" in caught.value.message
    read = service.diagnosis(viewer=service_head, campaign_id=opened.campaign, unit=unit)
    assert (read.version, read.content.answers) == (first, {"o1": 2})


@pytest.mark.parametrize(
    ("answers", "comments"),
    [
        ({"o1": 7}, {}),
        ({"p1": "na"}, {}),
        ({"inconnue": 1}, {}),
        ({}, {"inconnue": "texte"}),
        ({}, {"s_outils": "x" * 4001}),
    ],
)
def test_what_the_questionnaire_does_not_offer_is_refused(
    opened: made.Opened, answers: dict[str, object], comments: dict[str, str]
) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    with pytest.raises(InvalidInput):
        service.save(
            viewer=viewer,
            campaign_id=opened.campaign,
            unit=unit,
            version=0,
            answers=answers,  # type: ignore[arg-type]
            comments=comments,
        )
    read = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert read.line.state is DiagnosisState.NOT_BEGUN


def test_an_incomplete_diagnosis_is_not_submitted(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    with pytest.raises(InvalidInput, match="question 4"):
        service.submit(
            viewer=viewer,
            campaign_id=opened.campaign,
            unit=unit,
            version=0,
            answers={"o1": 1, "p1": 2},
            comments={},
        )


def test_the_theme_of_a_missing_answer_is_named_in_the_language_of_the_person(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    with in_language("en"), pytest.raises(InvalidInput, match=r"\(en\)"):
        service.submit(
            viewer=viewer, campaign_id=opened.campaign, unit=unit, version=0, answers={"o1": 1}, comments={}
        )


def test_a_submission_keeps_only_what_was_asked_and_closes_the_form(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    fill(opened, viewer, "DA", o1=1)  # o2 is asked from step 2 on
    read = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert "o2" not in read.content.answers
    assert read.line.state is DiagnosisState.SUBMITTED
    assert not read.may_fill
    with pytest.raises(Conflict, match="déjà transmis"):
        fill(opened, viewer, "DA")


def test_human_resources_read_and_reopen_but_never_fill_in(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    with pytest.raises(PermissionDenied):
        fill(opened, hr(), "DA")
    with pytest.raises(Conflict):
        service.reopen(viewer=hr(), campaign_id=opened.campaign, unit=unit, reason="Essai")
    fill(opened, viewer, "DA")
    read = service.diagnosis(viewer=hr(), campaign_id=opened.campaign, unit=unit)
    assert read.may_reopen
    assert not read.may_fill
    with pytest.raises(InvalidInput):
        service.reopen(viewer=hr(), campaign_id=opened.campaign, unit=unit, reason="  ")
    with pytest.raises(PermissionDenied):
        service.reopen(viewer=viewer, campaign_id=opened.campaign, unit=unit, reason="Moi")
    service.reopen(viewer=hr(), campaign_id=opened.campaign, unit=unit, reason="Compléter les outils")
    again = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert again.may_fill
    assert again.content.answers == made.COMPLETE


def test_the_history_tells_what_changed_between_two_submissions(opened: made.Opened) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    version = service.save(
        viewer=viewer, campaign_id=opened.campaign, unit=unit, version=0, answers={"o1": 2}, comments={}
    )
    service.save(
        viewer=viewer,
        campaign_id=opened.campaign,
        unit=unit,
        version=version,
        answers={"o1": 3},
        comments={},
    )
    fill(opened, viewer, "DA")
    service.reopen(viewer=hr(), campaign_id=opened.campaign, unit=unit, reason="Une erreur")
    fill(opened, viewer, "DA", p2=6)
    events = service.history(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert [event.action for event in events] == [
        DiagnosisAction.SUBMIT,
        DiagnosisAction.REOPEN,
        DiagnosisAction.SUBMIT,
        DiagnosisAction.DRAFT,
    ]
    assert [(c.question, c.before, c.after) for c in events[0].changes] == [
        ("il est suivi", "Maîtrisé", "Amélioration continue")
    ]
    assert (events[1].actor, events[1].reason) == ("RH", "Une erreur")
    assert events[2].changes == ()


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.PUBLISHED])
def test_a_closed_campaign_is_read_and_no_longer_written(opened: made.Opened, state: CampaignState) -> None:
    viewer, unit = head(opened, "DA"), opened.units["DA"]
    fill(opened, viewer, "DA")
    made.set_state(opened.campaign, state)
    read = service.diagnosis(viewer=viewer, campaign_id=opened.campaign, unit=unit)
    assert read.content.answers == made.COMPLETE
    assert not read.may_fill
    for act in (
        lambda: fill(opened, viewer, "DA1"),
        lambda: service.reopen(viewer=hr(), campaign_id=opened.campaign, unit=unit, reason="Trop tard"),
    ):
        with pytest.raises(TransfoError, match="close"):
            act()


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.SIMULATED])
def test_a_campaign_that_is_not_open_yet_is_not_shown(opened: made.Opened, state: CampaignState) -> None:
    made.set_state(opened.campaign, state)
    assert service.campaigns(viewer=hr()) == ()
    with pytest.raises(NotFound):
        service.diagnoses(viewer=hr(), campaign_id=opened.campaign)


def test_only_submitted_diagnoses_reach_the_publication(opened: made.Opened) -> None:
    viewer = head(opened, "DG")
    fill(opened, viewer, "DA", o1="na", besoin="Un poste")
    service.save(
        viewer=viewer,
        campaign_id=opened.campaign,
        unit=opened.units["DB"],
        version=0,
        answers=made.COMPLETE,
        comments={},
    )
    with database().read() as session:
        records = repository.records_for_publication(session, opened.campaign)
        comments = repository.comments_for_publication(session, opened.campaign)
        submitted = repository.submitted_units(session, opened.campaign)
    assert [(record.unit, record.answers) for record in records] == [
        (opened.units["DA"], bytes([255, 0, 2, 5]))
    ]
    assert [(c.unit, c.item, c.text) for c in comments] == [
        (opened.units["DA"], "besoin", "Un poste"),
        (opened.units["DA"], "s_outils", "Outils de DA"),
    ]
    assert submitted == {opened.units["DA"]}


def test_a_campaign_is_closed_and_published_department_by_department(opened: made.Opened) -> None:
    viewer = head(opened, "DG")
    fill(opened, viewer, "DA1", o1=6)
    fill(opened, viewer, "DA2", o1=1)
    operated = operator()
    close_campaign(viewer=operated, campaign_id=opened.campaign)
    publish(viewer=operated, campaign_id=opened.campaign)
    with database().read() as session:
        published = campaigns_repository.latest_publication(session, opened.campaign)
        assert published is not None
        cells = campaigns_repository.published_cells(
            session, publication_id=published[0], visible_units=None, attributes_visible=True
        )
        rows = session.execute(select(PublishedCommentRow.unit_position, PublishedCommentRow.text))
        comments = {(unit, text) for unit, text in rows}
    found = {(cell.unit, cell.measure): cell for cell in cells}
    one, other = opened.units["DA1"], opened.units["DA2"]
    assert (found[one, "o1"].n, found[one, "o1"].score) == (1, 100)
    assert (found[other, "o1"].n, found[other, "o1"].score) == (1, 0)
    assert (found[opened.units["DA"], "o1"].n, found[opened.units["DA"], "o1"].score) == (2, 50)
    assert found[opened.units["DB"], "o1"].state is CellState.NO_ANSWER
    assert {cell.state for cell in cells} == {CellState.SHOWN, CellState.NO_ANSWER}
    assert comments == {(one, "Outils de DA1"), (other, "Outils de DA2")}
    with pytest.raises(Conflict):
        publish(viewer=operated, campaign_id=opened.campaign)


def test_published_comments_are_read_by_those_who_signed_and_those_above(opened: made.Opened) -> None:
    viewer = head(opened, "DG")
    for code in ("DG", "DA", "DA1", "DB"):
        fill(opened, viewer, code)
    assert answers_so_far(viewer=operator(), campaign_ids=(opened.campaign,)) == {opened.campaign: 4}
    close_campaign(viewer=operator(), campaign_id=opened.campaign)
    publish(viewer=operator(), campaign_id=opened.campaign)

    def read(reader: Viewer) -> set[str]:
        return {line.text for line in comments(viewer=reader, campaign_id=opened.campaign).comments}

    assert read(hr()) == {"Outils de DG", "Outils de DA", "Outils de DA1", "Outils de DB"}
    assert read(head(opened, "DA")) == {"Outils de DA", "Outils de DA1"}
    assert read(head(opened, "DA1")) == {"Outils de DA1"}
    assert read(head(opened, "DA2")) == set()
    found = comments(viewer=hr(), campaign_id=opened.campaign)
    assert {line.question for line in found.comments} == {"Les outils\u00a0: commentaire"}


def test_the_report_of_a_diagnosis_is_printed(opened: made.Opened) -> None:
    fill(opened, head(opened, "DA"), "DA")
    close_campaign(viewer=operator(), campaign_id=opened.campaign)
    publish(viewer=operator(), campaign_id=opened.campaign)
    printed = department_report(viewer=hr(), campaign_id=opened.campaign, unit=opened.units["DA"])
    assert printed.startswith(b"%PDF-")
