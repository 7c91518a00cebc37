"""Whom and what a grid shows: the team, the skills, those of whom something waits, the page of agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, labelled
from transfo_rh.dashboard.skill_tasks import FOCUS_PARAMETER
from transfo_rh.skills.assessment import service
from transfo_rh.skills.assessment.model import Focus
from transfo_rh.skills.assessment.service import PAGE_SIZE
from transfo_rh.skills.model import Catalogue, RoleKind
from transfo_rh.staff import service as staff
from transfo_rh.staff.headcount import DepartmentCount
from transfo_rh.ui.choices import choose_numbered
from transfo_rh.ui.empty import empty_state

DEPARTMENT_KEY, SUBJECT_KEY, PAGE_KEY = "service", "competences", "page"
TEAM, ROLE, FAMILY = "equipe", "metier", "famille"
EVERY_TEAM = 0
PATH_SIGN = " › "  # between the names of a department's path
_COUNTS, _FOCUS, _FOCUS_WANTED = "skill_grid_counts", "skill_grid_focus", "skill_grid_focus_wanted"


@dataclass(frozen=True)
class GridChoice:
    """Whom and what to assess. ``department_id`` None: everybody within reach."""

    department_id: int | None
    role: str | None
    family: str | None
    focus: Focus
    page: int


@dataclass
class _Counts:
    """People per filter for a team and a subject. ``pages`` stays as it was when the list was made."""

    subject: tuple[int | None, str | None, str | None]
    people: dict[Focus, int]
    pages: dict[Focus, int]
    stale: bool = False


def choose(*, viewer: Viewer, catalogue: Catalogue) -> GridChoice | None:
    """The team, the skills, the filter and the page of agents; None when nobody is within reach."""
    seen = staff.organisation(viewer=viewer)
    teams = {count.department.id: _team_label(count) for count in seen.departments if count.agents_below}
    if not teams:
        return None
    if sum(count.depth == 0 and count.agents_below > 0 for count in seen.departments) > 1:
        teams = {EVERY_TEAM: _("Toutes les équipes ({n})").format(n=number(seen.agents)), **teams}
    with st.container(horizontal=True, vertical_alignment="bottom", key="skill_grid_choice"):
        department_id = (
            choose_numbered(_("Équipe"), teams, name=DEPARTMENT_KEY, default=_first_team(seen)) or None
        )
        kind, _sign, code = _choose_subject(catalogue).partition(".")
    role, family = code if kind == ROLE else None, code if kind == FAMILY else None
    counts = _counted(viewer, (department_id, role, family))
    focus = _choose_focus(counts.people)
    page, pages = 1, counts.pages[focus]
    if pages > 1:
        page = st.number_input(
            _("Page d’agents, sur {n}").format(n=number(pages)),
            min_value=1,
            max_value=pages,
            key="_".join((PAGE_KEY, str(department_id), kind, code, focus, str(pages))),
            width=220,
        )
    return GridChoice(department_id, role, family, focus, int(page) - 1)


def _counted(viewer: Viewer, subject: tuple[int | None, str | None, str | None]) -> _Counts:
    """The counts of a team and a subject: kept until the choice changes, something is written or the page is left."""
    kept: _Counts | None = st.session_state.get(_COUNTS)
    same = kept is not None and kept.subject == subject and _FOCUS in st.session_state
    if kept is not None and same and not kept.stale:
        return kept
    department_id, role, family = subject
    people = service.focus_counts(viewer=viewer, department_id=department_id, role=role, family=family)
    pages = {focus: max(1, -(-count // PAGE_SIZE)) for focus, count in people.items()}
    counts = _Counts(subject, people, kept.pages if kept is not None and same else pages)
    st.session_state[_COUNTS] = counts
    return counts


def count_again(*, pages: bool = False) -> None:
    """Something was written: the people of each filter are to be counted again, and maybe the pages."""
    kept: _Counts | None = st.session_state.get(_COUNTS)
    if pages:
        st.session_state.pop(_COUNTS, None)
    elif kept is not None:
        kept.stale = True


def _choose_focus(people: Mapping[Focus, int]) -> Focus:
    wanted = st.session_state.pop(_FOCUS_WANTED, None)
    if wanted is not None:
        st.session_state[_FOCUS] = wanted
    asked = st.query_params.get(FOCUS_PARAMETER, "")
    first = asked if asked in set(Focus) else Focus.EVERYBODY.value
    chosen = st.segmented_control(
        _("Montrer"),
        [focus.value for focus in Focus],
        default=None if _FOCUS in st.session_state else first,
        required=True,
        format_func=lambda value: _("{label} ({n})").format(
            label=Focus(value).label, n=number(people[Focus(value)])
        ),
        help=_(
            "Entre parenthèses, des agents, toutes pages confondues. Plus bas, des niveaux, pour les agents et les compétences de la page."
        ),
        key=_FOCUS,
        wrap=True,
    )
    focus = Focus(chosen or Focus.EVERYBODY)
    if focus is Focus.EVERYBODY:
        st.query_params.pop(FOCUS_PARAMETER, None)
    else:
        st.query_params[FOCUS_PARAMETER] = focus.value
    return focus


def nobody_to_show(choice: GridChoice) -> None:
    """The team has nobody of whom this waits, or nobody at all: what it means, what to do."""
    if choice.focus is Focus.EVERYBODY:
        st.info(_("Aucun agent à évaluer ici : choisissez une autre équipe."), icon=":material/groups:")
        return
    title, body = {
        Focus.DISPUTED: (
            _("Aucun désaccord"),
            _(
                "Partout où plusieurs se sont prononcés, l’agent, l’encadrant et les RH disent le même niveau."
            ),
        ),
        Focus.TO_REVIEW: (
            _("Rien à revoir"),
            _("Chaque niveau connu est dans son délai, et aucun certificat expiré n’attend de parole."),
        ),
        Focus.PROPOSED: (
            _("Aucune formation à confirmer"),
            _("Une formation réussie propose un niveau ; il apparaîtra ici et comptera une fois confirmé."),
        ),
        Focus.UNASSESSED: (
            _("Chacun a déjà été évalué"),
            _("Pour chaque agent, au moins un niveau est connu dans ces compétences."),
        ),
    }[choice.focus]
    empty_state(title=title, body=body, icon=":material/task_alt:")
    if st.button(_("Montrer toute l’équipe"), icon=":material/groups:", key="skill_grid_everybody"):
        st.session_state[_FOCUS_WANTED] = Focus.EVERYBODY.value
        st.rerun()


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
