"""The editable table of what a role asks: skill, level, weight, critical."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.changes import weight_label
from transfo_rh.skills.catalogue.requirement_lines import TypedLine
from transfo_rh.skills.model import MAXIMUM_LEVEL, Catalogue, Requirement, SkillKind, numbered_level
from transfo_rh.staff.search import plain

_ROW_PIXELS = 36
_WEIGHTS = (2, 1)


def skill_names(catalogue: Catalogue) -> dict[str, str]:
    """Code → name shown in the picker, each different; soft skills say that they are."""
    names: dict[str, str] = {}
    for skill in catalogue.skills:
        soft = skill.content.kind is SkillKind.SOFT
        names[skill.code] = _("{skill} (savoir-être)").format(skill=skill.label) if soft else skill.label
    taken = list(names.values())
    return {code: f"{name} ({code})" if taken.count(name) > 1 else name for code, name in names.items()}


def requirements_table(present: Sequence[Requirement], catalogue: Catalogue, *, key: str) -> list[TypedLine]:
    """Show the table and give its lines as typed; lines are added at the bottom and removed by ticking them."""
    names = skill_names(catalogue)
    names |= {line.skill: line.skill for line in present if line.skill not in names}
    options = sorted(names.values(), key=plain)
    edited = st.data_editor(
        _frame(present, names),
        num_rows="dynamic",
        column_config={
            "skill": st.column_config.SelectboxColumn(_("Compétence"), options=options, width="large"),
            "level": st.column_config.SelectboxColumn(
                _("Niveau demandé"), options=list(_level_names().values())
            ),
            "weight": st.column_config.SelectboxColumn(
                _("Poids"), options=list(_weight_names().values()), default=weight_label(2)
            ),
            "critical": st.column_config.CheckboxColumn(
                _("Critique"), default=False, help=_("Deux niveaux de moins ferment le métier.")
            ),
        },
        row_height=_ROW_PIXELS,
        height="content",
        placeholder="",
        key=key,
        alt=_(
            "Compétences demandées par le métier : une par ligne, avec niveau, poids et caractère critique"
        ),
    )
    return typed_lines(edited, names)


def _level_names() -> dict[int, str]:
    return {level: numbered_level(level) for level in range(1, MAXIMUM_LEVEL + 1)}


def _weight_names() -> dict[int, str]:
    return {weight: weight_label(weight) for weight in _WEIGHTS}


def _frame(present: Sequence[Requirement], names: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "skill": pd.Series([names[line.skill] for line in present], dtype="object"),
            "level": pd.Series([numbered_level(line.level) for line in present], dtype="object"),
            "weight": pd.Series([weight_label(line.weight) for line in present], dtype="object"),
            "critical": pd.Series([line.critical for line in present], dtype="bool"),
        }
    )


def typed_lines(edited: pd.DataFrame, names: Mapping[str, str]) -> list[TypedLine]:
    """The lines of the edited table (columns skill, level, weight, critical, in words) as codes and numbers."""
    codes = {name: code for code, name in names.items()}
    levels = {name: level for level, name in _level_names().items()}
    weights = {name: weight for weight, name in _weight_names().items()}
    return [
        TypedLine(
            codes.get(_text(row["skill"])),
            levels.get(_text(row["level"])),
            weights.get(_text(row["weight"])),
            critical=not pd.isna(row["critical"]) and bool(row["critical"]),
        )
        for row in edited.to_dict("records")
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
