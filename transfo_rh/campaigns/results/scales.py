"""Scales of answers: two scores on 0–100 compare only where people answered on the same steps. Pure rules.

The middle of « disagree … agree » and that of eight steps of mastery are both 50, and mean nothing alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.model import ItemKind, Measure, MeasureKind
from transfo_rh.core.i18n import _, ngettext

Steps = tuple[ItemKind | None, tuple[str, ...]]
"""What the answers to one question are chosen among: its kind, and the words (or numbers) of its steps."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps behind a measure, lowest first; several sets of steps for a dimension that mixes questions."""

    steps: frozenset[Steps]

    @property
    def title(self) -> str:
        """A few words for a heading.

        >>> Scale(frozenset({(ItemKind.SCALE, ("1", "2", "3"))})).title
        'Échelle à 3 degrés'
        """
        if len(self.steps) > 1:
            return _("Échelles mêlées")
        if not any(options for _kind, options in self.steps):
            return _("Échelle inconnue")
        ((kind, options),) = self.steps
        if kind is ItemKind.FLAG:
            return _("Questions par oui ou non")
        return ngettext("Échelle à {n} degré", "Échelle à {n} degrés", len(options)).format(n=len(options))

    @property
    def ends(self) -> str:
        """Its lowest and highest steps in words; empty when they have none.

        >>> Scale(frozenset({(ItemKind.SCALE, ("1", "2", "3"))})).ends
        ''
        """
        if len(self.steps) != 1:
            return ""
        ((kind, options),) = self.steps
        if kind is not ItemKind.SCALE or not options or options[0].isdigit():
            return ""
        return _("de « {lowest} » à « {highest} »").format(lowest=options[0], highest=options[-1])


def by_scale(
    measures: Sequence[Measure], published: Sequence[Measure]
) -> tuple[tuple[Scale, tuple[Measure, ...]], ...]:
    """The measures by the scale on which they were answered, in their order; ``published`` holds the items of each."""
    items: dict[str | None, list[Measure]] = {}
    for one in published:
        if one.kind is MeasureKind.ITEM:
            items.setdefault(one.dimension, []).append(one)
    groups: dict[Scale, list[Measure]] = {}
    for measure in measures:
        groups.setdefault(_scale(measure, items), []).append(measure)
    return tuple((scale, tuple(members)) for scale, members in groups.items())


def _scale(measure: Measure, items: Mapping[str | None, Sequence[Measure]]) -> Scale:
    asked = [measure] if measure.kind is MeasureKind.ITEM else items.get(measure.code, [])
    return Scale(frozenset((item.item_kind, item.options) for item in asked))
