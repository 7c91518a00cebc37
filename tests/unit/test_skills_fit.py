"""The fit of a person for a role: hand-checked values, and what must hold whatever the levels are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.skills_factories import role_content
from transfo_rh.core.errors import InvalidInput
from transfo_rh.skills.fit import matrix, questions
from transfo_rh.skills.fit.effort import Course, default_days, effort
from transfo_rh.skills.fit.explain import explained, fit_words
from transfo_rh.skills.fit.fit import Fit, fit
from transfo_rh.skills.fit.readiness import READINESS, Readiness, readiness
from transfo_rh.skills.model import Requirement, RoleContent, SkillsSettings

SETTINGS = SkillsSettings()
NONE: frozenset[str] = frozenset()
CODES = tuple("abcdef")

requirements = st.lists(
    st.builds(
        Requirement,
        skill=st.sampled_from(CODES),
        level=st.integers(1, 4),
        weight=st.integers(1, 2),
        critical=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.skill,
)
roles = requirements.map(lambda asked: role_content("r", asked))
levels = st.dictionaries(st.sampled_from(CODES), st.integers(0, 4))
softs = st.frozensets(st.sampled_from(CODES), max_size=2)


def computed(held: dict[str, int], role: RoleContent, soft: frozenset[str] = NONE) -> Fit:
    return fit(held, role, soft=soft, settings=SETTINGS)


def test_the_fit_of_a_published_case_by_hand() -> None:
    role = role_content(
        "analyst",
        [
            Requirement("sql", 3, 2, critical=True),
            Requirement("quality", 2, 1),
            Requirement("charts", 4, 2),
            Requirement("law", 1, 1),
        ],
    )
    found = computed({"sql": 2, "quality": 4, "charts": 1}, role)
    # 2·2/3 + 1·1 + 2·1/4 = 2,8333 of 5 assessed, of 6 asked
    assert found.point == pytest.approx(56.6667, abs=1e-4)
    assert found.low == pytest.approx(47.2222, abs=1e-4)
    assert found.high == pytest.approx(63.8889, abs=1e-4)
    assert found.assessed_share == pytest.approx(5 / 6)
    assert found.readiness is Readiness.EIGHTEEN_MONTHS
    assert not found.certain  # 47 would be a long reskilling
    assert [line.gap for line in found.lines] == [1, 0, 3, None]
    assert sum(line.contribution for line in found.lines) == pytest.approx(found.low)
    assert [line.skill for line in found.gaps] == ["sql", "charts"]
    assert [line.skill for line in found.unknown] == ["law"]


def test_a_surplus_never_compensates_unlike_a_widely_used_suite() -> None:
    """« Σ min(level, 2·required) / Σ required » reads 100 % for 100 + 0 where 50 + 50 is asked; ours reads half."""
    required, held = {"a": 50, "b": 50}, {"a": 100, "b": 0}
    theirs = 100 * sum(min(held[code], 2 * required[code]) for code in required) / sum(required.values())
    assert theirs == 100
    role = role_content("r", [Requirement("a", 2), Requirement("b", 2)])
    ours = computed({"a": 4, "b": 0}, role)  # twice what is asked, and nothing
    assert (ours.point, ours.low, ours.high) == (50.0, 50.0, 50.0)
    assert ours.lines[1].gap == 2


def test_a_critical_gap_of_two_closes_the_role_whatever_the_fit() -> None:
    asked = [Requirement("a", 2, 1, critical=True)] + [Requirement(code, 1, 2) for code in "bcdef"]
    role = role_content("r", asked)
    full = dict.fromkeys("bcdef", 4)
    closed = computed({"a": 0, **full}, role)
    assert closed.point is not None
    assert closed.point > SETTINGS.ready
    assert (closed.critical_gap, closed.readiness, closed.certain) == (True, Readiness.NOT_READY, True)
    one_short = computed({"a": 1, **full}, role)
    assert (one_short.critical_gap, one_short.readiness) == (False, Readiness.READY)
    unknown = computed(full, role)
    assert (unknown.critical_gap, unknown.readiness, unknown.certain) == (False, Readiness.READY, False)


def test_the_classes_stand_on_the_thresholds_of_the_settings() -> None:
    own = SkillsSettings(ready=90, six_months=60, eighteen_months=30)
    found = [readiness(point, gate=False, settings=own) for point in (90, 89.9, 60, 59.9, 30, 29.9)]
    assert found == [
        Readiness.READY,
        Readiness.SIX_MONTHS,
        Readiness.SIX_MONTHS,
        Readiness.EIGHTEEN_MONTHS,
        Readiness.EIGHTEEN_MONTHS,
        Readiness.RESKILLING,
    ]


def test_a_fit_exactly_on_a_threshold_is_on_it() -> None:
    role = role_content("r", [*(Requirement(code, 1, 2) for code in "abcd"), Requirement("e", 4, 2)])
    found = computed({**dict.fromkeys("abcd", 1), "e": 1}, role)  # (4 + ¼) / 5
    assert (found.point, found.readiness) == (85.0, Readiness.READY)


def test_nothing_assessed_is_unknown_not_zero() -> None:
    found = computed({}, role_content("r", [Requirement("a", 2)]))
    assert (found.point, found.low, found.high) == (None, 0.0, 100.0)
    assert (found.readiness, found.certain, found.assessed_share) == (Readiness.UNKNOWN, False, 0.0)
    assert fit_words(found) == "inconnue"


@given(levels, roles, softs)
def test_the_interval_holds_the_point_between_0_and_100(
    held: dict[str, int], role: RoleContent, soft: frozenset[str]
) -> None:
    found = computed(held, role, soft)
    assert 0 <= found.low <= found.high <= 100
    if found.point is not None:
        assert found.low <= found.point <= found.high
    if all(one.skill in held or one.skill in soft for one in role.requirements) and found.point is not None:
        assert found.low == found.point == found.high
        assert found.certain


@given(levels, roles, st.sampled_from(CODES), st.integers(0, 4))
def test_a_higher_level_never_lowers_the_fit(
    held: dict[str, int], role: RoleContent, skill: str, more: int
) -> None:
    before = computed({**held, skill: 0}, role)
    after = computed({**held, skill: more}, role)
    assert after.low >= before.low
    assert after.high >= before.high
    assert (after.point or 0) >= (before.point or 0)
    assert after.critical_gap <= before.critical_gap


@given(levels, roles)
def test_no_surplus_replaces_what_lacks(held: dict[str, int], role: RoleContent) -> None:
    capped = {one.skill: min(held[one.skill], one.level) for one in role.requirements if one.skill in held}
    assert computed(held, role) == computed(held, role)
    assert computed(capped, role).point == computed(held, role).point
    if any(line.gap for line in computed(held, role).lines):
        assert computed(held, role).high < 100


@given(levels, roles, st.sampled_from(CODES), st.integers(0, 4))
def test_soft_skills_never_change_the_fit(
    held: dict[str, int], role: RoleContent, skill: str, level: int
) -> None:
    soft = frozenset({skill})
    one, other = computed({**held, skill: level}, role, soft), computed({**held, skill: 0}, role, soft)
    assert (one.point, one.low, one.high, one.readiness) == (
        other.point,
        other.low,
        other.high,
        other.readiness,
    )


@given(levels, roles, st.data())
def test_every_way_to_answer_stays_in_the_interval_and_a_certain_class_stays(
    held: dict[str, int], role: RoleContent, data: st.DataObject
) -> None:
    found = computed(held, role)
    answers = {line.skill: data.draw(st.integers(0, 4)) for line in found.unknown}
    whole = computed({**held, **answers}, role)
    assert whole.point is not None
    assert found.low <= whole.point <= found.high
    if found.certain:
        assert whole.readiness is found.readiness


def test_effort_follows_the_default_table_as_a_hypothesis() -> None:
    assert [default_days(0, level, SETTINGS) for level in (1, 2, 3, 4)] == [2, 7, 17, 37]
    role = role_content("r", [Requirement("a", 3), Requirement("b", 2), Requirement("c", 1)])
    found = effort({"a": 1, "b": 4}, role, soft=NONE, settings=SETTINGS)
    assert (found.days, found.cost_cents, found.months) == (17, 17 * 30_000, 8.5)
    assert (found.unknown_days, found.hypothesis) == (2, True)
    assert [(line.skill, line.from_level, line.to_level, line.unknown) for line in found.lines] == [
        ("a", 1, 3, False),
        ("c", 0, 1, True),
    ]


def test_a_course_replaces_the_table_where_there_is_one() -> None:
    role = role_content("r", [Requirement("a", 3)])
    courses = [Course("a", 0, 2, 3, 45_000), Course("a", 2, 3, 4, 120_000, months=6)]
    found = effort({"a": 0}, role, soft=NONE, settings=SETTINGS, courses=courses)
    assert (found.days, found.cost_cents, found.hypothesis) == (7, 165_000, False)
    assert found.months == 7.5  # 3 days at 2 a month, then six months
    mixed = effort({"a": 0}, role, soft=NONE, settings=SETTINGS, courses=courses[:1])
    assert (mixed.days, mixed.hypothesis) == (13, True)


def test_the_duration_is_the_longest_chain_of_prerequisites() -> None:
    role = role_content("r", [Requirement(code, 1) for code in "abc"])
    courses = [Course(code, 0, 1, 1, 0, months=3) for code in "abc"]
    held = dict.fromkeys("abc", 0)

    def duration(prerequisites: dict[str, list[str]]) -> float:
        return effort(
            held, role, soft=NONE, settings=SETTINGS, courses=courses, prerequisites=prerequisites
        ).months

    assert duration({}) == 3
    assert duration({"b": ["a"]}) == 6
    assert duration({"c": ["b"], "b": ["a"]}) == 9
    assert duration({"c": ["x"], "x": ["a"]}) == 6  # through a skill that the role does not ask
    with pytest.raises(InvalidInput, match="tournent en rond"):
        duration({"a": ["b"], "b": ["a"]})


@given(levels, roles)
def test_no_effort_means_a_full_fit(held: dict[str, int], role: RoleContent) -> None:
    found = effort(held, role, soft=NONE, settings=SETTINGS)
    assert (found.days == 0) == (computed(held, role).low == 100)
    reached = {**held, **{line.skill: line.to_level for line in found.lines}}
    assert computed(reached, role).low == 100


def test_the_words_of_each_line_can_be_checked_by_hand() -> None:
    role = role_content(
        "r", [Requirement("a", 3, 2, critical=True), Requirement("b", 2, 1), Requirement("s", 2)]
    )
    held = {"a": 1, "s": 3}
    found = computed(held, role, frozenset({"s"}))
    lines = explained(
        found, effort(held, role, soft=frozenset({"s"}), settings=SETTINGS), label=lambda code: code.upper()
    )
    said = [
        [str(getattr(line, name)).replace("\u00a0", " ").replace("\u202f", " ") for name in line.__slots__]
        for line in lines
    ]
    assert said == [
        ["A", "1 – Notions, avec aide", "3 – Maîtrise, cas complexes (critique)", "Il manque 2 niveaux : bloque le métier",
         "22,2 points sur 66,7", "du niveau 1 au niveau 3 : 15 j, 4 500 €"],
        ["B", "Non évaluée", "2 – Pratique autonome", "À évaluer", "entre 0 et 33,3 points",
         "au plus, du niveau 0 au niveau 2 : 7 j, 2 100 €"],
        ["S", "3 – Maîtrise, cas complexes", "2 – Pratique autonome", "Savoir-être : montré, non compté", "non comptée", "—"],
    ]  # fmt: skip


def test_the_first_questions_are_those_that_move_people() -> None:
    role = role_content(
        "r", [Requirement("a", 2, 2, critical=True), Requirement("b", 2, 1), Requirement("c", 2, 2)]
    )
    people = [{"b": 2, "c": 2}, {"a": 2, "c": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 0}]
    rows = questions.level_rows(role, people, soft=NONE)
    asked = questions.assess_first(rows, role, soft=NONE, settings=SETTINGS)
    assert [(one.skill, one.people, one.critical) for one in asked] == [("a", 1, True), ("b", 1, False)]
    assert asked[0].places == 0 or asked[0].places <= 3
    assert asked[0].points == pytest.approx(40)
    assert asked[0].classes == 1  # 0 would close the role, 2 would make ready
    assert "compétence critique" in asked[0].reason


@given(st.lists(levels, min_size=1, max_size=6), roles, softs)
def test_the_questions_are_about_what_is_unknown(
    people: list[dict[str, int]], role: RoleContent, soft: frozenset[str]
) -> None:
    rows = questions.level_rows(role, people, soft=soft)
    asked = questions.assess_first(rows, role, soft=soft, settings=SETTINGS)
    assert len(asked) <= 3
    for one in asked:
        assert one.people == sum(one.skill not in held for held in people) > 0
        assert one.skill not in soft
        assert 0 <= one.classes <= one.people
        assert 0 <= one.places <= one.people * (len(people) - 1)


@given(st.lists(levels, min_size=1, max_size=8), st.lists(requirements, min_size=1, max_size=4), softs)
def test_the_matrix_is_the_rule_for_everybody(
    people: list[dict[str, int]], asked: list[list[Requirement]], soft: frozenset[str]
) -> None:
    targets = [role_content(f"r{number}", one) for number, one in enumerate(asked)]
    _compare(people, targets, soft)


def test_the_matrix_is_exact_with_roles_too_large_for_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matrix, "_BLOCK", 16)  # several blocks
    rng = np.random.default_rng(7)
    codes = [f"s{number}" for number in range(150)]
    heavy = [
        role_content(
            f"r{number}",
            [
                Requirement(c, int(rng.integers(1, 5)), int(rng.integers(1, 3)), bool(rng.random() < 0.1))
                for c in codes
            ],
        )
        for number in range(3)
    ]
    people = [{c: int(rng.integers(0, 5)) for c in codes if rng.random() < 0.8} for _person in range(70)]
    table = matrix.requirement_table(heavy, codes, soft=NONE)
    assert table.packed.dtype == np.float64
    _compare(people, heavy, NONE, codes)


def test_a_role_that_asks_nothing_countable_says_nothing() -> None:
    _compare([{"a": 3}, {}], [role_content("r", [Requirement("a", 2)])], frozenset({"a"}))


def _compare(
    people: list[dict[str, int]],
    targets: list[RoleContent],
    soft: frozenset[str],
    codes: list[str] | None = None,
) -> None:
    known = codes or list(CODES[:-1])  # a skill that stands in no column is unknown for everybody
    entries = [
        (n, known.index(c), level) for n, held in enumerate(people) for c, level in held.items() if c in known
    ]
    columns = np.array(entries[::-1], dtype=np.int64).reshape(-1, 3).T  # any order
    held_matrix = matrix.indicators(*columns, shape=(len(people), len(known)))
    found = matrix.fit_matrix(held_matrix, matrix.requirement_table(targets, known, soft=soft))
    codes_of = matrix.readiness_codes(found, SETTINGS)
    sure = matrix.certain(found, SETTINGS)
    for row, held in enumerate(people):
        counted = {c: level for c, level in held.items() if c in known}
        for column, role in enumerate(targets):
            one = fit(counted, role, soft=soft, settings=SETTINGS)
            assert found.low[row, column] == pytest.approx(one.low, rel=1e-6)
            assert found.high[row, column] == pytest.approx(one.high, rel=1e-6)
            assert found.point[row, column] == pytest.approx(
                np.nan if one.point is None else one.point, rel=1e-6, nan_ok=True
            )
            assert found.gate[row, column] == one.critical_gap
            assert found.gate_possible[row, column] == (
                not one.critical_gap and any(line.could_close for line in one.lines)
            )
            assert READINESS[codes_of[row, column]] is one.readiness
            assert sure[row, column] == one.certain
