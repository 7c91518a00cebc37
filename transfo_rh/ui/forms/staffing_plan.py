"""The form in which a scenario of staffing is prepared: posts, people, rules, weights in words, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.skills.model import RoleKind, SkillKind
from transfo_rh.skills.staffing.model import Limits, Plan, Post, Rules, Scenario, Seats, Weights
from transfo_rh.skills.staffing.reading import Ground
from transfo_rh.ui.choices import distinct

_NO_CONDITION = -1


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the form gives when one of its buttons was pressed."""

    title: str
    plan: Plan
    compute: bool


def plan_form(scenario: Scenario, standing: Ground) -> Prepared | None:
    """Draw the form with what the scenario holds; None until a button is pressed.

    Raises InvalidInput for a row of the tables that cannot be read.
    """
    roles, departments = role_names(standing), department_names(standing)
    plan, key = scenario.plan, f"staffing_{scenario.id}_{scenario.version}"
    with st.form(key, border=False):
        title = st.text_input(_("Titre du scénario"), scenario.title, max_chars=250, key=f"{key}_title")
        st.subheader(_("Postes à pourvoir"), anchor=False)
        posts = _posts_editor(plan, roles, departments, key=key)
        perimeter = st.multiselect(
            _("Où chercher les candidats"),
            list(departments),
            default=[code for code in plan.perimeter if code in departments],
            format_func=departments.__getitem__,
            placeholder=_("Toute la collectivité"),
            key=f"{key}_perimeter",
        )
        rules = _rules(plan.rules, key=key)
        weights = _weights(plan.weights, key=key)
        days, seats = _limits(plan.limits, standing, key=key)
        with st.container(horizontal=True):
            compute = st.form_submit_button(
                _("Enregistrer et calculer"), type="primary", icon=":material/calculate:"
            )
            save = st.form_submit_button(_("Enregistrer"), icon=":material/save:")
    if not (compute or save):
        return None
    limits = Limits(days, seats_of(seats, skill_names(standing)))
    plan = Plan(posts_of(posts, roles, departments), tuple(perimeter), rules, weights, limits)
    return Prepared(title, plan, compute=bool(compute))


def role_names(standing: Ground) -> dict[str, str]:
    """Role code → a name of its own, target roles first."""
    ordered = sorted(standing.catalogue.roles, key=lambda role: role.content.kind is not RoleKind.TARGET)
    names = distinct({role.id: role.label for role in ordered})
    return {role.code: names[role.id] for role in ordered}


def department_names(standing: Ground) -> dict[str, str]:
    """Department code → a name of its own, in the order of the tree."""
    ordered = [department for _depth, department in standing.tree.walk()]
    names = [department.name for department in ordered]
    return {
        one.code: f"{one.name} ({one.code})" if names.count(one.name) > 1 else one.name for one in ordered
    }


def skill_names(standing: Ground) -> dict[str, str]:
    """Skill code → a name of its own; soft skills apart, which no training of a plan concerns."""
    skills = [one for one in standing.catalogue.skills if one.content.kind is not SkillKind.SOFT]
    names = distinct({one.id: one.label for one in skills})
    return {one.code: names[one.id] for one in skills}


def posts_of(
    frame: pd.DataFrame, roles: Mapping[str, str], departments: Mapping[str, str]
) -> tuple[Post, ...]:
    """The rows of the table as posts; empty rows are left out.

    Raises InvalidInput for a row that is half filled, naming it.
    """
    by_role = {name: code for code, name in roles.items()}
    by_department = {name: code for code, name in departments.items()}
    posts = []
    for line, (role, place, headcount) in enumerate(frame.itertuples(index=False, name=None), start=1):
        if _empty(role) and _empty(place):
            continue
        if role not in by_role or place not in by_department:
            raise InvalidInput(_("Postes, ligne {n} : choisissez un métier et un service.").format(n=line))
        posts.append(Post(by_role[role], by_department[place], 1 if _empty(headcount) else int(headcount)))
    return tuple(posts)


def seats_of(frame: pd.DataFrame, skills: Mapping[str, str]) -> tuple[Seats, ...]:
    """The rows of the table of limited trainings; empty rows are left out.

    Raises InvalidInput for a row that is half filled, naming it.
    """
    codes = {name: code for code, name in skills.items()}
    seats = []
    for line, (skill, places) in enumerate(frame.itertuples(index=False, name=None), start=1):
        if _empty(skill) and _empty(places):
            continue
        if skill not in codes or _empty(places):
            raise InvalidInput(
                _(
                    "Places de formation, ligne {n} : choisissez une compétence et un nombre de places."
                ).format(n=line)
            )
        seats.append(Seats(codes[skill], int(places)))
    return tuple(seats)


