"""The table of screens and what is written to people around it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.access.model import Account, Role, Viewer
from transfo_rh.access.policy import Permission, reach_of
from transfo_rh.campaigns.model import Basis, Campaign, CampaignState, Questionnaire
from transfo_rh.core import errors
from transfo_rh.core.clock import now
from transfo_rh.dashboard.my_work import tasks_of_administrator, tasks_of_human_resources
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import error_title
from transfo_rh.ui.screens import PAGES, screen, screen_at, screens_of
from transfo_rh.ui.tables import Column, ColumnKind, _series, safe_file_name
from transfo_rh.ui.text import plain

TODAY = date(2026, 11, 23)


def test_names_and_addresses_are_unique_and_addresses_are_plain() -> None:
    assert len({page.name for page in PAGES}) == len({page.url_path for page in PAGES}) == len(PAGES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", page.url_path) for page in PAGES)


def test_every_role_has_a_home() -> None:
    assert PAGES[0].permission is Permission.SIGNED_IN
    for role in Role:
        assert screens_of(Viewer(None, "", role))[0] is PAGES[0]


@pytest.mark.parametrize("role", list(Role))
def test_a_menu_is_the_policy(role: Role) -> None:
    listed = set(screens_of(Viewer(None, "", role)))
    assert listed == {page for page in PAGES if reach_of(role, page.permission) is not None}


def test_the_root_is_the_home_page() -> None:
    assert screen_at("/") is screen_at("accueil") is screen("home/my_work")


def test_every_kind_of_error_has_its_own_heading() -> None:
    kinds = [
        errors.PermissionDenied,
        errors.NotSignedIn,
        errors.NotFound,
        errors.InvalidFile,
        errors.InvalidInput,
        errors.Conflict,
        errors.StorageUnavailable,
        errors.Cancelled,
    ]
    assert len({error_title(kind("…")) for kind in kinds}) == len(kinds)
    assert error_title(errors.ConfigurationError("…")) == "Opération impossible"


def test_more_than_four_metrics_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        metric_row([Metric("a", "1")] * 5)


@given(st.text(max_size=60))
def test_a_file_name_is_always_safe(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", safe_file_name(text))


@given(st.text(max_size=60))
def test_plain_text_opens_no_markup(text: str) -> None:
    assert not re.search(r"(?<!\\)[*_`\[\]<>~$]", plain(text).replace("\\\\", ""))


def test_columns_keep_missing_values_and_their_kind() -> None:
    assert _series(ColumnKind.NUMBER, [1, None]).dtype == "Int64"
    assert _series(ColumnKind.NUMBER, [1.5, None]).dtype == "Float64"
    assert _series(ColumnKind.DATE, [date(2026, 1, 2), None]).tolist() == [date(2026, 1, 2), None]
    assert _series(ColumnKind.TEXT, ["a", None]).tolist() == ["a", None]
    assert _series(ColumnKind.YES_NO, [True, None]).isna().tolist() == [False, True]
    assert str(_series(ColumnKind.INSTANT, [now(), None]).dtype).startswith("datetime64[")
    assert Column("x").kind is ColumnKind.TEXT


def _campaign(state: CampaignState) -> Campaign:
    return Campaign(
        id=1,
        title="Baromètre",
        state=state,
        basis=Basis.PERSON,
        anonymous=True,
        wave_on=date(2026, 5, 4),
        k=5,
        attributes=(),
        questionnaire=Questionnaire((), ()),
        response_count=1482,
        created_at=now(),
        published_at=None,
    )


def test_human_resources_begin_with_the_staff_then_the_results() -> None:
    screens = [task.screen for task in tasks_of_human_resources(agents=0, campaigns=(), today=TODAY)]
    assert screens == ["administration/staff_import", "surveys/import_results"]


def test_a_closed_campaign_waits_to_be_published_and_a_published_one_does_not() -> None:
    waiting = tasks_of_human_resources(agents=10, campaigns=(_campaign(CampaignState.CLOSED),), today=TODAY)
    assert [task.title for task in waiting] == ["Publier « Baromètre »"]
    assert "1\u202f482 réponses" in waiting[0].body
    assert (
        tasks_of_human_resources(agents=10, campaigns=(_campaign(CampaignState.PUBLISHED),), today=TODAY)
        == ()
    )


def _account(role: Role, *, active: bool) -> Account:
    return Account(
        id=1,
        email="a@b.fr",
        name="A",
        role=role,
        department_ids=(),
        language=None,
        active=active,
        must_change_password=False,
        created_at=now(),
        last_sign_in_at=None,
        version=1,
    )


def test_an_administrator_creates_the_account_of_human_resources_first() -> None:
    assert len(tasks_of_administrator(accounts=(_account(Role.ADMIN, active=True),))) == 1
    assert len(tasks_of_administrator(accounts=(_account(Role.HR, active=False),))) == 1
    assert tasks_of_administrator(accounts=(_account(Role.HR, active=True),)) == ()
