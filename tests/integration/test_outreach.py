"""Participation, invitations, reminders and paper on both databases: counts only, nobody is ever named."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests import diagnoses, factories, outreach
from tests.outreach import Opened
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.campaigns.collection import service as collection
from transfo_rh.campaigns.collection.codes import hashed
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.outreach import invitations, paper, participation
from transfo_rh.campaigns.outreach.model import Participation, Standing
from transfo_rh.campaigns.tables import AccessCodeRow, CampaignMemberRow
from transfo_rh.core import clock, mail
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied, StorageUnavailable
from transfo_rh.core.settings import settings

HR = operator()
CODE = re.compile(r"/q/([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")


@pytest.fixture(autouse=True)
def outbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Messages go to a folder of the test."""
    monkeypatch.setenv("TRANSFO_RH_OUTBOX_FOLDER", str(tmp_path / "outbox"))
    monkeypatch.setenv("TRANSFO_RH_PUBLIC_URL", "https://rh.exemple.fr")
    settings.cache_clear()
    return tmp_path / "outbox"


def _sent(outbox: Path) -> dict[str, str]:
    """Address → text of the messages in the outbox, which is emptied."""
    found: dict[str, str] = {}
    for file in sorted(outbox.glob("*.eml")) if outbox.is_dir() else []:
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert message["To"] not in found
        found[message["To"]] = message.get_body(("plain",)).get_content()
        file.unlink()
    return found


def _rates(found: Participation) -> dict[str, str]:
    return {row.unit.code: row.rate.text.replace("\u00a0", " ") for row in found.rows}


# participation


def test_participation_counts_departments_with_what_is_below(any_database: Database) -> None:
    opened = outreach.open_campaign()
    outreach.answer(opened, {"DT1": 6, "DT2": 9, "DS": 16})
    with clock.pinned(clock.today() + timedelta(days=14)):  # the last day
        found = participation.participation(viewer=HR, campaign_id=opened.id)
    assert (found.whole.invited, found.whole.answered, found.whole.value) == (56, 31, 55)
    assert _rates(found) == {"DG": "55 %", "DT": "42 %", "DT1": "25 %", "DT2": "75 %", "DS": "80 %"}
    assert [row.depth for row in found.rows] == [0, 1, 1, 2, 2]
    assert {row.unit.code for row in found.in_alert} == {"DG", "DT", "DT1"}
    assert found.standing is Standing.ALERT
    assert (found.alert, found.alert_today) == (60, 60)
    assert [(point.answered, point.rate) for point in found.curve][::14] == [(31, 55), (31, 55)]
    assert [campaign.id for campaign in participation.followed_campaigns(viewer=HR)] == [opened.id]


def test_no_department_is_in_alert_before_a_third_of_the_collection(sqlite_database: Database) -> None:
    opened = outreach.open_campaign()  # fifteen days
    outreach.answer(opened, {"DT1": 2, "DT2": 9, "DS": 16})
    for days, alert, late in (
        (0, None, set()),
        (3, None, set()),
        (4, 20, {"DT1"}),
        (14, 60, {"DG", "DT", "DT1"}),
    ):
        with clock.pinned(clock.today() + timedelta(days=days)):
            found = participation.participation(viewer=HR, campaign_id=opened.id)
            outlook = invitations.reminder_outlook(viewer=HR, campaign_id=opened.id)
        assert found.alert_today == alert
        assert {row.unit.code for row in found.in_alert} == late
        assert {unit.code for unit in outlook.alert_units} == late


def test_closing_keeps_the_same_rates(any_database: Database) -> None:
    opened = outreach.open_campaign()
    outreach.answer(opened, {"DT1": 6, "DT2": 9, "DS": 16})
    before = participation.participation(viewer=HR, campaign_id=opened.id)
    life.close_campaign(viewer=HR, campaign_id=opened.id)
    after = participation.participation(viewer=HR, campaign_id=opened.id)
    assert (_rates(after), after.whole, after.curve) == (_rates(before), before.whole, before.curve)


