"""Levels held beside levels required, skill by skill: the same picture wherever the two are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.model import MAXIMUM_LEVEL, numbered_level
from transfo_rh.ui.charts.bars import Bar, bars_chart

NOT_ASSESSED = "no_answer"


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One skill. ``held`` None: not assessed."""

    label: str
    held: int | None
    required: int


def show_levels_beside(lines: Sequence[BesideLine], *, alt: str, key: str) -> None:
    """Bars of the levels held, with the level required as a mark; first one on top."""
    bars_chart(
        bars=[_bar(line) for line in lines],
        alt=alt,
        key=key,
        value_title=_("Niveau détenu (0 à 4)"),
        reference_title=_("Niveau demandé") if any(line.held is not None for line in lines) else None,
        highest=MAXIMUM_LEVEL,
    )


def _bar(line: BesideLine) -> Bar:
    held = _("non évaluée") if line.held is None else numbered_level(line.held)
    return Bar(
        label=line.label,
        value=line.held,
        text="" if line.held is None else str(line.held),
        hover=_("détenu : {held} ; demandé : {required}").format(
            held=held, required=numbered_level(line.required)
        ),
        state=NOT_ASSESSED if line.held is None else "shown",
        state_label=_("Non évaluée, niveau {n} demandé").format(n=line.required),
        reference=line.required,
    )


def counted_words(lines: Sequence[BesideLine]) -> str:
    """How many are at the level, below it, not assessed.

    >>> counted_words([BesideLine("SQL", 2, 2), BesideLine("Cartes", 1, 3), BesideLine("RGPD", None, 1)])
    '1 au niveau demandé, 1 en dessous, 1 non évaluée'
    """
    unknown = sum(line.held is None for line in lines)
    met = sum(line.held is not None and line.held >= line.required for line in lines)
    below = len(lines) - met - unknown
    parts = [_("{n} au niveau demandé").format(n=met)]
    if below:
        parts.append(_("{n} en dessous").format(n=below))
    if unknown:
        parts.append(ngettext("{n} non évaluée", "{n} non évaluées", unknown).format(n=unknown))
    return ", ".join(parts)
