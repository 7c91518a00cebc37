"""The grid in which a team is assessed: choosing whom and what, typing digits, one button.

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
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, clauses, labelled, ngettext
from transfo_rh.skills.assessment.cells import grid_changes, summary
from transfo_rh.skills.assessment.model import CellChange, TeamGrid
from transfo_rh.skills.assessment.service import PAGE_SIZE
from transfo_rh.skills.model import LEVELS, MAXIMUM_LEVEL, Catalogue, RoleKind, Skill, level_label
from transfo_rh.staff import service as staff
from transfo_rh.staff.headcount import DepartmentCount
from transfo_rh.ui.choices import choose_numbered
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.text import plain

DEPARTMENT_KEY, SUBJECT_KEY, PAGE_KEY = "service", "competences", "page"
TEAM, ROLE, FAMILY = "equipe", "metier", "famille"
ROW_PIXELS = 36
NARROWEST, WIDEST = 96, 230
SAVE_SHORTCUT = "mod+s"
NAME_NARROWEST, NAME_WIDEST = 120, 210
PATH_SIGN = " › "  # between the names of a department's path
_AGENT = "agent"
_STATE = "skill_grid"


@dataclass(frozen=True)
class GridChoice:
    """Whom and what to assess. ``department_id`` None: everybody within reach."""

    department_id: int | None
    role: str | None
    family: str | None
    page: int


@dataclass
class GridState:
    """The grid as it was last read, and what the editor started from. ``turn`` renews the editor.

    ``base``: the levels that the editor was opened on; they stay, so that a save never takes away what the browser has
    not sent yet, nor the place of the cursor. ``written``: what was saved from it since.
    """

    choice: GridChoice
    turn: int = 0
    grid: TeamGrid | None = None
    refusal: TransfoError | None = None
    base: dict[tuple[int, int], int | None] = field(default_factory=dict)
    written: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def editor_key(self) -> str:
        """The key of the editor of this reading."""
        return f"skill_grid_{crc32(repr(self.choice).encode()):08x}_{self.turn}"

    def read_again(self, *, refusal: TransfoError | None = None, written: Sequence[CellChange] = ()) -> None:
        """Forget the reading, keep the editor; ``written`` is what was just saved from it."""
        self.grid, self.refusal = None, refusal
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


def choose(*, viewer: Viewer, catalogue: Catalogue) -> GridChoice | None:
    """The team, the skills and the page of agents; None when nobody is within reach."""
    seen = staff.organisation(viewer=viewer)
    teams = {count.department.id: count for count in seen.departments if count.agents_below}
    if not teams:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="skill_grid_choice"):
        department_id = choose_numbered(
            _("Équipe"),
            {id_: _team_label(count) for id_, count in teams.items()},
            name=DEPARTMENT_KEY,
            default=_first_team(seen),
        )
        subject = _choose_subject(catalogue)
    pages = max(1, -(-teams[department_id].agents_below // PAGE_SIZE))
    page = 1
    if pages > 1:
        page = st.number_input(
            _("Page d’agents, sur {n}").format(n=number(pages)),
            min_value=1,
            max_value=pages,
            key=f"{PAGE_KEY}_{department_id}",
            width=220,
        )
    kind, _sign, code = subject.partition(".")
    return GridChoice(
        department_id, code if kind == ROLE else None, code if kind == FAMILY else None, int(page) - 1
    )


def _team_label(count: DepartmentCount) -> str:
    """The team first, so that a narrow list still tells it from the others; then where it stands."""
    above = count.path.split(PATH_SIGN)[:-1]
    words = _("{team} ({n})").format(team=count.department.name, n=number(count.agents_below))
    return " – ".join([words, *reversed(above)])


def _first_team(seen: staff.Organisation) -> int | None:
    """Whom to open on: a head's own department; where everybody is within reach, a team that fits on a page."""
    if not seen.whole:
        return None
    fitting = (one.department.id for one in seen.departments if 0 < one.agents_below <= PAGE_SIZE)
    return next(fitting, None)


def _choose_subject(catalogue: Catalogue) -> str:
    options = {TEAM: _("Ce que demandent les métiers de l’équipe")}
    options |= {
        f"{ROLE}.{role.code}": labelled(role.content.kind.label, role.label)
        for kind in (RoleKind.TARGET, RoleKind.PRESENT)
        for role in catalogue.roles
        if role.content.kind is kind
    }
    options |= {
        f"{FAMILY}.{family.code}": labelled(_("Famille"), family.label.text) for family in catalogue.families
    }
    asked = st.query_params.get(SUBJECT_KEY, TEAM)
    chosen = st.selectbox(
        _("Compétences"),
        list(options),
        index=list(options).index(asked) if asked in options else 0,
        format_func=options.__getitem__,
        key="skill_grid_subject",
        filter_mode="contains",
    )
    st.query_params[SUBJECT_KEY] = chosen
    return chosen


def nothing_to_assess(grid: TeamGrid) -> None:
    """Why the grid has no row or no column, and what to do."""
    if not grid.rows:
        st.info(_("Aucun agent à évaluer ici : choisissez une autre équipe."), icon=":material/groups:")
        return
    st.info(
        _(
            "Aucun métier du catalogue ne correspond encore aux emplois de cette équipe. Choisissez ci-dessus un métier ou une famille de compétences."
        ),
        icon=":material/fact_check:",
    )


def conclusion(grid: TeamGrid) -> None:
    """One sentence, then at most four figures, of the agents of this page."""
    counted = summary(grid)
    people = ngettext("{n} agent", "{n} agents", len(grid.rows)).format(n=number(len(grid.rows)))
    asked = ngettext("{n} compétence", "{n} compétences", len(grid.skills)).format(n=len(grid.skills))
    waiting = counted.overdue + counted.lapsed
    parts = [
        _("{people}, {skills}").format(people=people, skills=asked),
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
                help=_("Niveaux plus vieux que leur délai de revue, et certificats expirés."),
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
