"""Timing a piece of work beside its floor."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; seconds are medians, memory is the process's peak in MB after the work."""

    work: str
    seconds: float
    floor: str
    floor_seconds: float
    peak_mb: float

    def row(self, goal: str) -> str:
        """A Markdown row."""
        ratio = self.seconds / self.floor_seconds
        return (
            f"| {self.work} | {self.seconds:.3f} | {self.floor}: {self.floor_seconds:.3f} | {ratio:.2f} "
            f"| {self.peak_mb:.0f} MB | {goal} |"
        )


def median_seconds(work: Callable[[], object], *, runs: int = RUNS) -> float:
    """The median duration of ``runs`` calls after none: cold caches are part of the work."""
    durations = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def median_seconds_together(*works: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The median duration of each work, run in turns: what else the machine does weighs on all of them alike."""
    durations: list[list[float]] = [[] for _work in works]
    for _run in range(runs):
        for work, spent in zip(works, durations, strict=True):
            start = time.perf_counter()
            work()
            spent.append(time.perf_counter() - start)
    return [statistics.median(spent) for spent in durations]


def peak_mb() -> float:
    """The peak resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor() -> str:
    """The machine in words: processor and cores."""
    names = [line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.is_file() else []
