"""What an executive may combine: every figure without names of a small town, against every town that looks the same.

All towns of one shape are enumerated (people of a department are interchangeable); towns whose figures are all equal
cannot be told apart, so a hidden figure is safe when it differs among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from tests.skills_factories import role_content, skill_content
from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.fit.ranking import class_counts, protected, rank
from transfo_rh.skills.fit.readiness import READINESS, readiness
from transfo_rh.skills.model import Catalogue, Origin, Requirement, Role, Skill, SkillsSettings
from transfo_rh.skills.overview import risks, service
from transfo_rh.skills.overview.cover import LevelCounts
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.model import SkillCell
from transfo_rh.skills.overview.outline import Outline
from transfo_rh.skills.overview.sight import Sight
from transfo_rh.staff.model import Department
from transfo_rh.staff.tree import DepartmentTree

TODAY = date(2026, 11, 23)
K = 5
REQUIRED = 3
LEVELS = (None, 0, 1, 3, 4)
SIZES = {"A": 0, "B": 5, "C": 2}
PARENTS = {"A": None, "B": "A", "C": "A"}
World = tuple[tuple[int | None, ...], ...]


def _sight() -> Sight:
    ids = {code: number for number, code in enumerate(PARENTS, start=1)}
    tree = DepartmentTree(
        tuple(Department(ids[c], c, c, None if up is None else ids[up]) for c, up in PARENTS.items())
    )
    skills = (Skill(1, skill_content("sql"), Origin.SHIPPED, TODAY, None, 1),)
    roles = tuple(
        Role(
            number,
            role_content(f"r{number}", [Requirement("sql", level, 2, critical=level == 4)]),
            Origin.SHIPPED,
            TODAY,
            None,
            1,
        )
        for number, level in enumerate((3, 2, 4), start=1)
    )
    return Sight(TODAY, Outline(tree, None), True, Catalogue(TODAY, (), skills, roles), SkillsSettings(k=K))


SEEN = _sight()
PLACES = tuple(range(len(SEEN.outline.parents)))
HEADCOUNTS = SEEN.outline.with_below(np.array([0, *SIZES.values()], dtype=np.int64))


def _own(world: World) -> np.ndarray:
    own = np.zeros((len(PLACES), 5), dtype=np.int64)
    for place, people in enumerate(world, start=1):
        for level in people:
            if level is not None:
                own[place, level] += 1
    return own


def _classes(own: np.ndarray, role: Role) -> np.ndarray:
    """People of each department itself by class of a role that asks one skill."""
    asked = role.content.requirements[0]
    found = np.zeros((len(own), len(READINESS)), dtype=np.int64)
    for level in range(5):
        gate = asked.critical and asked.level - level >= 2
        point = 100 * min(level, asked.level) / asked.level
        found[:, READINESS.index(readiness(point, gate=gate, settings=SEEN.settings))] += own[:, level]
    return found


@cache
def _whole_authority(people: tuple[int, ...]) -> tuple[object, ...]:
    """People per class of each role; cover, urgency and number of single holders by two choices of roles."""
    levels = np.repeat(np.arange(5), people).astype(np.int8)
    numbers = np.arange(len(levels), dtype=np.int64)
    columns = LevelColumns(numbers, np.ones(len(levels), dtype=np.int64), levels)
    fits = []
    for role in SEEN.catalogue.roles:
        ranking = rank(columns, role.content, skill_ids={"sql": 1}, soft=frozenset(), settings=SEEN.settings)
        fits.append(protected(class_counts(ranking, headcount=sum(SIZES.values())), k=K))
    counts = {"sql": LevelCounts(people)}
    covers = []
    for role in SEEN.catalogue.roles:
        required = {"sql": role.content.requirements[0].level}
        lines = risks._skill_covers(SEEN, required, counts)
        singles = sum(line.holders is not None and line.holders.single for line in lines)
        covers.append((tuple((line.cover, line.urgency) for line in lines), singles))
    return tuple(fits), tuple(covers)


def _figures(own: np.ndarray) -> tuple[object, ...]:
    """Everything without names about a town: both maps of departments, and what is told of the whole authority."""
    skills = service._column(SEEN, own, PLACES, REQUIRED, HEADCOUNTS)
    roles = tuple(service._role_column(SEEN, _classes(own, role), PLACES) for role in SEEN.catalogue.roles)
    return skills, roles, _whole_authority(tuple(own.sum(axis=0).tolist()))


@pytest.fixture(scope="module")
def alike() -> list[tuple[Sequence[SkillCell], np.ndarray]]:
    """The cells of the map of skills, and all the towns (× departments × levels, with those below) that give the same."""
    found = defaultdict(list)
    for world in product(*(combinations_with_replacement(LEVELS, size) for size in SIZES.values())):
        own = _own(world)
        found[_figures(own)].append(SEEN.outline.with_below(own))
    return [(figures[0], np.array(towns)) for figures, towns in found.items()]


def _pinned(counts: np.ndarray) -> bool:
    """True when towns that look the same agree on a number of 1 to k − 1 people."""
    return len(set(counts.tolist())) == 1 and 0 < counts[0] < K


def test_no_combination_pins_a_level_in_a_hidden_department(
    alike: list[tuple[Sequence[SkillCell], np.ndarray]],
) -> None:
    """All that is assessed may be in one department, which what is told of the whole authority then describes."""
    hidden = 0
    for cells, towns in alike:
        for place in PLACES[2:]:
            apart = (towns[:, place].sum(axis=1) < towns[:, 0].sum(axis=1)).any()
            if cells[place].state is Shown.HIDDEN and apart:
                hidden += 1
                assert not any(_pinned(towns[:, place, level]) for level in range(5))
    assert hidden > 50


def test_no_combination_pins_hidden_holders_in_a_department(
    alike: list[tuple[Sequence[SkillCell], np.ndarray]],
) -> None:
    """But for the lone holder of the authority, told on purpose, and an authority where everybody is a holder."""
    hidden = 0
    for cells, towns in alike:
        holders = towns[:, :, REQUIRED:].sum(axis=2)
        told = (holders[:, 0] == 1).all() or (holders[:, 0] == HEADCOUNTS[0]).all()
        for place in PLACES[2:]:
            apart = (towns[:, place].sum(axis=1) < towns[:, 0].sum(axis=1)).any()
            if cells[place].holders_state is Shown.HIDDEN and apart and not told:
                hidden += 1
                assert not _pinned(holders[:, place])
    assert hidden > 50