def _posts_editor(
    plan: Plan, roles: Mapping[str, str], departments: Mapping[str, str], *, key: str
) -> pd.DataFrame:
    role, place, headcount = _("Métier"), _("Service"), _("Effectif")
    frame = pd.DataFrame(
        {
            role: pd.Series([roles.get(post.role) for post in plan.posts], dtype="object"),
            place: pd.Series([departments.get(post.department) for post in plan.posts], dtype="object"),
            headcount: pd.Series([post.headcount for post in plan.posts], dtype="Int64"),
        }
    )
    edited: Any = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            role: st.column_config.SelectboxColumn(role, options=list(roles.values()), required=True),
            place: st.column_config.SelectboxColumn(place, options=list(departments.values()), required=True),
            headcount: st.column_config.NumberColumn(
                headcount, min_value=1, max_value=500, step=1, default=1, format="%d"
            ),
        },
        placeholder="",
        key=f"{key}_posts",
    )
    return pd.DataFrame(edited)


def _rules(rules: Rules, *, key: str) -> Rules:
    words = {
        0: _("Catégories du métier seulement"),
        1: _("Une catégorie d’écart admise"),
        _NO_CONDITION: _("Sans condition de catégorie"),
    }
    held = _NO_CONDITION if rules.category_gap is None else rules.category_gap
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gap = st.selectbox(
            _("Statut"),
            list(words),
            index=list(words).index(min(held, 1)),
            format_func=words.__getitem__,
            key=f"{key}_gap",
            help=_("Une catégorie inconnue n’écarte personne : elle est signalée à vérifier."),
        )
        minimum = st.number_input(
            _("Adéquation minimale (sur 100)"),
            min_value=0,
            max_value=100,
            value=rules.minimum_fit,
            step=5,
            key=f"{key}_minimum",
            help=_("Sur l’adéquation assurée : ce qui n’est pas évalué compte pour 0."),
        )
    cadre = st.checkbox(_("Exiger un cadre d’emplois prévu par le métier"), rules.cadre, key=f"{key}_cadre")
    return Rules(None if gap == _NO_CONDITION else int(gap), cadre, int(minimum))


def _weights(weights: Weights, *, key: str) -> Weights:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return Weights(
            effort=_weight(_("Dix jours de formation"), weights.effort, (0, 1, 3, 6), key=f"{key}_effort"),
            mobility=_weight(
                _("Un changement de direction"), weights.mobility, (0, 2, 5, 15), key=f"{key}_mobility"
            ),
            wish=_weight(_("Un métier souhaité"), weights.wish, (0, 2, 5, 15), key=f"{key}_wish"),
        )


def _weight(label: str, value: float, steps: tuple[float, ...], *, key: str) -> float:
    """A weight chosen by its words; one that was set otherwise is kept beside them."""
    names = (_("ne compte pas"), _("compte un peu"), _("compte"), _("compte beaucoup"))
    words = {
        float(step): name
        if not step
        else _("{name} ({n} points d’adéquation)").format(name=name, n=number(step))
        for step, name in zip(steps, names, strict=True)
    }
    words.setdefault(value, _("{n} points d’adéquation").format(n=number(value, decimals=1)))
    options = sorted(words)
    return float(
        st.selectbox(label, options, index=options.index(value), format_func=words.__getitem__, key=key)
    )


def _limits(limits: Limits, standing: Ground, *, key: str) -> tuple[float | None, pd.DataFrame]:
    names = skill_names(standing)
    days = st.number_input(
        _("Jours de formation au plus, pour l’ensemble"),
        min_value=0.0,
        value=limits.days,
        step=5.0,
        format="%.0f",
        placeholder=_("Sans limite"),
        key=f"{key}_days",
    )
    skill, places = _("Compétence"), _("Places")
    frame = pd.DataFrame(
        {
            skill: pd.Series([names.get(one.skill) for one in limits.seats], dtype="object"),
            places: pd.Series([one.places for one in limits.seats], dtype="Int64"),
        }
    )
    with st.expander(_("Formations dont les places sont limitées"), icon=":material/event_seat:"):
        edited: Any = st.data_editor(
            frame,
            num_rows="dynamic",
            hide_index=True,
            column_config={
                skill: st.column_config.SelectboxColumn(skill, options=list(names.values()), required=True),
                places: st.column_config.NumberColumn(
                    places, min_value=0, step=1, required=True, format="%d"
                ),
            },
            placeholder="",
            key=f"{key}_seats",
        )
    return days, pd.DataFrame(edited)


def _empty(value: object) -> bool:
    return value is None or value == "" or bool(pd.isna(value))  # type: ignore[call-overload]
