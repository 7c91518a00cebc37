"""A session for the person whom the identity provider vouches for, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.quick_passwords import use_quick_hashes
from transfo_rh.access import service, sessions
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.access.tables import AuditEventRow, SignInSessionRow, SignInThrottleRow
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidInput, NotSignedIn
from transfo_rh.core.settings import settings

ISSUER = "https://sso.ville.fr/realms/agents"
PASSWORD = "agrafe cheval lampe"


@pytest.fixture(autouse=True)
def _provider(monkeypatch: pytest.MonkeyPatch) -> None:
    use_quick_hashes(monkeypatch)
    monkeypatch.setenv("TRANSFO_RH_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("TRANSFO_RH_OIDC_CLIENT_ID", "transfo-rh")
    settings.cache_clear()


def _account(email: str, role: Role = Role.HR) -> int:
    viewer = administrator_operator()
    return service.add_account(
        viewer=viewer, email=email, name="Anne", role=role, password=PASSWORD
    ).account.id


def test_the_session_is_the_one_of_a_password_sign_in(any_database: Database) -> None:
    account_id = _account("anne@ville.fr")
    signed_in = sessions.sign_in_with_identity(email=" Anne@Ville.FR", issuer=ISSUER + "/")
    state = sessions.sign_in_state(token=signed_in.token)
    assert (state.viewer.account_id, state.viewer.role) == (account_id, Role.HR)
    assert not signed_in.must_change_password
    assert not state.must_change_password, "the account's own password is provisional; none was typed"
    assert sessions.sign_in(email="anne@ville.fr", password=PASSWORD, client_address="").must_change_password
    with any_database.read() as session:
        stored = session.scalars(select(SignInSessionRow.token_hash)).all()
        actions = session.scalars(select(AuditEventRow.action).order_by(AuditEventRow.id)).all()
    assert signed_in.token not in stored
    assert actions == ["account.add", "account.sign_in_with_identity", "account.sign_in"]
    sessions.sign_out(token=signed_in.token)
    with pytest.raises(NotSignedIn):
        sessions.sign_in_state(token=signed_in.token)


def test_it_forgives_no_guess_at_the_password(any_database: Database) -> None:
    _account("anne@ville.fr")
    with pytest.raises(InvalidInput):
        sessions.sign_in(email="anne@ville.fr", password="faux", client_address="10.0.0.1")
    sessions.sign_in_with_identity(email="anne@ville.fr", issuer=ISSUER)
    with any_database.read() as session:
        assert session.scalars(select(SignInThrottleRow.failures)).all() == [1, 1]


def test_without_an_active_account_nothing_opens_and_the_refusal_is_recorded(any_database: Database) -> None:
    account_id = _account("anne@ville.fr")
    service.update_account(viewer=administrator_operator(), account_id=account_id, active=False)
    messages = set()
    for email in ("anne@ville.fr", "inconnue@ville.fr"):
        with pytest.raises(InvalidInput) as refused:
            sessions.sign_in_with_identity(email=email, issuer=ISSUER)
        messages.add(refused.value.message)
    assert len(messages) == 1
    with any_database.read() as session:
        assert session.scalars(select(SignInSessionRow.id)).all() == []
        query = select(AuditEventRow.object_id).where(AuditEventRow.action == "account.sign_in_refused")
        assert set(session.scalars(query)) == {str(account_id), "-"}


@pytest.mark.parametrize("issuer", ["", "https://evil.example", "https://sso.ville.fr"])
def test_only_the_issuer_of_the_settings_is_believed(any_database: Database, issuer: str) -> None:
    _account("anne@ville.fr")
    with pytest.raises(InvalidInput):
        sessions.sign_in_with_identity(email="anne@ville.fr", issuer=issuer)


def test_without_a_provider_in_the_settings_no_identity_is_believed(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _account("anne@ville.fr")
    monkeypatch.delenv("TRANSFO_RH_OIDC_ISSUER")
    settings.cache_clear()
    with pytest.raises(InvalidInput):
        sessions.sign_in_with_identity(email="anne@ville.fr", issuer="")
