"""Blocking services called from the event loop: threads of our own, so that a slow disk or a crowd of sign-ins
never waits behind static files.

Executors rather than anyio's worker threads: handing a call over costs half as much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import lru_cache, partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@lru_cache(maxsize=1)
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16, thread_name_prefix="lookup")


@lru_cache(maxsize=1)
def _sign_ins() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(8, thread_name_prefix="sign-in")


async def lookup(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A short read or write of the database."""
    return await _run(_lookups(), partial(function, *args, **kwargs))


async def password_work(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Anything that computes a password hash: slow on purpose."""
    return await _run(_sign_ins(), partial(function, *args, **kwargs))


async def _run(threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    """The call in one of the threads, in the context (language) of the task."""
    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, call)
