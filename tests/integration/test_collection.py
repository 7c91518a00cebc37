"""The doors' one service: exactly once, drafts that only the code opens, records that lead to nobody."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests import factories, surveys
from transfo_rh.access import service as access
from transfo_rh.access.model import Role, Viewer, administrator_operator, operator
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.campaigns.answers import CommentRow, ResponseRow
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.codes import hashed, new_code
from transfo_rh.campaigns.collection.issuing import destroy_codes, issue_codes
from transfo_rh.campaigns.collection.model import FormState
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.tables import AccessCodeRow, CampaignMemberRow, CampaignRow, SignOffCountRow
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TransfoError

PASSWORD = "agrafe cheval lampe"


def _rows(database: Database, table: type[Any]) -> list[Any]:
    with database.read() as session:
        rows = list(session.scalars(select(table)))  # in the order of the disk, except for members
        if table is CampaignMemberRow:
            rows.sort(key=lambda row: row.number)
        session.expunge_all()
        return rows


def test_an_answer_is_written_once_with_unit_attributes_and_week_alone(any_database: Database) -> None:
    survey = surveys.open_survey()
    service.submit(code=survey.codes[1].lower().replace("-", " "), answers=surveys.FULL)
    (record,) = _rows(any_database, ResponseRow)
    assert (record.unit_position, record.attribute_1, record.batch) == (0, "B", 0)
    assert record.week == clock.monday_of(clock.today())
    assert record.answers == bytes([4, 2, 5, 2, 2, 2, 1, 2, 2, 1, 3, 3])
    members = _rows(any_database, CampaignMemberRow)
    assert [member.answered for member in members] == [True, False, False]
    (count,) = _rows(any_database, SignOffCountRow)
    assert (count.on_date, count.count) == (clock.today(), 1)
    with pytest.raises(Conflict, match="déjà été enregistrée"):
        service.submit(code=survey.codes[1], answers=surveys.FULL)
    assert len(_rows(any_database, ResponseRow)) == 1
    assert service.form_of_code(code=survey.codes[1]).state is FormState.ANSWERED
    assert _rows(any_database, AuditEventRow) == []


def test_comments_are_masked_and_stand_apart(any_database: Database) -> None:
    ids = factories.add_departments({"V": None})
    surveys.add_agent(last_name="Dupont", first_name="Anne", email=None, department_id=ids["V"])
    survey = surveys.open_survey()
    service.submit(code=survey.codes[2], answers=surveys.FULL)
    comments = {row.item: row.text for row in _rows(any_database, CommentRow)}
    assert comments == {"WHY": "Le bureau de Mme [nom].", "T": "Appelez le [numéro]."}
    assert {column.name for column in CommentRow.__table__.columns} == {
        "id", "campaign_id", "unit_position", "item", "text", "batch",
    }  # fmt: skip


def test_sign_off_and_answers_share_only_what_groups(any_database: Database) -> None:
    members = {column.name for column in CampaignMemberRow.__table__.columns}
    records = {column.name for column in ResponseRow.__table__.columns}
    assert members & records == {
        "campaign_id", "unit_position", "attribute_1", "attribute_2", "attribute_3",
    }  # fmt: skip
    finer_than_a_week = [
        column.name
        for table in (ResponseRow, CommentRow)
        for column in table.__table__.columns
        if "DATE" in str(column.type).upper() and column.name != "week"
    ]
    assert finer_than_a_week == []
    assert not {"answered_at", "answered_on", "response_id"} & members


def test_answers_to_what_was_not_asked_are_dropped(any_database: Database) -> None:
    survey = surveys.open_survey()
    service.submit(code=survey.codes[1], answers={**surveys.FULL, "YN": False})
    assert [row.item for row in _rows(any_database, CommentRow)] == ["T"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Aucune question"),
        ({"T": "   "}, "Aucune question"),
        ({"unknown": 3}, "Aucune question"),
        ({"M1": 3}, "obligatoire"),
        ({"Q1": 9}, "Q1"),
        ({"Q1": 3, "S": "fax"}, "« S »"),
        ({"Q1": 3, "T": "x" * 201}, "200"),
    ],
)
def test_a_wrong_answer_is_refused_and_the_code_stays_good(
    sqlite_database: Database, answers: dict[str, Any], words: str
) -> None:
    survey = surveys.open_survey()
    with pytest.raises(InvalidInput) as refusal:
        service.submit(code=survey.codes[1], answers=answers)
    assert words in refusal.value.message.replace("\u00a0", " ")
    assert _rows(sqlite_database, ResponseRow) == []
    service.submit(code=survey.codes[1], answers={"Q1": "na"})


@pytest.mark.parametrize("kind", ["other", "malformed", "closed", "destroyed"])
def test_every_unknown_code_gets_the_same_message(sqlite_database: Database, kind: str) -> None:
    survey = surveys.open_survey()
    code = {"other": new_code(), "malformed": "ABC"}.get(kind, survey.codes[1])
    with sqlite_database.write() as session:
        if kind == "closed":
            session.execute(update(CampaignRow).values(state=CampaignState.CLOSED))
        if kind == "destroyed":
            destroy_codes(session, campaign_id=survey.id)
    for use in (
        lambda: service.form_of_code(code=code),
        lambda: service.submit(code=code, answers={"Q1": 3}),
        lambda: service.save_draft(code=code, answers={"Q1": 3}),
    ):
        with pytest.raises(NotFound, match="Ce code n’est pas reconnu"):
            use()


def test_past_the_last_day_nothing_is_written(sqlite_database: Database) -> None:
    survey = surveys.open_survey(closes_in=-1)
    assert service.form_of_code(code=survey.codes[1]).state is FormState.CLOSED
    for act in (service.submit, service.save_draft):
        with pytest.raises(Conflict, match="close"):
            act(code=survey.codes[1], answers={"Q1": 3})
    assert _rows(sqlite_database, ResponseRow) == []


def test_a_campaign_closed_between_reading_and_writing_refuses(any_database: Database) -> None:
    from transfo_rh.campaigns.collection.forms import submission

    survey = surveys.open_survey()
    member, form = service.open_code(code=survey.codes[1])
    job = submission(member, form, {"Q1": 3})
    with any_database.write() as session:
        session.execute(update(CampaignRow).values(state=CampaignState.CLOSED))
    (refusal,) = service.write_all([job])
    assert isinstance(refusal, Conflict)
    assert _rows(any_database, ResponseRow) == []


def test_submissions_that_race_are_written_exactly_once(any_database: Database) -> None:
    survey = surveys.open_survey(members=4)
    with any_database.write() as session:
        second = issue_codes(session, campaign_id=survey.id, members=range(1, 5))
    outcomes: list[TransfoError | None] = []
    start = threading.Barrier(8)

    def race(code: str) -> None:
        start.wait()
        try:
            service.submit(code=code, answers=surveys.FULL)
            outcomes.append(None)
        except TransfoError as error:
            outcomes.append(error)

    codes = [*survey.codes.values(), *second.values()]
    threads = [threading.Thread(target=race, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 4
    assert all(isinstance(outcome, Conflict) for outcome in outcomes if outcome is not None)
    assert len(_rows(any_database, ResponseRow)) == 4
    assert [row.count for row in _rows(any_database, SignOffCountRow)] == [4]


def test_one_transaction_for_several_refuses_only_the_second_of_the_same_member(
    any_database: Database,
) -> None:
    from transfo_rh.campaigns.collection.forms import submission

    survey = surveys.open_survey()
    jobs = [submission(*service.open_code(code=survey.codes[n]), surveys.FULL) for n in (2, 1, 2)]
    refusals = service.write_all(jobs)
    assert [refusal is None for refusal in refusals] == [True, True, False]
    assert len(_rows(any_database, ResponseRow)) == 2


def test_a_draft_comes_back_with_the_code_and_goes_with_the_answer(any_database: Database) -> None:
    survey = surveys.open_survey()
    service.save_draft(code=survey.codes[1], answers={"Q1": 4, "T": "Entre nous"})
    assert service.form_of_code(code=survey.codes[1]).draft == {"Q1": 4, "T": "Entre nous"}
    assert service.form_of_code(code=survey.codes[2]).draft == {}
    service.submit(code=survey.codes[1], answers={"Q1": 4})
    assert all(member.draft is None for member in _rows(any_database, CampaignMemberRow))
    with pytest.raises(Conflict):
        service.save_draft(code=survey.codes[1], answers={"Q1": 5})


def test_a_draft_is_unreadable_without_the_code(any_database: Database) -> None:
    from transfo_rh.campaigns.collection import drafts

    survey = surveys.open_survey()
    service.save_draft(code=survey.codes[1], answers={"T": "Secret de bureau"})
    service.save_draft(code=survey.codes[2], answers={"Q1": 4})
    first, second, _third = _rows(any_database, CampaignMemberRow)
    (campaign,) = _rows(any_database, CampaignRow)
    stored = {row.member_number: row.code_hash for row in _rows(any_database, AccessCodeRow)}
    assert b"Secret" not in first.draft
    assert len(first.draft) == len(second.draft)  # the length says nothing
    for guess in (stored[1], survey.codes[2], "", hashed(survey.codes[1])):
        key = drafts.key_of_code(draft_key=campaign.draft_key, code=guess)
        assert drafts.unseal(first.draft, key=key, place=f"{survey.id} 1") == {}
    right = drafts.key_of_code(draft_key=campaign.draft_key, code=survey.codes[1])
    assert drafts.unseal(first.draft, key=right, place=f"{survey.id} 2") == {}
    assert drafts.unseal(first.draft, key=right, place=f"{survey.id} 1") == {"T": "Secret de bureau"}


def test_codes_are_stored_hashed_only(any_database: Database) -> None:
    survey = surveys.open_survey()
    for row in _rows(any_database, AccessCodeRow):
        assert row.code_hash == hashed(survey.codes[row.member_number])
        assert survey.codes[row.member_number] not in repr(row.__dict__)


def _signed_in(email: str, role: Role = Role.AGENT) -> Viewer:
    account = access.add_account(
        viewer=administrator_operator(), email=email, name="Anne", role=role, password=PASSWORD,
        must_change_password=False,
    ).account  # fmt: skip
    return Viewer(account_id=account.id, name="Anne", role=role)


def test_a_signed_in_person_answers_their_own_survey_once(any_database: Database) -> None:
    ids = factories.add_departments({"V": None})
    agent = surveys.add_agent(
        last_name="Dupont", first_name="Anne", email="Anne@ville.fr", department_id=ids["V"]
    )
    survey = surveys.open_survey(agents={2: agent})
    anne, other = _signed_in("anne@ville.fr"), _signed_in("paul@ville.fr")
    (own,) = service.own_forms(viewer=anne)
    assert (own.campaign_id, own.answered, own.minutes) == (survey.id, False, 5)
    assert service.own_forms(viewer=other) == ()
    with pytest.raises(NotFound):
        service.own_form(viewer=other, campaign_id=survey.id)
    service.save_own_draft(viewer=anne, campaign_id=survey.id, answers={"Q1": 4})
    assert service.own_form(viewer=anne, campaign_id=survey.id).draft == {"Q1": 4}
    assert service.form_of_code(code=survey.codes[2]).draft == {}
    service.submit_own(viewer=anne, campaign_id=survey.id, answers=surveys.FULL)
    with pytest.raises(Conflict):
        service.submit_own(viewer=anne, campaign_id=survey.id, answers=surveys.FULL)
    with pytest.raises(Conflict):
        service.submit(code=survey.codes[2], answers=surveys.FULL)
    assert service.own_forms(viewer=anne)[0].answered
    assert len(_rows(any_database, ResponseRow)) == 1


def test_own_forms_need_the_permission(sqlite_database: Database) -> None:
    with pytest.raises(PermissionDenied):
        service.own_forms(viewer=factories.viewer(Role.ADMIN))
    assert service.own_forms(viewer=operator()) == ()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.DEPARTMENT_HEAD, Role.EXECUTIVE])
def test_only_human_resources_key_in_paper(sqlite_database: Database, role: Role) -> None:
    survey = surveys.open_survey()
    with pytest.raises(PermissionDenied):
        service.submit_paper(
            viewer=factories.viewer(role), campaign_id=survey.id, code=survey.codes[1], answers=surveys.FULL
        )


def test_paper_is_keyed_in_by_code_then_by_department(any_database: Database) -> None:
    survey = surveys.open_survey()
    keyed = {"viewer": operator(), "campaign_id": survey.id}
    service.submit_paper(**keyed, code=survey.codes[1], answers={"M1": 3})  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        service.submit_paper(**keyed, code=survey.codes[1], answers={"M1": 3})  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="n’est pas close"):
        service.submit_paper(**keyed, late=True, unit=0, answers={"M1": 3})  # type: ignore[arg-type]
    with any_database.write() as session:
        session.execute(update(CampaignRow).values(state=CampaignState.CLOSED))
        destroy_codes(session, campaign_id=survey.id)
    with pytest.raises(InvalidInput, match="service"):
        service.submit_paper(**keyed, late=True, unit=7, answers={"M1": 3})  # type: ignore[arg-type]
    service.submit_paper(**keyed, late=True, unit=0, answers={"M1": 3, "T": "tard"})  # type: ignore[arg-type]
    late = [row for row in _rows(any_database, ResponseRow) if row.attribute_1 is None]
    assert [(row.unit_position, row.week.weekday()) for row in late] == [(0, 0)]
    actions = [row.action for row in _rows(any_database, AuditEventRow)]
    assert actions == ["survey.key_paper", "survey.key_late_paper"]


def test_shuffling_keeps_every_answer_under_a_new_key(any_database: Database) -> None:
    survey = surveys.open_survey(members=30)
    for number, code in survey.codes.items():
        service.submit(code=code, answers={"Q1": number % 5 + 1, "T": f"commentaire {number}"})
    before = _rows(any_database, ResponseRow)
    with any_database.write() as session:
        assert service.shuffle(session, campaign_id=survey.id) == 30
    after = _rows(any_database, ResponseRow)
    assert sorted(row.answers for row in after) == sorted(row.answers for row in before)
    assert not {row.id for row in after} & {row.id for row in before}
    texts = [row.text for row in _rows(any_database, CommentRow)]
    assert sorted(texts) == sorted(f"commentaire {number}" for number in survey.codes)
    if any_database.is_sqlite:
        assert texts != sorted(texts, key=lambda text: int(text.split()[1]))


def test_the_notice_says_what_is_kept_and_shown(sqlite_database: Database) -> None:
    survey = surveys.open_survey(contact="rh@ville.fr")
    form = service.form_of_code(code=survey.codes[1])
    assert form.department_name == "Voirie"
    assert form.closes_on == clock.today() + timedelta(days=10)
    assert "service, catégorie, semaine de la réponse" in form.notice.attributes
    assert "5 répondants" in form.notice.thresholds
    assert "rh@ville.fr" in form.notice.rights
