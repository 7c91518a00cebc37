"""Password hashing, the length rule, and the waiting times after failures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.access import passwords
from transfo_rh.access.throttle import BY_ADDRESS, BY_EMAIL, address_key, email_key, seconds_to_wait
from transfo_rh.core.errors import InvalidInput

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_hash_is_argon2id_salted_and_verifies_its_password_only() -> None:
    first, second = passwords.hash_password("agrafe cheval"), passwords.hash_password("agrafe cheval")
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.verify_password(first, "agrafe cheval")
    assert not passwords.verify_password(first, "Agrafe cheval")


def test_an_absent_hash_costs_a_verification_and_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    passwords.verify_password(None, "")  # the dummy hash exists from here on

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not passwords.verify_password(None, "agrafe cheval")
    assert len(verified) == 1


def test_a_damaged_hash_refuses_without_failing() -> None:
    assert not passwords.verify_password("not a hash", "agrafe cheval")


def test_weaker_parameters_are_renewed() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("agrafe cheval")
    assert passwords.needs_rehash(old)
    assert not passwords.needs_rehash(passwords.hash_password("agrafe cheval"))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("court", "au moins 12"),
        ("x" * 257, "au plus 256"),
        ("aaaaaaaaaaaaaaaa", "trop facile"),
        ("Anne.Martin-2026", "trop facile"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        passwords.check_new_password(password, email="anne.martin@ville.fr", min_length=12)


def test_a_temporary_password_passes_the_rule_and_never_repeats() -> None:
    made = {passwords.temporary_password() for _turn in range(200)}
    assert len(made) == 200
    for password in made:
        passwords.check_new_password(password, email="anne.martin@ville.fr", min_length=12)


@given(failures=st.integers(min_value=0, max_value=10_000))
def test_waiting_never_shortens_with_more_failures_and_is_bounded(failures: int) -> None:
    for rule in (BY_EMAIL, BY_ADDRESS):
        assert rule.delay(failures) <= rule.delay(failures + 1) <= rule.longest
        assert (rule.delay(failures) == timedelta()) is (failures < rule.free)


@given(elapsed=st.integers(min_value=-60, max_value=3600), failures=st.integers(min_value=0, max_value=20))
def test_time_passed_and_time_to_wait_add_up(elapsed: int, failures: int) -> None:
    """A negative time passed: the failure was noted by a clock that is ahead."""
    waiting = seconds_to_wait(
        BY_EMAIL, failures=failures, last_failure_at=NOW - timedelta(seconds=elapsed), now=NOW
    )
    assert waiting == max(0, BY_EMAIL.delay(failures).seconds - max(elapsed, 0))


def test_the_keys_hold_no_personal_data_and_never_meet() -> None:
    assert email_key("a") != address_key("a")
    assert "anne" not in email_key("anne.martin@ville.fr")
    assert len(email_key("a")) == len(address_key("::1")) == 64
