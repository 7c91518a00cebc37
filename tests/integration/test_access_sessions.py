"""Sign-in sessions on both databases: who gets in, who is out, and when."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from tests.quick_passwords import use_quick_hashes
from transfo_rh.access import service, sessions
from transfo_rh.access.model import Account, Role, SignedIn, administrator_operator
from transfo_rh.access.tables import AccountRow, AuditEventRow, SignInSessionRow, SignInThrottleRow
from transfo_rh.core import clock
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.errors import InvalidInput, NotSignedIn
from transfo_rh.core.settings import settings

PASSWORD = "agrafe cheval lampe"
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = START

    def advance(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    use_quick_hashes(monkeypatch)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.at)
    return moved


@pytest.fixture
def anne(any_database: Database, time: Clock) -> Account:
    """An administrator, with a second one so that she may be disabled."""
    for email in ("anne.martin@ville.fr", "autre@ville.fr"):
        created = _account(email)
    return service.account_by_email(viewer=administrator_operator(), email="anne.martin@ville.fr") or created


def _account(email: str) -> Account:
    return service.add_account(
        viewer=administrator_operator(),
        email=email,
        name="Anne Martin",
        role=Role.ADMIN,
        password=PASSWORD,
        must_change_password=False,
    ).account


def _sign_in(
    email: str = "anne.martin@ville.fr", password: str = PASSWORD, address: str = "10.0.0.1"
) -> SignedIn:
    return sessions.sign_in(email=email, password=password, client_address=address)


def _refused(**attempt: str) -> str:
    with pytest.raises(InvalidInput) as refusal:
        _sign_in(**attempt)
    return refusal.value.message


def test_the_token_opens_a_session_and_the_database_holds_only_its_hash(
    any_database: Database, anne: Account
) -> None:
    signed_in = _sign_in(email=" Anne.Martin@VILLE.fr ")
    assert len(signed_in.token) >= 43  # 256 bits in base64
    assert sessions.viewer_of(token=signed_in.token) == signed_in.viewer
    assert signed_in.viewer.account_id == anne.id
    with any_database.read() as session:
        stored = session.scalars(select(SignInSessionRow.token_hash)).one()
    assert len(stored) == 64
    assert signed_in.token not in stored


def test_unknown_account_wrong_password_and_disabled_account_read_the_same(anne: Account) -> None:
    service.update_account(viewer=administrator_operator(), account_id=anne.id, active=False)
    messages = {
        _refused(email="personne@ville.fr"),
        _refused(email="autre@ville.fr", password="faux"),
        _refused(email="anne.martin@ville.fr"),
        _refused(email="", password=""),
    }
    assert messages == {"Adresse ou mot de passe incorrect. Vérifiez-les, puis réessayez."}


@pytest.mark.parametrize("token", [None, "", "inconnu", "x" * 5000])
def test_without_a_known_token_nobody_is_signed_in(anne: Account, token: str | None) -> None:
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=token)


def test_a_session_ends_after_its_life_even_when_used(anne: Account, time: Clock) -> None:
    token = _sign_in().token
    for _hour in range(settings().session_hours - 1):
        time.advance(hours=1)
        sessions.viewer_of(token=token)
    time.advance(hours=1)
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=token)


def test_an_idle_session_ends_and_a_used_one_does_not(anne: Account, time: Clock) -> None:
    used, idle = _sign_in().token, _sign_in().token
    for _turn in range(30):  # every four minutes, less than the five between two notes of the use
        time.advance(minutes=4)
        sessions.viewer_of(token=used)
    sessions.viewer_of(token=used)
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=idle)


def test_the_last_use_is_written_every_five_minutes_at_most(
    any_database: Database, anne: Account, time: Clock
) -> None:
    def seen() -> datetime:
        with any_database.read() as session:
            return session.scalars(select(SignInSessionRow.last_seen_at)).one()

    token = _sign_in().token
    time.advance(minutes=4)
    sessions.viewer_of(token=token)
    assert seen() == START
    time.advance(minutes=1)
    sessions.viewer_of(token=token)
    assert seen() == time.at


def test_signing_out_ends_this_session_only(anne: Account) -> None:
    here, there = _sign_in().token, _sign_in().token
    sessions.sign_out(token=here)
    sessions.sign_out(token=here)
    sessions.sign_out(token="inconnu")
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=here)
    sessions.viewer_of(token=there)


def test_signing_out_everywhere_ends_all_of_mine_and_nobody_elses(anne: Account) -> None:
    mine = [_sign_in() for _device in range(3)]
    other = _sign_in(email="autre@ville.fr")
    assert sessions.sign_out_everywhere(viewer=mine[0].viewer) == 3
    for signed_in in mine:
        with pytest.raises(NotSignedIn):
            sessions.viewer_of(token=signed_in.token)
    sessions.viewer_of(token=other.token)


def test_a_disabled_account_is_out_at_the_next_call_and_stays_out_when_enabled_again(anne: Account) -> None:
    token = _sign_in().token
    for active in (False, True):
        service.update_account(viewer=administrator_operator(), account_id=anne.id, active=active)
        with pytest.raises(NotSignedIn):
            sessions.viewer_of(token=token)


def test_an_account_disabled_by_hand_in_the_database_is_out_too(
    any_database: Database, anne: Account
) -> None:
    token = _sign_in().token
    with any_database.write() as session:
        session.execute(update(AccountRow).where(AccountRow.id == anne.id).values(active=False))
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=token)


def test_a_changed_role_counts_at_the_next_call(anne: Account) -> None:
    token = _sign_in().token
    service.update_account(viewer=administrator_operator(), account_id=anne.id, role=Role.AGENT)
    assert sessions.viewer_of(token=token).role is Role.AGENT


def test_repeated_failures_slow_an_account_down_from_any_address(anne: Account, time: Clock) -> None:
    for turn in range(5):
        assert "incorrect" in _refused(password="faux", address=f"10.0.0.{turn}")
    assert _refused(address="10.9.9.9") == "Trop d’essais infructueux. Attendez 5 secondes, puis réessayez."
    time.advance(seconds=5)
    assert "incorrect" in _refused(password="faux")
    assert "10 secondes" in _refused()
    time.advance(seconds=10)
    _sign_in()
    assert "incorrect" in _refused(password="faux")  # a success starts the count again


def test_an_unknown_address_is_slowed_down_like_a_known_one(anne: Account) -> None:
    for _turn in range(5):
        _refused(email="personne@ville.fr")
    assert "Attendez 5 secondes" in _refused(email="personne@ville.fr")


def test_one_client_trying_many_accounts_is_slowed_down(any_database: Database, anne: Account) -> None:
    for turn in range(100):
        with any_database.write() as session:
            sessions.repository.throttle_rows(session, [sessions.throttle.address_key("10.6.6.6")], now=START)
            session.execute(
                update(SignInThrottleRow)
                .where(SignInThrottleRow.key_hash == sessions.throttle.address_key("10.6.6.6"))
                .values(failures=turn + 1)
            )
    assert "Attendez" in _refused(address="10.6.6.6")
    _sign_in(address="10.0.0.1")


def test_the_slowdown_holds_over_several_processes(any_database: Database, anne: Account) -> None:
    second = Database(any_database.url)
    for turn in range(5):
        use_database(second if turn % 2 else any_database)
        _refused(password="faux")
    for opened in (any_database, second):
        use_database(opened)
        assert "Attendez" in _refused()
    second.dispose()


def test_parallel_guesses_do_not_slip_through(any_database: Database, anne: Account) -> None:
    verdicts: list[str] = []

    def guess() -> None:
        try:
            _sign_in(password="faux")
        except InvalidInput as refusal:
            verdicts.append(refusal.message)

    threads = [threading.Thread(target=guess) for _guess in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("incorrect" in verdict for verdict in verdicts) == 5
    assert sum("Attendez" in verdict for verdict in verdicts) == 7


def test_a_whole_authority_behind_one_address_signs_in_at_once(
    any_database: Database, anne: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))  # real instants: they overtake each other
    names = [f"agent{number}@ville.fr" for number in range(12)]
    for name in names:
        _account(name)
    with ThreadPoolExecutor(12) as pool:
        people = list(pool.map(lambda name: _sign_in(email=name).viewer.account_id, names))
    assert len(set(people)) == len(names)


def test_changing_the_password_ends_the_other_sessions(anne: Account) -> None:
    here, there = _sign_in(), _sign_in()
    new = "lampe torche ruban"
    sessions.change_password(viewer=here.viewer, token=here.token, current=PASSWORD, new=new)
    sessions.viewer_of(token=here.token)
    with pytest.raises(NotSignedIn):
        sessions.viewer_of(token=there.token)
    _refused()
    _sign_in(password=new)


@pytest.mark.parametrize(
    ("current", "new", "reason"),
    [
        ("faux", "lampe torche ruban", "actuel est incorrect"),
        (PASSWORD, "court", "au moins"),
        (PASSWORD, PASSWORD, "différent"),
    ],
)
def test_a_refused_password_change_changes_nothing(
    anne: Account, current: str, new: str, reason: str
) -> None:
    here, there = _sign_in(), _sign_in()
    with pytest.raises(InvalidInput, match=reason):
        sessions.change_password(viewer=here.viewer, token=here.token, current=current, new=new)
    sessions.viewer_of(token=there.token)
    _sign_in()


def test_guessing_the_current_password_from_an_open_session_is_slowed_down(anne: Account) -> None:
    here = _sign_in()
    for _turn in range(5):
        with pytest.raises(InvalidInput, match="actuel"):
            sessions.change_password(
                viewer=here.viewer, token=here.token, current="faux", new="lampe torche ruban"
            )
    with pytest.raises(InvalidInput, match="Attendez"):
        sessions.change_password(
            viewer=here.viewer, token=here.token, current=PASSWORD, new="lampe torche ruban"
        )


def test_old_hashes_are_renewed_at_sign_in_without_disturbing_an_edit(
    any_database: Database, anne: Account
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with any_database.write() as session:
        session.execute(update(AccountRow).where(AccountRow.id == anne.id).values(password_hash=weak))
    _sign_in()
    with any_database.read() as session:
        assert session.get_one(AccountRow, anne.id).password_hash != weak
    edited = service.update_account(
        viewer=administrator_operator(), account_id=anne.id, version=anne.version, name="Anne M."
    )
    assert edited.name == "Anne M."


def test_the_language_follows_the_account_else_the_browser(anne: Account) -> None:
    token = _sign_in().token
    assert sessions.viewer_of(token=token).language == "fr"
    assert sessions.viewer_of(token=token, accept_language="en-GB,fr;q=0.5").language == "en"
    service.set_language(viewer=sessions.viewer_of(token=token), language="fr")
    assert sessions.viewer_of(token=token, accept_language="en-GB").language == "fr"


def test_the_trail_tells_of_sign_ins_without_content(any_database: Database, anne: Account) -> None:
    signed_in = _sign_in()
    _refused(email="personne.secrete@ville.fr", password="faux")
    _refused(password="mot secret")
    sessions.sign_out(token=signed_in.token)
    with any_database.read() as session:
        rows = session.scalars(select(AuditEventRow).order_by(AuditEventRow.id)).all()
        lines = [(row.action, row.account_id, row.object_id) for row in rows][2:]
        text = repr([(row.action, row.object_type, row.object_id) for row in rows])
    assert lines == [
        ("account.sign_in", anne.id, str(anne.id)),
        ("account.sign_in_refused", None, "-"),
        ("account.sign_in_refused", None, str(anne.id)),
        ("account.sign_out", anne.id, str(anne.id)),
    ]
    assert "secret" not in text
    assert "@" not in text


def test_a_temporary_password_asks_for_a_new_one(anne: Account) -> None:
    reset = service.reset_password(viewer=administrator_operator(), account_id=anne.id)
    assert reset.temporary_password is not None
    signed_in = _sign_in(password=reset.temporary_password)
    assert signed_in.must_change_password
    sessions.change_password(
        viewer=signed_in.viewer,
        token=signed_in.token,
        current=reset.temporary_password,
        new="lampe torche ruban",
    )
    assert not sessions.sign_in_state(token=signed_in.token).must_change_password
