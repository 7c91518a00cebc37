"""Coroutines of a test, run to their end."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of ``work``, run in a thread of its own with this thread's context.

    A loop may already be running here: the browser that a test of ``tests/e2e`` started lives on one until the end
    of the session, and ``asyncio.run`` refuses to run beside it.
    """
    context = contextvars.copy_context()
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(context.run, asyncio.run, work).result()
