"""Beside the grid: each one's word, disagreements, what waits, what levels mean, one agent's history and certificates."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, labelled
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.assessment import dossiers
from transfo_rh.skills.assessment.model import MAXIMUM_NOTE, Cell, Focus, HistoryLine, TeamGrid
from transfo_rh.skills.model import LEVELS, Statement, numbered_level
from transfo_rh.ui.forms.skill_grid import agent_name
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm


def show(*, viewer: Viewer, grid: TeamGrid, focus: Focus = Focus.EVERYBODY) -> bool:
    """Every panel under the grid, the one of the filter first opened; True when something was written."""
    written = _proposals(viewer, grid)
    names = [
        _("Parole de l’agent"),
        _("Désaccords"),
        _("À revoir"),
        _("Repères des niveaux"),
        _("Historique et certificats"),
    ]
    first = {Focus.DISPUTED: 1, Focus.TO_REVIEW: 2}.get(focus, 0)
    tabs = st.tabs(names, default=names[first])
    with tabs[0]:
        _own_words(grid)
    with tabs[1]:
        _disagreements(grid)
    with tabs[2]:
        _waiting(grid)
    with tabs[3]:
        _anchors(grid)
    with tabs[4]:
        return _dossier(viewer, grid) or written


def _cells(grid: TeamGrid) -> list[tuple[str, str, Cell]]:
    """(Agent, skill, cell), row by row."""
    return [
        (agent_name(grid, position), skill.label, cell)
        for position, row in enumerate(grid.rows)
        for skill, cell in zip(grid.skills, row.cells, strict=True)
    ]


def _own_words(grid: TeamGrid) -> None:
    if all(cell.own is None for cell in grid.cells):
        st.caption(_("Aucun de ces agents ne s’est encore évalué : chacun le fait dans « Mes compétences »."))
        return
    st.caption(
        _("Le niveau que l’agent se donne ; entre parenthèses, celui de la hiérarchie quand il diffère.")
    )
    data_table(
        columns=[Column(_("Agent"), pinned=True), *(Column(skill.label) for skill in grid.skills)],
        rows=[
            (agent_name(grid, position), *(_beside(cell) for cell in row.cells))
            for position, row in enumerate(grid.rows)
        ],
        alt=_("Le niveau que chaque agent se donne, compétence par compétence"),
        key="skill_own_words",
    )


def _beside(cell: Cell) -> str | None:
    if cell.own is None:
        return None
    if cell.hierarchy is None or cell.hierarchy.level == cell.own.level:
        return str(cell.own.level)
    return f"{cell.own.level} ({cell.hierarchy.level})"


def _disagreements(grid: TeamGrid) -> None:
    rows = [
        (agent, skill, _said(cell.own), _said(cell.manager), _said(cell.hr), cell.level)
        for agent, skill, cell in _cells(grid)
        if cell.disputed
    ]
    if not rows:
        st.caption(_("Aucun désaccord : les paroles connues sont les mêmes."))
        return
    data_table(
        columns=[
            Column(_("Agent"), pinned=True),
            Column(_("Compétence")),
            Column(_("L’agent dit")),
            Column(_("L’encadrant dit")),
            Column(_("Les RH disent")),
            Column(_("Niveau retenu"), ColumnKind.NUMBER),
        ],
        rows=rows,
        alt=_("Les désaccords, avec la parole de chacun"),
        key="skill_disagreements",
    )


def _said(word: Statement | None) -> str | None:
    return None if word is None else _("{level} le {day}").format(level=word.level, day=day(word.stated_on))


def _waiting(grid: TeamGrid) -> None:
    rows: list[tuple[Value, ...]] = []
    for agent, skill, cell in _cells(grid):
        if cell.overdue and cell.held is not None:
            reason = _("Revue attendue depuis le {day} : le niveau compte un de moins").format(
                day=day(cell.held.review_on) if cell.held.review_on else "–"
            )
            rows.append((agent, skill, cell.level, reason))
        if cell.lapsed:
            rows.append((agent, skill, cell.level, _("Certificat expiré : il ne donne plus son niveau")))
    if not rows:
        st.caption(_("Rien à revoir : chaque niveau connu est dans son délai."))
        return
    data_table(
        columns=[
            Column(_("Agent"), pinned=True),
            Column(_("Compétence")),
            Column(_("Niveau retenu"), ColumnKind.NUMBER),
            Column(_("Pourquoi")),
        ],
        rows=rows,
        alt=_("Les niveaux à revoir et pourquoi"),
        key="skill_waiting",
    )


def _anchors(grid: TeamGrid) -> None:
    skills = {skill.code: skill for skill in grid.skills}
    code = st.selectbox(
        _("Compétence"),
        list(skills),
        format_func=lambda chosen: skills[chosen].label,
        key="skill_anchors_of",
        filter_mode="contains",
    )
    content = skills[code].content
    st.markdown(plain(content.definition.text))
    st.table(
        {
            _("Niveau"): [numbered_level(level) for level in LEVELS],
            _("Ce que l’on observe"): [plain(content.anchors[level].text) for level in LEVELS],
        },
        hide_index=True,
    )


def _proposals(viewer: Viewer, grid: TeamGrid) -> bool:
    found = [entry for entry in _cells(grid) if entry[2].proposal is not None]
    if not found:
        return False
    written = False
    st.header(_("Formations à confirmer"), anchor=False)
    for agent, skill, cell in found:
        if cell.proposal is None:
            continue
        said, number = cell.proposal.statement, cell.proposal.id
        with st.container(horizontal=True, vertical_alignment="center", key=f"skill_proposal_{number}"):
            st.markdown(
                _("**{agent}**, {skill} : niveau {level} proposé le {day}. {note}").format(
                    agent=plain(agent),
                    skill=plain(skill),
                    level=said.level,
                    day=day(said.stated_on),
                    note=plain(said.note),
                )
            )
            with st.container(horizontal=True, width="content"):
                if st.button(_("Confirmer"), icon=":material/check:", key=f"skill_confirm_{number}"):
                    dossiers.confirm_proposal(viewer=viewer, statement_id=number)
                    confirm(_("Niveau confirmé."))
                    written = True
                with st.popover(_("Refuser"), icon=":material/close:"):
                    level = st.selectbox(
                        _("Niveau que vous constatez"),
                        LEVELS,
                        index=cell.level or 0,
                        format_func=lambda chosen: numbered_level(chosen),
                        key=f"skill_seen_{number}",
                    )
                    if st.button(_("Refuser la proposition"), key=f"skill_decline_{number}"):
                        dossiers.decline_proposal(viewer=viewer, statement_id=number, level=level)
                        confirm(_("Proposition refusée, votre constat est enregistré."))
                        written = True
    return written


def _dossier(viewer: Viewer, grid: TeamGrid) -> bool:
    names = {row.agent.id: agent_name(grid, position) for position, row in enumerate(grid.rows)}
    agent_id = st.selectbox(
        _("Agent"),
        list(names),
        index=None,
        placeholder=_("Choisir un agent"),
        format_func=names.__getitem__,
        key="skill_dossier_of",
        filter_mode="contains",
    )
    if agent_id is None:
        return False
    history_table(dossiers.history(viewer=viewer, agent_id=agent_id), key="skill_history")
    with st.expander(_("Ajouter un certificat"), icon=":material/workspace_premium:"):
        return _certificate_form(viewer, grid, agent_id)


def history_table(lines: tuple[HistoryLine, ...], *, key: str) -> None:
    """What was ever said of an agent: source, author, day, level, what became of it."""
    if not lines:
        st.caption(_("Rien n’a encore été dit de cet agent."))
        return
    data_table(
        columns=[
            Column(_("Date"), ColumnKind.DATE),
            Column(_("Compétence")),
            Column(_("Niveau"), ColumnKind.NUMBER),
            Column(_("Source")),
            Column(_("Auteur")),
            Column(_("Remarque")),
        ],
        rows=[
            (
                line.statement.stated_on,
                line.label,
                line.statement.level,
                line.statement.source.label,
                line.author,
                _remark(line),
            )
            for line in lines
        ],
        alt=_("L’historique des niveaux, le plus récent d’abord"),
        key=key,
    )


def _remark(line: HistoryLine) -> str:
    said = line.statement
    parts = [said.note] if said.note else []
    if said.expires_on is not None:
        expired = said.expires_on <= clock.today()
        parts.append(labelled(_("Expiré le") if expired else _("Valable avant le"), day(said.expires_on)))
    if said.proposed:
        parts.append(_("À confirmer") if line.pending else _("Proposition traitée"))
    return ", ".join(parts)


def _certificate_form(viewer: Viewer, grid: TeamGrid, agent_id: int) -> bool:
    skills = {skill.code: skill.label for skill in grid.skills}
    with st.form(f"skill_certificate_{agent_id}", border=False):
        skill = st.selectbox(_("Compétence"), list(skills), format_func=skills.__getitem__)
        level = st.selectbox(
            _("Niveau attesté"), LEVELS[1:], format_func=lambda chosen: numbered_level(chosen)
        )
        obtained_on = st.date_input(_("Obtenu le"), value=clock.today(), format="DD/MM/YYYY")
        expires_on = st.date_input(
            _("Expire le"),
            value=None,
            format="DD/MM/YYYY",
            help=_("Le premier jour où il n’est plus valable ; vide : il n’expire pas."),
        )
        note = st.text_input(_("Intitulé ou numéro"), max_chars=MAXIMUM_NOTE)
        pressed = st.form_submit_button(_("Ajouter le certificat"), icon=":material/add:")
    if not pressed:
        return False
    try:
        dossiers.add_certificate(
            viewer=viewer,
            agent_id=agent_id,
            skill=skill,
            level=level,
            obtained_on=obtained_on,
            expires_on=expires_on,
            note=note,
        )
    except TransfoError as error:
        show_error(error)
        return False
    confirm(_("Certificat ajouté."))
    return True