def test_small_departments_are_hidden_for_everybody(sqlite_database: Database) -> None:
    opened = outreach.open_campaign({"DT1": 24, "DT2": 3, "DS": 20})
    outreach.answer(opened, {"DT1": 12, "DT2": 3, "DS": 5})
    executive = factories.viewer(Role.EXECUTIVE)
    for viewer in (HR, executive):
        found = participation.participation(viewer=viewer, campaign_id=opened.id)
        rates = {row.unit.code: row.rate for row in found.rows}
        assert rates["DT2"].state is CellState.TOO_FEW
        assert rates["DT1"].state is CellState.PRECAUTION
        assert rates["DT2"].answered is None
        assert rates["DT"].answered == 15


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        (Role.HR, None, {"DG", "DT", "DT1", "DT2", "DS"}),
        (Role.EXECUTIVE, None, {"DG", "DT", "DT1", "DT2", "DS"}),
        (Role.DEPARTMENT_HEAD, "DT", {"DT", "DT1", "DT2"}),
        (Role.DEPARTMENT_HEAD, "DS", {"DS"}),
        (Role.AGENT, None, None),
        (Role.ADMIN, None, None),
    ],
)
def test_each_role_sees_its_scope(
    sqlite_database: Database, role: Role, scope: str | None, expected: set[str] | None
) -> None:
    opened = outreach.open_campaign()
    viewer = factories.viewer(role, *([] if scope is None else [opened.departments[scope]]))
    if expected is None:
        with pytest.raises(PermissionDenied):
            participation.participation(viewer=viewer, campaign_id=opened.id)
        with pytest.raises(PermissionDenied):
            participation.followed_campaigns(viewer=viewer)
        return
    found = participation.participation(viewer=viewer, campaign_id=opened.id)
    assert {row.unit.code for row in found.rows} == expected
    assert min(row.depth for row in found.rows) == 0
    assert found.whole.invited == 56


def test_imported_and_unknown_campaigns_have_no_participation(sqlite_database: Database) -> None:
    imported = factories.add_campaign(answered=factories.responses({None: 20}))
    for campaign in (imported, 999):
        with pytest.raises(NotFound):
            participation.participation(viewer=HR, campaign_id=campaign)
    assert participation.followed_campaigns(viewer=HR) == ()


def test_diagnoses_are_counted_by_department(sqlite_database: Database) -> None:
    opened = diagnoses.open_diagnoses()
    campaign = opened.campaign
    found = participation.participation(viewer=HR, campaign_id=campaign)
    assert (found.whole.invited, found.whole.answered) == (len(diagnoses.TREE), 0)
    with pytest.raises(Conflict, match="responsables"):
        invitations.invite(viewer=HR, campaign_id=campaign)


# invitations


def test_everybody_with_an_address_gets_one_working_code(any_database: Database, outbox: Path) -> None:
    opened = outreach.open_campaign()
    counts = invitations.invitation_counts(viewer=HR, campaign_id=opened.id)
    assert (counts.members, counts.waiting, counts.without_address) == (56, 37, 19)
    result = invitations.invite(viewer=HR, campaign_id=opened.id)
    assert (result.sent, result.failed, result.to_outbox, result.interrupted) == (37, 0, True, False)
    sent = _sent(outbox)
    assert len(sent) == 37
    codes = {found[1] for text in sent.values() if (found := CODE.search(text))}
    assert len(codes) == 37
    assert all(word in text for text in sent.values() for word in ("Baromètre", "Confidentialité", "Durée"))
    assert collection.form_of_code(code=min(codes)).campaign_id == opened.id
    with any_database.read() as session:
        assert {hashed(code) for code in codes} == set(session.scalars(select(AccessCodeRow.code_hash)))
        actions = list(session.scalars(select(AuditEventRow.action)))
    assert actions.count("outreach.invite") == 1
    with pytest.raises(Conflict, match="déjà invitées"):
        invitations.invite(viewer=HR, campaign_id=opened.id)
    assert _sent(outbox) == {}


def test_who_has_answered_already_gets_no_message_and_the_same_mark(
    sqlite_database: Database, outbox: Path
) -> None:
    opened = outreach.open_campaign()
    outreach.answer(opened, {"DT1": 24, "DS": 3})
    counts = invitations.invitation_counts(viewer=HR, campaign_id=opened.id)
    assert (counts.with_address, counts.invited, counts.waiting) == (37, 0, 8 + 11)
    result = invitations.invite(viewer=HR, campaign_id=opened.id)
    sent = _sent(outbox)
    assert result.sent == len(sent) == 8 + 11
    assert not any("dt1" in address for address in sent)
    assert invitations.invitation_counts(viewer=HR, campaign_id=opened.id).waiting == 0


def test_nobody_left_to_write_to_does_not_say_that_all_of_them_have_answered(
    sqlite_database: Database, outbox: Path
) -> None:
    opened = outreach.open_campaign()
    outreach.answer(opened, dict.fromkeys(opened.units, 99))
    counts = invitations.invitation_counts(viewer=HR, campaign_id=opened.id)
    assert (counts.with_address - counts.invited, counts.waiting, counts.any_waiting) == (37, None, True)
    assert invitations.invite(viewer=HR, campaign_id=opened.id).sent is None
    assert _sent(outbox) == {}
    assert invitations.invitation_counts(viewer=HR, campaign_id=opened.id).waiting == 0  # all have the mark


