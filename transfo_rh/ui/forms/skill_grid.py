"""The grid in which a team is assessed: reading it, typing digits, one button.

What the person sees stays as it was read until they save or choose another team: the marks of that reading tell the
service whether somebody else spoke meanwhile, and what was typed is never lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import NotFound, TransfoError
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.skills.assessment import service
from transfo_rh.skills.assessment.cells import grid_changes, summary, waits
from transfo_rh.skills.assessment.model import CellChange, Focus, TeamGrid
from transfo_rh.skills.model import LEVELS, MAXIMUM_LEVEL, Skill, level_label
from transfo_rh.ui.forms.skill_grid_choice import GridChoice, count_again
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.text import plain

ROW_PIXELS = 36
NARROWEST, WIDEST = 96, 230
SAVE_SHORTCUT = "mod+s"
NAME_NARROWEST, NAME_WIDEST = 120, 210
_AGENT = "agent"
_STATE = "skill_grid"


@dataclass
class GridState:
    """The grid as it was last read, and what the editor started from. ``turn`` renews the editor.

    ``stale``: something was written since; the same people and skills are read again, so that no row moves under the
    cursor, even those whom the filter would no longer show.

    ``base``: the levels that the editor was opened on; they stay, so that a save never takes away what the browser has
    not sent yet, nor the place of the cursor. ``written``: what was saved from it since.
    """

    choice: GridChoice
    turn: int = 0
    grid: TeamGrid | None = None
    stale: bool = False
    refusal: TransfoError | None = None
    base: dict[tuple[int, int], int | None] = field(default_factory=dict)
    written: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def editor_key(self) -> str:
        """The key of the editor of this reading."""
        return f"skill_grid_{crc32(repr(self.choice).encode()):08x}_{self.turn}"

    def read_again(self, *, refusal: TransfoError | None = None, written: Sequence[CellChange] = ()) -> None:
        """The levels are to be read again, under the same editor; ``written`` is what was just saved from it."""
        self.stale, self.refusal = True, refusal
        count_again()
        self.written |= {(change.agent_id, change.skill_id): change.level for change in written}


def current_state(choice: GridChoice) -> GridState:
    """The state of this tab for a choice: read afresh when the choice changes or the page is opened again."""
    state: GridState | None = st.session_state.get(_STATE)
    if state is None or state.choice != choice:
        state = GridState(choice, turn=0 if state is None else state.turn + 1)
        st.session_state[_STATE] = state
    elif state.base and state.editor_key not in st.session_state:
        state = st.session_state[_STATE] = GridState(choice, turn=state.turn + 1)
    return state


def read(*, viewer: Viewer, state: GridState) -> TeamGrid:
    """The grid of a state, read if it is not yet or no longer right. Raises PermissionDenied, NotFound."""
    choice = state.choice
    if state.grid is not None and state.stale:
        try:
            state.grid = service.same_grid(viewer=viewer, grid=state.grid, role=choice.role)
        except NotFound:
            forget()
            raise
    elif state.grid is None:
        state.grid = service.team_grid(
            viewer=viewer,
            department_id=choice.department_id,
            role=choice.role,
            family=choice.family,
            focus=choice.focus,
            page=choice.page,
        )
    state.stale = False
    return state.grid


def forget() -> None:
    """Drop the reading and its counts: the list is made afresh, under a new editor."""
    state: GridState | None = st.session_state.get(_STATE)
    if state is not None:
        st.session_state[_STATE] = GridState(state.choice, turn=state.turn + 1)
    count_again(pages=True)


def conclusion(grid: TeamGrid) -> None:
    """One sentence, then at most four figures, of the agents of this page."""
    counted = summary(grid)
    people = ngettext("{n} agent", "{n} agents", len(grid.rows)).format(n=number(len(grid.rows)))
    asked = ngettext("{n} compétence", "{n} compétences", len(grid.skills)).format(n=len(grid.skills))
    waiting = counted.overdue + counted.lapsed
    parts = [
        _("Sur cette page, {people} et {skills}").format(people=people, skills=asked),
        ngettext("{n} niveau à revoir", "{n} niveaux à revoir", waiting).format(n=number(waiting)),
        ngettext("{n} désaccord", "{n} désaccords", counted.disputed).format(n=number(counted.disputed)),
    ]
    st.markdown(f"**{clauses(parts)}.**")
    share = 100 * counted.spoken / counted.expected if counted.expected else 0.0
    metric_row(
        [
            Metric(
                _("Évalué par la hiérarchie"),
                percent(share) if counted.expected else "–",
                help=_("Part des compétences demandées par les métiers où l’encadrant ou les RH ont parlé."),
            ),
            Metric(
                _("À revoir"),
                number(waiting),
                help=_("Niveaux plus vieux que leur délai de révision, et certificats expirés."),
            ),
            Metric(_("Désaccords"), number(counted.disputed), help=_("L’agent et la hiérarchie diffèrent.")),
            Metric(
                _("Formations à confirmer"),
                number(counted.proposed),
                help=_("Une formation réussie propose un niveau ; il compte une fois confirmé."),
            ),
        ]
    )


def grid_form(grid: TeamGrid, state: GridState) -> tuple[CellChange, ...] | None:
    """The grid and its button; what was changed once the button is pressed, else None."""
    overdue = summary(grid).overdue
    with st.form(f"{state.editor_key}_form", border=False):
        st.caption(
            _(
                "Tapez un chiffre de **0** à **4**. **Tab** : compétence suivante ; **Entrée** : agent suivant ; flèches : se déplacer ; **Ctrl + S** : enregistrer. Une cellule vide reste inconnue."
            )
        )
        edited = st.data_editor(
            _frame(grid, state),
            hide_index=True,
            column_config=_columns(grid),
            key=state.editor_key,
            height=ROW_PIXELS * (len(grid.rows) + 1) + 2,
            row_height=ROW_PIXELS,
            placeholder="",
            alt=_("Grille d’évaluation : un agent par ligne, une compétence par colonne, niveaux de 0 à 4"),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.form_submit_button(
                _("Enregistrer"), type="primary", icon=":material/save:", shortcut=SAVE_SHORTCUT
            )
            renew = bool(overdue) and st.checkbox(
                ngettext(
                    "Confirmer aussi aujourd’hui le niveau à revoir que je laisse tel quel ({n})",
                    "Confirmer aussi aujourd’hui les niveaux à revoir que je laisse tels quels ({n})",
                    overdue,
                ).format(n=number(overdue)),
                key=f"{state.editor_key}_renew",
            )
    if not pressed:
        return None
    return grid_changes(grid, _typed(grid, edited), before=state.base | state.written, renew=renew)


def done_notice(grid: TeamGrid, focus: Focus) -> None:
    """In a filtered grid: how many of its people are done, and the button that makes the list afresh."""
    done = sum(not waits(row.cells, focus) for row in grid.rows)
    if not done:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="skill_grid_done"):
        st.caption(
            ngettext(
                "{n} agent traité : il reste affiché jusqu’à ce que vous actualisiez la liste.",
                "{n} agents traités : ils restent affichés jusqu’à ce que vous actualisiez la liste.",
                done,
            ).format(n=number(done))
        )
        if st.button(_("Actualiser la liste"), icon=":material/refresh:", key="skill_grid_refresh"):
            forget()
            st.rerun()


def _frame(grid: TeamGrid, state: GridState) -> pd.DataFrame:
    """One row an agent; one column a skill, named by its position: the hierarchy's word when the editor was opened."""
    if not state.base:
        state.base = {
            (cell.agent_id, cell.skill_id): None if cell.hierarchy is None else cell.hierarchy.level
            for cell in grid.cells
        }
    columns: dict[str, object] = {_AGENT: [agent_name(grid, row) for row in range(len(grid.rows))]}
    for position, skill in enumerate(grid.skills):
        columns[str(position)] = pd.Series(
            [state.base.get((row.agent.id, skill.id)) for row in grid.rows], dtype="Int64"
        )
    return pd.DataFrame(columns)


