"""Codes tried at random: sixty bits leave no chance, and past a few wrong ones a second answers come late.

Nothing about the caller is kept: the count is the process's. A right code is never counted nor delayed, so that
nobody can lock respondents out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import lru_cache

BURST = 60
PER_SECOND = 2.0
DELAY_SECONDS = 1.0


class Guesses:
    """A bucket of wrong codes that refills with time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left = float(BURST)
        self._seen = clock()

    def count(self) -> bool:
        """Count one wrong code; False when there were too many of late.

        >>> tried = Guesses(clock=lambda: 0.0)
        >>> [tried.count() for _n in range(BURST + 1)][-2:]
        [True, False]
        """
        now = self._clock()
        self._left = min(float(BURST), self._left + (now - self._seen) * PER_SECOND)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    async def wait(self) -> bool:
        """Count one wrong code, waiting a moment when there were too many; False then."""
        if self.count():
            return True
        await asyncio.sleep(DELAY_SECONDS)
        return False


@lru_cache(maxsize=1)
def guesses() -> Guesses:
    """The count of this process."""
    return Guesses()
