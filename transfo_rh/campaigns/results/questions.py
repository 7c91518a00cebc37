"""Questions that belong to no dimension: choices, yes/no, rankings, numbers and outcome scales, as published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import CellState, Item, ItemKind, Measure, MeasureKind, PublishedCell
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, open_publication
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _

_SEPARATOR = " — "


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """An option of a question, or the question itself. ``value`` 0–100: a share, or the place on the scale."""

    label: str
    cell: PublishedCell
    value: int | None


@dataclass(frozen=True, slots=True)
class OtherQuestion:
    """``value_title`` says what the values of the lines are; ``mean`` is that of a number, on its own scale."""

    wording: str
    kind: ItemKind
    lines: tuple[QuestionLine, ...]
    value_title: str
    mean: float | None = None


def other_questions(
    *, viewer: Viewer, campaign_id: int, unit: int | None = None
) -> tuple[OtherQuestion, ...]:
    """The questions outside every dimension, for the whole or a unit (a department head: the own one).

    Raises PermissionDenied (unit outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None else unit
        publication.require_unit(unit)
        measures = [m for m in publication.measures if m.kind is MeasureKind.ITEM and m.dimension is None]
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in measures],
            units=frozenset() if unit is None else frozenset({unit}),
        )
    index = {cell.measure: cell for cell in cells if cell.unit == unit}
    grouped: dict[str, list[Measure]] = {}
    for measure in measures:
        grouped.setdefault(measure.question or measure.code, []).append(measure)
    return tuple(_question(group, index, publication) for group in grouped.values())


def _question(
    group: list[Measure], index: Mapping[str, PublishedCell], publication: Publication
) -> OtherQuestion:
    kind = group[0].item_kind or ItemKind.SCALE
    cells = [index.get(m.code, PublishedCell(None, None, None, m.code, CellState.NO_ANSWER)) for m in group]
    wording = group[0].label
    if kind is ItemKind.CHOICE:
        return OtherQuestion(wording, kind, _options(group[0], cells[0]), _("Part des réponses (%)"))
    alone = _("Oui") if kind is ItemKind.FLAG else _("Score")
    lines = tuple(
        QuestionLine(
            alone if m.question is None else m.label,
            cell,
            cell.favourable if kind is ItemKind.FLAG else cell.score,
        )
        for m, cell in zip(group, cells, strict=True)
    )
    if group[0].question is not None:  # the columns of one question: the options follow its wording
        wording = group[0].label.split(_SEPARATOR)[0]
        lines = tuple(
            QuestionLine(line.label.split(_SEPARATOR, 1)[-1], line.cell, line.value) for line in lines
        )
    titles = {
        ItemKind.FLAG: _("Part de oui (%)"),
        ItemKind.RANK: _("Préférence (100 : toujours premier choix)"),
    }
    items = {item.code: item for item in publication.source.questionnaire.items}
    mean = _mean(items.get(group[0].code), cells[0]) if kind is ItemKind.NUMBER else None
    return OtherQuestion(wording, kind, lines, titles.get(kind, _("Score sur 100")), mean)


def _options(measure: Measure, cell: PublishedCell) -> tuple[QuestionLine, ...]:
    """One line per option, with its share where it is shown; one line alone for a hidden question."""
    if cell.state is not CellState.SHOWN or cell.shares is None:
        return (QuestionLine(measure.label, cell, None),)
    return tuple(
        QuestionLine(option, cell, share) for option, share in zip(measure.options, cell.shares, strict=False)
    )


def _mean(item: Item | None, cell: PublishedCell) -> float | None:
    """The mean of a number on its own scale, from the place between its bounds."""
    if item is None or item.minimum is None or item.maximum is None or cell.score is None:
        return None
    return item.minimum + cell.score / 100 * (item.maximum - item.minimum)