def test_more_than_a_batch_and_refused_addresses(
    sqlite_database: Database, outbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="transfo_rh")
    monkeypatch.setattr(invitations, "BATCH", 10)
    opened = outreach.open_campaign()
    from transfo_rh.staff.tables import AgentRow

    with sqlite_database.write() as session:
        session.execute(update(AgentRow).where(AgentRow.matricule == "DT1-1").values(email="pas une adresse"))
    shares: list[float] = []
    result = invitations.invite(
        viewer=HR, campaign_id=opened.id, progress=lambda share, _step: shares.append(share)
    )
    assert (result.sent, result.failed) == (36, 1)
    assert len(_sent(outbox)) == 36
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    counts = invitations.invitation_counts(viewer=HR, campaign_id=opened.id)
    assert (counts.invited, counts.waiting, counts.any_waiting) == (36, None, True)
    assert (
        invitations.invite(viewer=HR, campaign_id=opened.id).sent is None
    )  # one person: the number would tell
    assert "@" not in caplog.text
    assert "adresse" not in caplog.text


def test_a_mail_server_that_gives_up_leaves_the_rest_to_invite(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "BATCH", 10)
    opened = outreach.open_campaign()
    calls: list[int] = []

    def deliver(messages: list[mail.Message]) -> mail.Delivery:
        calls.append(len(messages))
        if len(calls) == 2:
            raise StorageUnavailable("panne")
        return mail.Delivery((True,) * len(messages), to_outbox=True)

    monkeypatch.setattr(mail, "deliver", deliver)
    result = invitations.invite(viewer=HR, campaign_id=opened.id)
    assert (result.sent, result.failed, result.interrupted) == (10, 10, True)
    assert invitations.invitation_counts(viewer=HR, campaign_id=opened.id).waiting == 27


