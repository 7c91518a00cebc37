"""Password hashing made cheap: tests that sign in many times are about something else."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from transfo_rh.access import passwords


def use_quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with argon2's smallest parameters until the end of the test."""
    quick = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    dummy = quick.hash("nobody")
    monkeypatch.setattr(passwords, "_hasher", quick)
    monkeypatch.setattr(passwords, "_dummy_hash", lambda: dummy)
