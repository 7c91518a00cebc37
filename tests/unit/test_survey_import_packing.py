"""Records: per question they keep distributions and join nothing; departments become units."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.importing.packing import pack_questions, responses_of
from transfo_rh.campaigns.importing.placement import place
from transfo_rh.campaigns.model import MISSING
from transfo_rh.staff.model import Department
from transfo_rh.staff.tree import DepartmentTree

LINES = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3), st.integers(-1, 5)), max_size=80)
TREE = DepartmentTree(
    (
        Department(1, "DG", "Direction générale", None),
        Department(2, "DRH", "Ressources humaines", 1),
        Department(3, "DT", "Direction technique", 1),
        Department(4, "ACC1", "Accueil", 2),
        Department(5, "ACC2", "Accueil", 3),
    )
)


@given(LINES, st.integers(0, 2**32))
def test_packing_keeps_each_questions_distribution_by_group(
    lines: list[tuple[int, int, int]], seed: int
) -> None:
    groups, items, codes = (np.array([line[i] for line in lines], np.int32) for i in range(3))
    records, matrix = pack_questions(
        groups=groups,
        items=items,
        codes=codes.astype(np.int8),
        item_count=4,
        generator=np.random.default_rng(seed),
    )
    expected = Counter((g, i, c) for g, i, c in lines if i >= 0 and c != MISSING)
    stored = Counter(
        (int(records[r]), i, int(matrix[r, i]))
        for r in range(len(matrix))
        for i in range(4)
        if matrix[r, i] != MISSING
    )
    assert stored == expected
    per_cell = Counter((g, i) for g, i, c in lines if i >= 0 and c != MISSING)
    tallest = {g: max(n for (other, _i), n in per_cell.items() if other == g) for g, _i in per_cell}
    assert len(matrix) == sum(tallest.values())


def test_packing_does_not_repeat_who_answered_what() -> None:
    """Two answers of one line-up in the file meet in a record no more often than by chance."""
    people = 2_000
    items = np.repeat(np.array([0, 1], np.int32), people)
    codes = np.tile((np.arange(people) % 2 + 1).astype(np.int8), 2)
    _records, matrix = pack_questions(
        groups=np.zeros(2 * people, np.int32),
        items=items,
        codes=codes,
        item_count=2,
        generator=np.random.default_rng(1),
    )
    assert abs(float((matrix[:, 0] == matrix[:, 1]).mean()) - 0.5) < 0.05


def test_records_leave_the_order_of_the_file() -> None:
    matrix = np.arange(1, 101, dtype=np.int8).reshape(100, 1)
    responses = responses_of(
        units=np.array([-1], np.int32),
        attributes=[("A",)],
        groups=np.zeros(100, np.int32),
        matrix=matrix,
        generator=np.random.default_rng(1),
    )
    order = [response.answers[0] for response in responses]
    assert sorted(order) == list(range(1, 101))
    assert order != sorted(order)
    assert {response.unit for response in responses} == {None}


def test_departments_are_found_by_code_name_or_both() -> None:
    placement = place([("drh",), ("DT - Direction Technique",)], tree=TREE, renamed={}, unknown=None)
    assert [unit.code for unit in placement.units] == ["DG", "DT", "DRH"]
    assert [unit.parent for unit in placement.units] == [None, 0, 0]
    assert placement.unit_of[("drh",)] == 2


def test_homonyms_are_told_apart_by_the_department_above() -> None:
    paths = [("Ressources humaines", "Accueil"), ("DT", "Accueil")]
    placement = place(paths, tree=TREE, renamed={}, unknown=None)
    assert [placement.units[placement.unit_of[path]].code for path in paths] == ["ACC1", "ACC2"]
    assert place([("Accueil",), ("DRH",)], tree=TREE, renamed={}, unknown=None).unknown == (("Accueil",),)


def test_unknown_departments_stop_unless_the_mapping_says_otherwise() -> None:
    paths = [("DRH",), ("Ailleurs",)]
    assert place(paths, tree=TREE, renamed={}, unknown=None).unknown == (("Ailleurs",),)
    renamed = place(paths, tree=TREE, renamed={"ailleurs": "ACC1"}, unknown=None)
    assert {unit.code for unit in renamed.units} == {"DG", "DRH", "ACC1"}
    own = place(paths, tree=TREE, renamed={}, unknown="own")
    assert [(unit.code, unit.department_id) for unit in own.units] == [
        ("DG", 1),
        ("DRH", 2),
        ("Ailleurs", None),
    ]
    assert place([("Ailleurs",)], tree=TREE, renamed={}, unknown="refuse").unknown == (("Ailleurs",),)


def test_an_unknown_survey_keeps_its_own_tree() -> None:
    paths = [("Nord", "Accueil"), ("Sud", "Accueil"), ("Sud", "ACCUEIL"), ("Nord",)]
    placement = place(paths, tree=DepartmentTree(()), renamed={}, unknown=None)
    assert [(u.code, u.parent) for u in placement.units] == [
        ("Nord", None), ("Accueil", 0), ("Sud", None), ("Sud / Accueil", 2),
    ]  # fmt: skip
    assert placement.unit_of[("Sud", "Accueil")] == placement.unit_of[("Sud", "ACCUEIL")]


@given(
    st.lists(
        st.lists(st.text("aAé /-1", min_size=1, max_size=70).filter(str.strip), min_size=1, max_size=3).map(
            tuple
        ),
        max_size=12,
    )
)
def test_own_units_have_parents_first_and_codes_of_their_own(paths: list[tuple[str, ...]]) -> None:
    placement = place(paths, tree=DepartmentTree(()), renamed={}, unknown=None)
    codes = [unit.code for unit in placement.units]
    assert len({code.casefold() for code in codes}) == len(codes)
    assert all(len(code) <= 60 for code in codes)
    assert all(unit.parent is None or unit.parent < unit.position for unit in placement.units)
    assert [unit.position for unit in placement.units] == list(range(len(placement.units)))
    assert set(placement.unit_of) == set(paths)
