"""The table of a role's requirements as typed, and codes made from names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.core.errors import InvalidInput
from transfo_rh.skills.catalogue.requirement_lines import TypedLine, requirements_from
from transfo_rh.skills.catalogue.searching import free_code
from transfo_rh.skills.model import Requirement


def test_every_line_that_is_not_whole_is_named() -> None:
    lines = [
        TypedLine("sql", 3, 2),
        TypedLine(None, 2, None),
        TypedLine("charts", None, 1),
        TypedLine("sql", 1, 1),
    ]
    with pytest.raises(InvalidInput) as refused:
        requirements_from(lines, labels={"sql": "SQL", "charts": "Visualiser"})
    said = refused.value.message.replace("\u00a0", " ")
    assert "Ligne 2 : choisissez une compétence." in said
    assert "Ligne 3 : « Visualiser » n’a pas de niveau." in said
    assert "Ligne 4 : « SQL » est demandée deux fois." in said


def test_empty_lines_are_nothing_and_a_weight_is_core_by_default() -> None:
    lines = [TypedLine(None, None, 2), TypedLine("sql", 4, None, critical=True)]
    assert requirements_from(lines, labels={}) == (Requirement("sql", 4, 2, critical=True),)


@given(st.text(max_size=120), st.sets(st.sampled_from(["agent", "agent_2", "x_", "a"])))
def test_a_code_made_from_any_name_is_free_and_well_formed(label: str, taken: set[str]) -> None:
    code = free_code(label, taken=taken)
    assert code not in taken
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,59}", code)