def test_nothing_is_marked_when_the_server_is_absent(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = outreach.open_campaign()
    monkeypatch.setenv("TRANSFO_RH_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TRANSFO_RH_SMTP_PORT", "1")
    monkeypatch.setenv("TRANSFO_RH_MAIL_FROM", "rh@exemple.fr")
    settings.cache_clear()
    for send in (invitations.invite, invitations.remind):
        with pytest.raises(StorageUnavailable, match="ne répond pas"):
            send(viewer=HR, campaign_id=opened.id)
    assert invitations.invitation_counts(viewer=HR, campaign_id=opened.id).invited == 0


# reminders


def _invited(days: int = 4) -> Opened:
    opened = outreach.open_campaign()
    invitations.invite(viewer=HR, campaign_id=opened.id)
    outreach.age(opened, days=days)
    return opened


def test_a_reminder_goes_to_those_who_have_not_answered(any_database: Database, outbox: Path) -> None:
    opened = _invited()
    _sent(outbox)
    outreach.answer(opened, {"DT1": 6, "DT2": 9, "DS": 16})
    result = invitations.remind(viewer=HR, campaign_id=opened.id)
    sent = _sent(outbox)
    expected = {
        f"agent.{code.lower()}.{n}@exemple.fr"
        for code, (answered, count) in {"DT1": (6, 24), "DT2": (9, 12), "DS": (16, 20)}.items()
        for n in range(answered, count)
        if n % 3
    }
    assert set(sent) == expected
    assert (result.sent, result.failed) == (len(expected), 0)
    assert all("il reste" in text and CODE.search(text) for text in sent.values())


def test_what_is_stored_of_a_reminder_tells_nobody_apart(sqlite_database: Database) -> None:
    opened = _invited()
    outreach.answer(opened, {"DT1": 6, "DT2": 9, "DS": 16})
    invitations.remind(viewer=HR, campaign_id=opened.id)
    with sqlite_database.read() as session:
        rows = session.execute(
            select(CampaignMemberRow.reminded_at, CampaignMemberRow.reminders).where(
                CampaignMemberRow.invited_at.is_not(None)
            )
        ).all()
    assert len(set(rows)) == 1  # those who have answered bear the same mark


def test_one_message_in_three_days(sqlite_database: Database, outbox: Path) -> None:
    opened = outreach.open_campaign()
    with pytest.raises(Conflict, match="d’abord les invitations"):
        invitations.remind(viewer=HR, campaign_id=opened.id)
    invitations.invite(viewer=HR, campaign_id=opened.id)
    with pytest.raises(Conflict, match="prochaine relance"):
        invitations.remind(viewer=HR, campaign_id=opened.id)
    assert not invitations.reminder_outlook(viewer=HR, campaign_id=opened.id).allowed
    outreach.age(opened, days=3)
    _sent(outbox)
    outlook = invitations.reminder_outlook(viewer=HR, campaign_id=opened.id)
    assert (outlook.allowed, outlook.last_on) == (True, None)
    invitations.remind(viewer=HR, campaign_id=opened.id)
    assert len(_sent(outbox)) == 37
    with pytest.raises(Conflict, match="prochaine relance"):
        invitations.remind(viewer=HR, campaign_id=opened.id, units=[opened.units["DT1"]])
    assert _sent(outbox) == {}


def test_a_department_is_reminded_as_a_group_without_a_count(sqlite_database: Database, outbox: Path) -> None:
    opened = _invited()
    _sent(outbox)
    result = invitations.remind(viewer=HR, campaign_id=opened.id, units=[opened.units["DT"]])
    assert result.sent is None
    assert {address.split(".")[1] for address in _sent(outbox)} == {"dt1", "dt2"}
    invitations.remind(viewer=HR, campaign_id=opened.id)  # the others are still due
    assert {address.split(".")[1] for address in _sent(outbox)} == {"ds"}


def test_too_few_people_are_not_reminded_apart(sqlite_database: Database, outbox: Path) -> None:
    opened = _invited()
    _sent(outbox)
    outreach.answer(opened, {"DT2": 10})
    with pytest.raises(InvalidInput, match="Trop peu"):
        invitations.remind(viewer=HR, campaign_id=opened.id, units=[opened.units["DT2"]])
    with pytest.raises(InvalidInput, match="pas montrée"):
        invitations.remind(viewer=HR, campaign_id=opened.id, units=[99])
    assert _sent(outbox) == {}
    assert invitations.remind(viewer=HR, campaign_id=opened.id).sent == 31


def test_a_department_whose_rate_is_hidden_cannot_be_reminded_apart(sqlite_database: Database) -> None:
    opened = outreach.open_campaign({"DT1": 24, "DT2": 4, "DS": 20})
    invitations.invite(viewer=HR, campaign_id=opened.id)
    outreach.age(opened, days=4)
    shown = {unit.code for unit in invitations.reminder_outlook(viewer=HR, campaign_id=opened.id).units}
    assert "DT2" not in shown
    assert "DS" in shown
    with pytest.raises(InvalidInput, match="pas montrée"):
        invitations.remind(viewer=HR, campaign_id=opened.id, units=[opened.units["DT2"]])


def test_nothing_leaves_once_the_campaign_is_closed(sqlite_database: Database, outbox: Path) -> None:
    opened = _invited()
    _sent(outbox)
    life.close_campaign(viewer=HR, campaign_id=opened.id)
    for act in (
        lambda: invitations.invite(viewer=HR, campaign_id=opened.id),
        lambda: invitations.remind(viewer=HR, campaign_id=opened.id),
        lambda: paper.poster(viewer=HR, campaign_id=opened.id),
        lambda: paper.slips(viewer=HR, campaign_id=opened.id, unit=0),
        lambda: paper.questionnaires(viewer=HR, campaign_id=opened.id, unit=0, with_codes=False),
    ):
        with pytest.raises(Conflict):
            act()
    assert _sent(outbox) == {}


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT, Role.ADMIN])
def test_only_human_resources_write_and_print(sqlite_database: Database, role: Role) -> None:
    opened = outreach.open_campaign()
    viewer: Viewer = factories.viewer(role, opened.departments["DT"])
    campaign = opened.id
    for act in (
        lambda: invitations.invitation_counts(viewer=viewer, campaign_id=campaign),
        lambda: invitations.preview(viewer=viewer, campaign_id=campaign),
        lambda: invitations.invite(viewer=viewer, campaign_id=campaign),
        lambda: invitations.remind(viewer=viewer, campaign_id=campaign),
        lambda: invitations.reminder_outlook(viewer=viewer, campaign_id=campaign),
        lambda: paper.paper_departments(viewer=viewer, campaign_id=campaign),
        lambda: paper.poster(viewer=viewer, campaign_id=campaign),
        lambda: paper.slips(viewer=viewer, campaign_id=campaign, unit=0),
        lambda: paper.questionnaires(viewer=viewer, campaign_id=campaign, unit=0),
    ):
        with pytest.raises(PermissionDenied):
            act()
