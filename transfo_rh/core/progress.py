"""Progress of long work, told by services to whoever shows it (a bar on a screen, a line in a terminal)."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the share done, from 0.0 to 1.0, and what is being done, in words.

    A receiver may raise ``Cancelled`` to stop the work; it is never called inside a write transaction.
    """

    def __call__(self, share: float, step: str) -> None: ...


def silent(share: float, step: str) -> None:
    """Shows nothing."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """A progress whose 0..1 is a part of the whole, from ``start`` to ``end``."""

    def part(share: float, step: str) -> None:
        progress(start + min(share, 0.999) * (end - start), step)

    return part