def agent_name(grid: TeamGrid, row: int) -> str:
    """The name of the agent of a row; namesakes carry their number."""
    agent = grid.rows[row].agent
    name = f"{agent.last_name} {agent.first_name}"
    same = sum(
        other.agent.last_name == agent.last_name and other.agent.first_name == agent.first_name
        for other in grid.rows
    )
    return f"{name} ({agent.matricule})" if same > 1 else name


def _columns(grid: TeamGrid) -> dict[str, Any]:
    longest = max(len(agent_name(grid, row)) for row in range(len(grid.rows)))
    columns: dict[str, Any] = {
        _AGENT: st.column_config.TextColumn(
            _("Agent"),
            disabled=True,
            pinned=True,
            width=min(max(NAME_NARROWEST, 24 + 8 * longest), NAME_WIDEST),
        )
    }
    for position, skill in enumerate(grid.skills):
        columns[str(position)] = st.column_config.NumberColumn(
            skill.label,
            help=anchors_text(skill),
            min_value=0,
            max_value=MAXIMUM_LEVEL,
            step=1,
            width=min(max(NARROWEST, 48 + 7 * len(skill.label)), WIDEST),
            alignment="center",
        )
    return columns


def anchors_text(skill: Skill) -> str:
    """What each level of a skill looks like, one line each."""
    lines = [
        f"**{level}** {level_label(level)} – {plain(skill.content.anchors[level].text)}" for level in LEVELS
    ]
    return "\n\n".join([f"**{plain(skill.label)}**", *lines])


def _typed(grid: TeamGrid, edited: pd.DataFrame) -> dict[tuple[int, int], int | None]:
    return {
        (row.agent.id, skill.id): None if pd.isna(value) else int(value)
        for position, skill in enumerate(grid.skills)
        for row, value in zip(grid.rows, edited[str(position)], strict=True)
    }
