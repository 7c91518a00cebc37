"""The product's own vocabulary of acronyms and synonyms, read once from ``data/``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from transfo_rh.core.paths import data_folder
from transfo_rh.skills.matching.normalise import Vocabulary, vocabulary


@cache
def shipped_vocabulary() -> Vocabulary:
    """Acronyms (``data/skill_acronyms.csv``) and groups of synonyms (``data/skill_synonyms.csv``)."""
    folder = data_folder("data")
    pairs = [*_acronyms(folder / "skill_acronyms.csv"), *_synonyms(folder / "skill_synonyms.csv")]
    return vocabulary(pairs)


def _acronyms(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["acronym"], row["french"]
            if row["english"]:
                yield row["english"], row["french"]


def _synonyms(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for other in row["others"].split("|"):
                yield other, row["preferred"]
