"""Blocking services called from the event loop: threads of our own, so that a slow disk or a crowd of sign-ins
never waits behind static files."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import ParamSpec, TypeVar

import anyio
from anyio import to_thread

P = ParamSpec("P")
T = TypeVar("T")


@lru_cache(maxsize=1)
def _lookups() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(16)


@lru_cache(maxsize=1)
def _sign_ins() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(8)


async def lookup(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A short read or write of the database."""
    return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=_lookups())


async def password_work(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Anything that computes a password hash: slow on purpose."""
    return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=_sign_ins())
