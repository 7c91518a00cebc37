"""Published results in words: the conclusion that opens the page, and the alternative text of its picture."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.campaigns.model import CellState, Measure
from transfo_rh.campaigns.results.service import HeatCell, Heatmap
from transfo_rh.core.formats import number, signed
from transfo_rh.core.i18n import _, labelled, ngettext

PRACTICAL_DIFFERENCE = 5
"""Differences below this many points are not worth a sentence (campaigns rule book, « practical threshold »)."""
_SCALES_TOLD = 2


@dataclass(frozen=True, slots=True)
class _Scored:
    measure: Measure
    heat: HeatCell

    @property
    def score(self) -> int:
        return self.heat.cell.score or 0

    @property
    def difference(self) -> int:
        return self.heat.difference or 0


def conclusion(view: Heatmap) -> str:
    """One or two sentences: strengths and weaknesses of the authority, or of the unit that the page shows."""
    whole = _scored(view, 0)
    if not whole:
        return _(
            "Trop peu de réponses pour afficher un résultat : aucune mesure n’atteint le seuil de {k} répondants."
        ).format(k=view.campaign.k)
    if view.path and len(view.rows) > 1:
        return _of_unit(view)
    parts = [[one for one in whole if one.measure in members] for members in view.scales] or [whole]
    parts = [part for part in parts if part]
    text = _of_whole(parts[0]) if len(parts) == 1 else _of_scales(parts)
    farthest = _farthest(view)
    return f"{text} {farthest}" if farthest else text


def _scored(view: Heatmap, row: int) -> list[_Scored]:
    return [
        _Scored(measure, heat)
        for measure, heat in zip(view.measures, view.cells[row], strict=True)
        if heat.cell.state is CellState.SHOWN
    ]


def _of_whole(scored: list[_Scored]) -> str:
    best, worst = _ends(scored)
    if best.score - worst.score < PRACTICAL_DIFFERENCE:
        return _(
            "Les scores de la collectivité sont proches les uns des autres, entre {low} et {high} sur 100."
        ).format(low=worst.score, high=best.score)
    return _(
        "Point fort de la collectivité : « {best} » ({high} sur 100). Point à travailler : « {worst} » ({low} sur 100)."
    ).format(best=best.measure.label, high=best.score, worst=worst.measure.label, low=worst.score)


def _ends(scored: list[_Scored]) -> tuple[_Scored, _Scored]:
    """The highest and the lowest score."""
    return max(scored, key=lambda one: one.score), min(scored, key=lambda one: one.score)


def _of_scales(parts: list[list[_Scored]]) -> str:
    """The highest and the lowest of the two largest scales: scores of different scales do not compare."""
    largest = sorted(parts, key=len, reverse=True)[:_SCALES_TOLD]
    ends = [_ends(part) for part in largest]
    ends = [(best, worst) for best, worst in ends if best.score - worst.score >= PRACTICAL_DIFFERENCE]
    if not ends:
        return _("À échelle de réponse égale, les scores de la collectivité sont proches les uns des autres.")
    strong, weak = (
        ", ".join(
            _("« {measure} » ({change})").format(measure=one.measure.label, change=one.score) for one in group
        )
        for group in zip(*ends, strict=True)
    )
    return _(
        "À échelle de réponse égale, points forts de la collectivité : {strengths} ; points à travailler : {weaknesses}."
    ).format(strengths=strong, weaknesses=weak)


def _farthest(view: Heatmap) -> str:
    """The largest difference to the authority among the rows shown; empty when none is worth a sentence."""
    candidates = [
        (abs(heat.difference), row.label, measure.label, heat.difference)
        for row, cells in zip(view.rows[1:], view.cells[1:], strict=True)
        for measure, heat in zip(view.measures, cells, strict=True)
        if heat.difference is not None
    ]
    if not candidates or max(candidates)[0] < PRACTICAL_DIFFERENCE:
        return ""
    _size, row, measure, difference = max(candidates)
    return _(
        "L’écart le plus marqué : {row}, « {measure} », {difference} points par rapport à l’ensemble."
    ).format(row=row, measure=measure, difference=signed(difference))


def _of_unit(view: Heatmap) -> str:
    name = view.rows[1].label
    scored = [scored for scored in _scored(view, 1) if scored.heat.difference is not None]
    if not scored:
        return _(
            "{name} : aucun résultat affichable, pour protéger les répondants. Voyez l’échelon au-dessus."
        ).format(name=name)
    above = max(scored, key=lambda one: one.difference)
    below = min(scored, key=lambda one: one.difference)
    parts = []
    if above.difference >= PRACTICAL_DIFFERENCE:
        parts.append(
            _("au-dessus de la collectivité sur « {measure} » ({difference} points)").format(
                measure=above.measure.label, difference=signed(above.difference)
            )
        )
    if below.difference <= -PRACTICAL_DIFFERENCE:
        words = (
            _("en dessous sur « {measure} » ({difference} points)")
            if parts
            else _("en dessous de la collectivité sur « {measure} » ({difference} points)")
        )
        parts.append(words.format(measure=below.measure.label, difference=signed(below.difference)))
    if not parts:
        return _("{name} : proche de l’ensemble de la collectivité sur toutes les mesures affichées.").format(
            name=name
        )
    return labelled(name, ", ".join(parts) + ".")


def hidden_sentence(view: Heatmap) -> str:
    """How many cells are hidden and why; empty when all are shown."""
    counts = view.hidden_counts()
    if not counts:
        return ""
    total = sum(counts.values())
    details = ", ".join(labelled(state.label.lower(), number(count)) for state, count in counts.items())
    return ngettext(
        "{n} case ne montre pas de chiffre ({details}).",
        "{n} cases ne montrent pas de chiffre ({details}).",
        total,
    ).format(n=number(total), details=details)


def alternative_text(view: Heatmap) -> str:
    """What the heat map shows, for those who do not see it."""
    size = _("Carte de chaleur de {rows} lignes et {columns} mesures.").format(
        rows=len(view.rows), columns=len(view.measures)
    )
    return " ".join(part for part in (size, conclusion(view), hidden_sentence(view)) if part)
