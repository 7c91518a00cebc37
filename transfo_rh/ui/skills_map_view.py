"""The three maps of skills on screen: picture, table, workbook in the colours of the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.model import numbered_level
from transfo_rh.skills.overview import wording
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.exports import LEVEL_SCALE
from transfo_rh.skills.overview.model import MapRow, PersonMap, RoleCell, RoleMap, SkillCell, SkillMap
from transfo_rh.staff.model import Agent
from transfo_rh.ui.charts.heatmap import HeatCell, heatmap_chart
from transfo_rh.ui.charts.palette import SCORE_SCALE, Scale, ScaleKind
from transfo_rh.ui.forms.skills_map_scope import SkillMeasure
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import XLSX, Column, ColumnKind, data_table, later, safe_file_name

SHOWN, NOBODY, HIDDEN = Shown.SHOWN.value, Shown.NOBODY.value, Shown.HIDDEN.value


def skill_metrics(view: SkillMap) -> list[Metric]:
    """At most four figures about the first row."""
    first = view.cells[0]
    means = [cell.mean for cell in first if cell.mean is not None]
    shares = [cell.assessed_share for cell in first if cell.assessed_share is not None]
    metrics = [Metric(_("Agents présents"), number(view.rows[0].headcount))]
    if means:
        metrics.append(
            Metric(
                _("Niveau moyen"),
                number(sum(means) / len(means), decimals=1),
                help=_("Moyenne des compétences affichées, sur 4."),
            )
        )
    if shares and not view.protected:
        metrics.append(
            Metric(
                _("Part évaluée"),
                percent(sum(shares) / len(shares)),
                help=_("Agents dont le niveau est connu, en moyenne sur les compétences affichées."),
            )
        )
    return metrics


def nobody_assessed(view: SkillMap) -> bool:
    """True when whoever may see names reads that nobody of the first row has a level in this family."""
    return not view.protected and not any(cell.assessed for cell in view.cells[0])


def show_skill_map(view: SkillMap, measure: SkillMeasure) -> None:
    """Departments × skills."""
    heatmap_chart(
        rows=[_name(row, place) for place, row in enumerate(view.rows)],
        columns=[skill.label for skill in view.skills],
        cells=[[_skill_cell(cell, measure) for cell in line] for line in view.cells],
        scale=_skill_scale(view, measure),
        alt=wording.skill_sentence(view),
        key=f"skill_map_{measure.value}",
        value_title=_skill_title(measure),
    )


def _name(row: MapRow, place: int) -> str:
    return f"{row.label}\u00a0▸" if row.has_children and place else row.label


def _skill_title(measure: SkillMeasure) -> str:
    return {
        SkillMeasure.MEAN: _("Niveau moyen, sur 4"),
        SkillMeasure.ASSESSED: _("Agents évalués (%)"),
        SkillMeasure.HOLDERS: _("Agents au niveau demandé"),
    }[measure]


def _skill_scale(view: SkillMap, measure: SkillMeasure) -> Scale:
    if measure is SkillMeasure.MEAN:
        return LEVEL_SCALE
    if measure is SkillMeasure.ASSESSED:
        return SCORE_SCALE
    return _count_scale(cell.holders for line in view.cells[1:] or view.cells for cell in line)


def _count_scale(counts: Iterable[int | None]) -> Scale:
    return Scale(ScaleKind.SEQUENTIAL, 0, max(10, *(count or 0 for count in counts), 0))


def _skill_cell(cell: SkillCell, measure: SkillMeasure) -> HeatCell:
    hover = _skill_hover(cell)
    if measure is SkillMeasure.MEAN:
        return _heat(cell.state, cell.mean, lambda value: number(value, decimals=1), hover)
    if measure is SkillMeasure.ASSESSED:
        state = Shown.HIDDEN if cell.assessed_share is None else Shown.SHOWN
        return _heat(state, cell.assessed_share, percent, hover)
    if cell.holders is None and cell.holders_state is not Shown.HIDDEN:
        return HeatCell(None, "–", NOBODY, _("Demandée par aucun métier"), _("Demandée par aucun métier"))
    return _heat(cell.holders_state, cell.holders, number, hover)


def _heat(state: Shown, value: float | None, write: Callable[[float], str], hover: str) -> HeatCell:
    if state is Shown.HIDDEN or (value is None):
        label = state.label if state is Shown.HIDDEN else _("Personne n’est évalué")
        if state is Shown.HIDDEN:
            return HeatCell(None, "", HIDDEN, label, label)
        return HeatCell(None, "–", NOBODY, label, label)
    return HeatCell(value, write(value), SHOWN, Shown.SHOWN.label, hover)


def _skill_hover(cell: SkillCell) -> str:
    parts = []
    if cell.mean is not None:
        parts.append(_("niveau moyen {mean} sur 4").format(mean=number(cell.mean, decimals=1)))
    if cell.assessed is not None:
        parts.append(ngettext("{n} évalué", "{n} évalués", cell.assessed).format(n=number(cell.assessed)))
    if cell.assessed_share is not None:
        parts.append(_("part évaluée {share}").format(share=percent(cell.assessed_share)))
    if cell.holders is not None:
        parts.append(
            ngettext("{n} au niveau demandé", "{n} au niveau demandé", cell.holders).format(
                n=number(cell.holders)
            )
        )
    return ", ".join(parts)


def skill_table(view: SkillMap) -> None:
    """The same figures, one line per department and skill."""
    rows: list[Sequence[Value]] = [
        (
            row.label,
            skill.label,
            view.required.get(skill.code),
            cell.mean,
            cell.assessed_share,
            cell.holders,
            _("masqué") if Shown.HIDDEN in (cell.state, cell.holders_state) else None,
        )
        for row, line in zip(view.rows, view.cells, strict=True)
        for skill, cell in zip(view.skills, line, strict=True)
    ]
    data_table(
        columns=[
            Column(_("Service"), pinned=True, wide=True),
            Column(_("Compétence")),
            Column(
                _("Niveau demandé"),
                ColumnKind.NUMBER,
                help=_("Celui que la plupart des métiers demandent ; le plus haut en cas d’égalité."),
            ),
            Column(_("Niveau moyen"), ColumnKind.NUMBER),
            Column(_("Part évaluée"), ColumnKind.PERCENT),
            Column(_("Au niveau demandé"), ColumnKind.NUMBER),
            Column(_("Remarque")),
        ],
        rows=rows,
        alt=_("Les chiffres de la carte, une ligne par service et par compétence"),
        key="skill_map_table",
        file_name=_("carte des compétences"),
    )


def show_role_map(view: RoleMap) -> None:
    """Departments × roles: people who are ready or within six months."""
    heatmap_chart(
        rows=[_name(row, place) for place, row in enumerate(view.rows)],
        columns=[role.label for role in view.roles],
        cells=[[_role_cell(cell) for cell in line] for line in view.cells],
        scale=_count_scale(cell.near for line in view.cells[1:] or view.cells for cell in line),
        alt=wording.role_sentence(view),
        key="role_map",
        value_title=_("Agents assurés d’être prêts, ou en 6 mois au plus"),
    )


def _role_cell(cell: RoleCell) -> HeatCell:
    hover = "" if cell.near is None else _("{n} prêts ou en 6 mois au plus").format(n=number(cell.near))
    if cell.counts is not None:
        hover = ", ".join(f"{name.label} : {number(count)}" for name, count in cell.counts.items() if count)
    if cell.state is Shown.NOBODY and cell.counts is None:  # a reader of aggregates can compute this zero
        return HeatCell(0, "0", SHOWN, Shown.SHOWN.label, hover)
    return _heat(cell.state, None if cell.state is Shown.NOBODY else cell.near, number, hover)


def role_table(view: RoleMap) -> None:
    """The same figures, one line per department and role, class by class for those who may see names."""
    named = not view.protected
    classes = next((list(c.counts) for line in view.cells for c in line if c.counts), []) if named else []
    rows: list[Sequence[Value]] = [
        (
            row.label,
            role.label,
            cell.near,
            *((cell.counts or {}).get(name) for name in classes),
            *([cell.known] if named else []),
            _("masqué") if cell.state is Shown.HIDDEN else None,
        )
        for row, line in zip(view.rows, view.cells, strict=True)
        for role, cell in zip(view.roles, line, strict=True)
    ]
    data_table(
        columns=[
            Column(_("Service"), pinned=True, wide=True),
            Column(_("Métier")),
            Column(_("Prêts ou en 6 mois"), ColumnKind.NUMBER),
            *(Column(name.label, ColumnKind.NUMBER) for name in classes),
            *([Column(_("Comparés"), ColumnKind.NUMBER)] if named else []),
            Column(_("Remarque")),
        ],
        rows=rows,
        alt=_("Les chiffres de la carte, une ligne par service et par métier"),
        key="role_map_table",
        file_name=_("services et métiers"),
    )


def show_person_map(view: PersonMap) -> None:
    """People × skills, one page."""
    heatmap_chart(
        rows=[_person(agent) for agent in view.agents],
        columns=[skill.label for skill in view.skills],
        cells=[[_level_cell(level) for level in line] for line in view.levels],
        scale=LEVEL_SCALE,
        alt=wording.person_sentence(view),
        key="person_map",
        value_title=_("Niveau, sur 4"),
    )


def _person(agent: Agent) -> str:
    return f"{agent.last_name} {agent.first_name}"


def _level_cell(level: int | None) -> HeatCell:
    if level is None:
        return HeatCell(None, "–", NOBODY, _("Non évaluée"), _("Non évaluée"))
    return HeatCell(level, str(level), SHOWN, Shown.SHOWN.label, numbered_level(level))


def person_table(view: PersonMap) -> None:
    """The same page as a table."""
    data_table(
        columns=[
            Column(_("Nom"), pinned=True),
            Column(_("Prénom")),
            Column(_("Service"), wide=True),
            Column(_("Métier")),
            *(Column(skill.label, ColumnKind.NUMBER) for skill in view.skills),
        ],
        rows=[
            (agent.last_name, agent.first_name, view.paths[agent.department_id], agent.job, *line)
            for agent, line in zip(view.agents, view.levels, strict=True)
        ],
        alt=_("Les niveaux de la page, une ligne par agent"),
        key="person_map_table",
    )


def workbook_button(build: Callable[[], bytes], *, name: str, key: str) -> None:
    """The workbook in the colours of the map, built when asked for; the audit trail keeps it."""
    st.download_button(
        _("Télécharger la carte en couleurs (XLSX)"),
        data=later(build),
        file_name=f"{safe_file_name(name)}.xlsx",
        mime=XLSX,
        key=key,
        on_click="ignore",
        icon=":material/palette:",
    )


def hidden_in_skills(view: SkillMap, measure: SkillMeasure) -> int:
    """How many cells of the map on screen are hidden: the number that its legend says."""
    return sum(_skill_cell(cell, measure).state == HIDDEN for line in view.cells for cell in line)


def below_caption(rows: Sequence[MapRow]) -> None:
    """What the mark behind a department means, where one stands."""
    if any(row.has_children for row in rows[1:]):
        st.caption(_("▸ : choisissez ce service pour voir ceux qui en dépendent."))


def protection_caption(*, hidden: int, k: int) -> None:
    """Why some figures are not there, for readers of aggregates."""
    st.caption(
        ngettext(
            "{n} case masquée sur cette carte : elle porte sur moins de {k} personnes, ou se déduirait d’une autre.",
            "{n} cases masquées sur cette carte : elles portent sur moins de {k} personnes, ou se déduiraient d’une autre.",
            hidden,
        ).format(n=number(hidden), k=k)
    )


def rounding_caption(*, k: int, levels: bool) -> None:
    """How numbers of people, and mean ``levels`` with shares, are written for readers of aggregates."""
    said = [wording.rounding_sentence(k)]
    if levels:
        said.append(wording.levels_sentence())
    st.caption(" ".join(said))
