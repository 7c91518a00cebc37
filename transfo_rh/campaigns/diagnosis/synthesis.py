"""What submitted diagnoses say together: a score per theme and department. Attributed, so nothing is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.diagnosis import repository
from transfo_rh.campaigns.diagnosis.model import DiagnosisState
from transfo_rh.campaigns.diagnosis.scope import in_tree_order, seen_by
from transfo_rh.campaigns.model import Questionnaire
from transfo_rh.campaigns.publication.scoring import rounded
from transfo_rh.campaigns.questionnaires.layout import encoded, scored
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _, language

Scores = tuple[int | None, ...]
"""One score out of 100 per theme, in their order; None where no line of the theme was scored."""


@dataclass(frozen=True, slots=True)
class DepartmentThemes:
    """One submitted diagnosis: the department's own words, without those of the departments below it."""

    unit: int
    name: str
    depth: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Submitted diagnoses of the viewer's scope, in the order of the tree; ``means`` over these departments."""

    themes: tuple[str, ...]
    rows: tuple[DepartmentThemes, ...]
    means: Scores

    @property
    def sentence(self) -> str:
        """The best and the least advanced theme, in one sentence; empty when nothing tells them apart."""
        known = [
            (mean, theme) for mean, theme in zip(self.means, self.themes, strict=True) if mean is not None
        ]
        if not known:
            return ""
        (high, best), (low, least) = max(known), min(known)
        if high == low:
            return ""
        return _(
            "Thème le plus avancé : « {best} » ({high} sur 100) ; le moins avancé : « {least} » ({low} sur 100)."
        ).format(best=best, high=high, least=least, low=low)


def synthesis(*, viewer: Viewer, campaign_id: int) -> Synthesis:
    """The scores of the submitted diagnoses that the viewer sees; drafts say nothing yet.

    Raises PermissionDenied, NotFound.
    """
    with database().read() as session:
        seen = seen_by(session, viewer, campaign_id)
        stored = repository.diagnoses(
            session, campaign_id=campaign_id, units=frozenset(unit.position for unit in seen.units)
        )
    questionnaire = scored(seen.definition, language())
    rows = tuple(
        DepartmentThemes(
            unit.position,
            unit.name,
            depth,
            theme_scores(questionnaire, encoded(seen.definition, found.content.answers)),
        )
        for depth, unit in in_tree_order(seen.units)
        if (found := stored.get(unit.position)) is not None and found.state is DiagnosisState.SUBMITTED
    )
    themes = tuple(dimension.label for dimension in questionnaire.dimensions)
    return Synthesis(themes, rows, mean_scores([row.scores for row in rows], themes=len(themes)))


def theme_scores(questionnaire: Questionnaire, answers: bytes) -> Scores:
    """The weighted mean of the lines of each theme, step 1 being 0 and the last one 100; « sans objet » left out.

    ``answers``: one byte per item, as ``encoded`` writes them. The rule of the publication, for one record.

    >>> from transfo_rh.campaigns.model import Dimension, Item
    >>> asked = Questionnaire((Dimension("a", "A"),), (Item("1", "", "a", 6), Item("2", "", "a", 6, weight=3.0)))
    >>> theme_scores(asked, bytes([1, 6])), theme_scores(asked, bytes([3, 0])), theme_scores(asked, bytes(2))
    ((75,), (40,), (None,))
    """
    found: list[int | None] = []
    for dimension in questionnaire.dimensions:
        total, weights = 0.0, 0.0
        for column in questionnaire.items_of(dimension.code):
            item, step = questionnaire.items[column], answers[column]
            if not 1 <= step <= item.points:  # empty, or « sans objet »
                continue
            score = 100 * (step - 1) / (item.points - 1)
            total += item.weight * (100 - score if item.reverse else score)
            weights += item.weight
        found.append(rounded(total / weights) if weights else None)
    return tuple(found)


def mean_scores(rows: Sequence[Scores], *, themes: int) -> Scores:
    """The mean of each theme over the departments that have a score there.

    >>> mean_scores([(40, None), (65, None)], themes=2)
    (53, None)
    """
    columns: Mapping[int, list[int]] = {
        theme: [score for row in rows if (score := row[theme]) is not None] for theme in range(themes)
    }
    return tuple(rounded(sum(column) / len(column)) if column else None for column in columns.values())
