"""How long to wait after repeated failures: exponential, per e-mail and per client address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ThrottleRule:
    """``free`` failures cost nothing; each one more doubles the wait, up to ``longest``."""

    free: int
    first: timedelta
    longest: timedelta

    def delay(self, failures: int) -> timedelta:
        """The wait after this many failures in a row.

        >>> rule = ThrottleRule(free=5, first=timedelta(seconds=5), longest=timedelta(minutes=15))
        >>> [rule.delay(failures).seconds for failures in (4, 5, 6, 7, 40)]
        [0, 5, 10, 20, 900]
        """
        if failures < self.free:
            return timedelta()
        return min(self.first * float(2 ** min(failures - self.free, 20)), self.longest)


BY_EMAIL = ThrottleRule(free=5, first=timedelta(seconds=5), longest=timedelta(minutes=15))
# A whole authority often stands behind one address: many mistakes at nine o'clock are no attack.
BY_ADDRESS = ThrottleRule(free=100, first=timedelta(seconds=5), longest=timedelta(minutes=15))


def email_key(email: str) -> str:
    """What is stored for an e-mail: its hash, so that the table names nobody."""
    return hashlib.sha256(f"email:{email}".encode()).hexdigest()


def address_key(client_address: str) -> str:
    """What is stored for a client address."""
    return hashlib.sha256(f"address:{client_address}".encode()).hexdigest()


def seconds_to_wait(rule: ThrottleRule, *, failures: int, last_failure_at: datetime, now: datetime) -> int:
    """Whole seconds still to wait, 0 when an attempt is welcome; never more than the rule says.

    Another process's clock may be ahead: its failure of « later » must not hold back whoever has no wait.
    """
    delay = rule.delay(failures)
    remaining = min(delay, last_failure_at + delay - now)
    return max(0, ceil(remaining.total_seconds()))
