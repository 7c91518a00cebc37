"""``python -m tests.benchmarks``: work against a floor measured in the same run, as ratios; writes docs/benchmarks.md.

Machines are shared and noisy: the ratio counts, never the seconds. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import (
    answering,
    exports,
    publication,
    results_import,
    skills_fit,
    skills_levels,
    skills_overview,
    skills_staffing,
    staff_import,
)
from tests.benchmarks.measure import Measured, processor
from transfo_rh.core import clock

REPORT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One comparison and its goal in words."""

    name: str
    goal: str
    run: Callable[[int], list[Measured]]


BENCHMARKS = (
    Benchmark(
        "answering",
        "≥ 330/s on one process, p95 < 50 ms (20 × the fastest survey server measured)",
        answering.run,
    ),
    Benchmark("publication", "tables ≤ 3 × numpy ; whole publication ≤ 15 s and ≤ 500 MB", publication.run),
    Benchmark("staff_import", "validated and stored ≤ 5 × calamine's read", staff_import.run),
    Benchmark(
        "results_import", "no floor in the rule book: coded and stored, beside csv.reader", results_import.run
    ),
    Benchmark("skills_fit", "whole matrix with intervals and gates ≤ 2 × the sparse product", skills_fit.run),
    Benchmark("skills_levels", "whole ≤ 4 × the driver's inserts ; write lock ≤ 1 ×", skills_levels.run),
    Benchmark(
        "skills_overview", "the map page stays quick: about the time of one GROUP BY", skills_overview.run
    ),
    Benchmark(
        "skills_staffing",
        "without limits ≤ 5 × scipy's assignment; with limits that bind ≤ 30 s",
        skills_staffing.run,
    ),
    Benchmark("workbook_export", "≤ 1.2 × xlsxwriter", exports.run),
)


def main() -> None:
    """Run the chosen benchmarks, print the table, write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks to run (all by default)")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--no-report", action="store_true", help="print only")
    options = parser.parse_args()
    chosen = [benchmark for benchmark in BENCHMARKS if not options.names or benchmark.name in options.names]
    lines = [
        "| work | seconds | floor (same run) | ratio | process peak so far | goal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for benchmark in chosen:
        for measured in benchmark.run(options.people):
            lines.append(measured.row(benchmark.goal))
            print(lines[-1], flush=True)
    if not options.no_report:
        REPORT.write_text(_report(lines, options.people), encoding="utf-8")
        print(f"→ {REPORT}")


def _report(lines: list[str], people: int) -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"`python -m tests.benchmarks`, {people} people, {clock.today().isoformat()}, {processor()}, "
            f"Python {platform.python_version()}. Ratios to a floor measured in the same run; each figure is the median "
            "of three runs. Machines differ: compare ratios, not seconds.",
            "",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    main()
