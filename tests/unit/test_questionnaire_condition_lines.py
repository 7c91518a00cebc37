"""Conditions as lines of a screen: every condition comes back with the same meaning, and lines say what they write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_questionnaires import minimal
from transfo_rh.campaigns.questionnaires.condition_lines import (
    Comparison,
    ConditionLine,
    Joining,
    WrittenCondition,
    comparisons_of,
    condition_from,
    written,
)
from transfo_rh.campaigns.questionnaires.conditions import holds
from transfo_rh.campaigns.questionnaires.definition import Condition
from transfo_rh.campaigns.questionnaires.numbering import numbered_items
from transfo_rh.core.errors import InvalidInput
from transfo_rh.ui.questionnaire_view import condition_words

YES = Condition(item="Y", values=("yes",))
_BOUNDS = st.none() | st.sampled_from([0, 1, 2, 2.5, 3, 7])


def _leaves() -> st.SearchStrategy[Condition]:
    listed = [
        ("M1", [1, 2, 3, "na"]),
        ("G1", [1, 3]),
        ("C1", ["a", "b"]),
        ("S", ["a", "b"]),
        ("Y", ["yes", "no"]),
    ]
    by_values = [
        st.builds(
            lambda values, negated, code=code: Condition(item=code, values=tuple(values), negated=negated),
            st.lists(st.sampled_from(offered), min_size=1, unique=True),
            st.booleans(),
        )
        for code, offered in listed
    ]
    by_bounds = st.builds(
        lambda code, low, high, negated: Condition(
            item=code, at_least=1 if low is high is None else low, at_most=high, negated=negated
        ),
        st.sampled_from(["N", "M1", "C1", "T"]),
        _BOUNDS,
        _BOUNDS,
        st.booleans(),
    )
    return st.one_of(*by_values, by_bounds)


def _groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.builds(lambda p, n: Condition(all_of=p, negated=n), several, st.booleans()) | st.builds(
        lambda p, n: Condition(any_of=p, negated=n), several, st.booleans()
    )


conditions = st.recursive(_leaves(), _groups, max_leaves=6)
answers = st.fixed_dictionaries(
    {},
    optional={
        "M1": st.sampled_from([1, 2, 3, "na"]),
        "G1": st.integers(1, 3),
        "C1": st.sampled_from(["a", "b"]),
        "S": st.lists(st.sampled_from(["a", "b"]), unique=True),
        "Y": st.booleans(),
        "N": st.integers(0, 10),
        "T": st.just("mot"),
    },
)


@given(condition=conditions, given_answers=answers)
def test_every_condition_keeps_its_meaning_through_the_screen(
    condition: Condition, given_answers: dict[str, object]
) -> None:
    again = condition_from(written(minimal(), condition))
    assert again is not None
    assert holds(again, given_answers) is holds(condition, given_answers)  # type: ignore[arg-type]
    if len(condition.all_of) != 1 and len(condition.any_of) != 1:
        assert again == condition


def test_no_condition_is_no_line() -> None:
    assert written(minimal(), None).lines == ()
    assert condition_from(WrittenCondition()) is None


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        (
            Condition(item="C1", values=("a", "b")),
            ConditionLine("C1", Comparison.ONE_OF, values=("a", "b")),
        ),
        (
            Condition(item="Y", values=("yes",), negated=True),
            ConditionLine("Y", Comparison.NONE_OF, values=("yes",)),
        ),
        (Condition(item="N", at_least=2.5), ConditionLine("N", Comparison.AT_LEAST, low=2.5)),
        (Condition(item="N", at_most=4), ConditionLine("N", Comparison.AT_MOST, high=4)),
        (Condition(item="N", at_most=4, negated=True), ConditionLine("N", Comparison.MORE_THAN, high=4)),
        (Condition(item="N", at_least=4, negated=True), ConditionLine("N", Comparison.LESS_THAN, low=4)),
        (Condition(item="M1", at_least=2, at_most=3), ConditionLine("M1", Comparison.BETWEEN, low=2, high=3)),
    ],
)
def test_a_comparison_is_one_line(condition: Condition, line: ConditionLine) -> None:
    assert written(minimal(), condition).lines == (line,)
    assert condition_from(WrittenCondition(lines=(line,))) == condition


@pytest.mark.parametrize(
    "kept",
    [
        Condition(all_of=(YES, YES), negated=True),
        Condition(item="N", values=(3,)),
        Condition(item="M1", values=(1,), at_least=2),
        Condition(item="M1", at_least=2, negated=True),
        Condition(item="M1", at_least=2.5),
        Condition(item="N", at_least=2, at_most=3, negated=True),
    ],
)
def test_what_no_line_says_is_kept_beside_the_lines(kept: Condition) -> None:
    assert written(minimal(), kept).lines == (kept,)
    both = Condition(any_of=(YES, kept))
    assert written(minimal(), both).lines[1] == kept
    assert condition_from(written(minimal(), both)) == both


def test_lines_are_all_met_or_one_of_them() -> None:
    lines = (
        ConditionLine("Y", Comparison.ONE_OF, values=("yes",)),
        ConditionLine("N", Comparison.AT_LEAST, low=3),
    )
    both = condition_from(WrittenCondition(Joining.ALL, lines))
    either = condition_from(WrittenCondition(Joining.ANY, lines))
    assert holds(both, {"Y": True, "N": 3})
    assert not holds(both, {"Y": True, "N": 2})
    assert holds(either, {"Y": True, "N": 2})
    assert not holds(either, {"Y": False, "N": 2})


def test_a_free_answer_is_never_compared_and_a_number_by_its_bounds_only() -> None:
    offered = {line.code: comparisons_of(line) for line in numbered_items(minimal())}
    assert offered["T"] == ()
    assert Comparison.ONE_OF not in offered["N"]
    assert offered["Y"] == offered["C1"] == offered["S"] == (Comparison.ONE_OF, Comparison.NONE_OF)
    assert {Comparison.ONE_OF, Comparison.AT_LEAST} <= set(offered["M1"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (ConditionLine("C1", Comparison.ONE_OF), "Condition 2 : choisissez au moins une réponse"),
        (ConditionLine("N", Comparison.AT_LEAST, high=3), "Condition 2 : donnez la valeur à comparer"),
        (ConditionLine("N", Comparison.BETWEEN, low=3), "donnez la valeur à comparer"),
        (ConditionLine("N", Comparison.BETWEEN, low=3.5, high=1), "3,5 dépasse 1."),
    ],
)
def test_an_unfinished_line_is_refused_in_one_sentence(line: ConditionLine, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        condition_from(WrittenCondition(lines=(YES, line)))
    assert message in refused.value.message.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(item="C1", values=("a", "b")), "réponse à la question 4 : A ou B"),
        (Condition(item="Y", values=("yes",), negated=True), "réponse à la question 7 autre que : Oui"),
        (Condition(item="N", at_least=2.5, at_most=4), "réponse à la question 8 : au moins 2,5 et au plus 4"),
        (Condition(item="M1", at_least=2), "réponse à la question 1 : au moins Un peu"),
        (
            Condition(all_of=(YES, Condition(any_of=(YES, YES)))),
            "réponse à la question 7 : Oui et (réponse à la question 7 : Oui ou réponse à la question 7 : Oui)",
        ),
        (
            Condition(any_of=(YES, Condition(all_of=(YES, YES), negated=True))),
            "réponse à la question 7 : Oui ou l’inverse de : "
            "(réponse à la question 7 : Oui et réponse à la question 7 : Oui)",
        ),
    ],
)
def test_a_condition_is_said_in_words(condition: Condition, words: str) -> None:
    assert condition_words(minimal(), condition).replace("\u00a0", " ") == words
