"""The writing desk of the light form: what arrives while one commit is on its way to the disk shares the next one.

Nobody is told « saved » before their own commit; one writer at a time leaves nobody waiting for a lock. In a crowd,
commits begin a few milliseconds apart, so that several respondents share the cost of each.
"""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from transfo_rh.campaigns.collection.service import write_all
from transfo_rh.campaigns.collection.writing import Job
from transfo_rh.web.work import lookup

_LARGEST_COMMIT = 64
_SECONDS_APART = 0.006


class WritingDesk:
    """One per event loop."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Job, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._not_before = 0.0  # in the time of the loop

    async def write(self, job: Job) -> None:
        """Return once the job is on the disk.

        Raises Conflict (already answered, closed) or StorageUnavailable.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_waiting())
        await written

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                taken = self._waiting[:_LARGEST_COMMIT]
                del self._waiting[:_LARGEST_COMMIT]
                await _commit(taken)
        finally:
            self._writer = None

    async def _gather(self) -> None:
        """Wait a moment when another commit has only just begun; nobody waits who comes alone."""
        loop = asyncio.get_running_loop()
        pause = self._not_before - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        self._not_before = loop.time() + _SECONDS_APART


async def _commit(taken: list[tuple[Job, asyncio.Future[None]]]) -> None:
    try:
        refusals = await lookup(write_all, [job for job, _written in taken])
    except BaseException as error:
        for _job, written in taken:
            if not written.done():
                written.set_exception(error)
        if not isinstance(error, Exception):
            raise
        return
    for (_job, written), refusal in zip(taken, refusals, strict=True):
        if written.done():  # the person left; the answer is in all the same
            continue
        if refusal is None:
            written.set_result(None)
        else:
            written.set_exception(refusal)


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, WritingDesk] = WeakKeyDictionary()


def writing_desk() -> WritingDesk:
    """The desk of the running event loop."""
    return _desks.setdefault(asyncio.get_running_loop(), WritingDesk())
