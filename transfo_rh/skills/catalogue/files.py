"""The shipped catalogue: four CSV files of ``data/``, written for this product.

Lists inside a cell are separated by ``|``; lines that start with ``#`` at the top of a file say its source and date.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from transfo_rh.core.paths import data_folder
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.model import (
    LEVELS,
    Bilingual,
    Family,
    References,
    Requirement,
    RoleContent,
    RoleKind,
    SkillContent,
    SkillKind,
)
from transfo_rh.staff.model import Category


@lru_cache(maxsize=1)
def shipped_catalogue() -> CatalogueContent:
    """The catalogue that comes with the product."""
    folder = data_folder("data")
    requirements: dict[str, list[Requirement]] = defaultdict(list)
    for row in read_rows(folder / "role_skills.csv"):
        requirements[row["role"]].append(
            Requirement(
                row["skill"], int(row["required_level"]), int(row["weight"]), critical=row["critical"] == "1"
            )
        )
    return CatalogueContent(
        families=tuple(
            Family(row["code"], _bilingual(row, "label")) for row in read_rows(folder / "skill_families.csv")
        ),
        skills=tuple(_skill(row) for row in read_rows(folder / "skills.csv")),
        roles=tuple(_role(row, tuple(requirements[row["code"]])) for row in read_rows(folder / "roles.csv")),
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of ``data/``, by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _bilingual(row: dict[str, str], column: str) -> Bilingual:
    return Bilingual(row[f"{column}_fr"].strip(), row[f"{column}_en"].strip())


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _skill(row: dict[str, str]) -> SkillContent:
    return SkillContent(
        code=row["code"],
        family=row["family"],
        kind=SkillKind(row["kind"]),
        review_months=int(row["review_months"]),
        label=_bilingual(row, "label"),
        definition=_bilingual(row, "definition"),
        anchors=tuple(Bilingual(row[f"level_{n}_fr"], row[f"level_{n}_en"]) for n in LEVELS),
        synonyms_fr=_list(row["synonyms_fr"]),
        synonyms_en=_list(row["synonyms_en"]),
        references=References(rome=_list(row["rome"]), esco=_list(row["esco"]), ecf=_list(row["ecf"])),
    )


def _role(row: dict[str, str], requirements: tuple[Requirement, ...]) -> RoleContent:
    return RoleContent(
        code=row["code"],
        kind=RoleKind(row["kind"]),
        domain=row["domain"],
        label=_bilingual(row, "label"),
        mission=_bilingual(row, "mission"),
        requirements=requirements,
        categories=tuple(Category(category) for category in _list(row["categories"])),
        cadres_emplois=_list(row["cadres_emplois"]),
        job_titles=_list(row["job_titles"]),
        references=References(rome=_list(row["rome"]), esco=_list(row["esco"]), rmfp=_list(row["rmfp"])),
    )
