"""The catalogue as lists: roles by domain, skills by family, each entry one step away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from transfo_rh.core.formats import NO_BREAK, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.catalogue.searching import found_roles, found_skills
from transfo_rh.skills.model import Catalogue, Origin, Role, RoleKind, Skill, SkillKind
from transfo_rh.ui.catalogue_address import ROLE, SKILL, asked, entry_button, keep
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.text import plain

SEARCH, FAMILY, ROLE_KIND, SKILL_KIND = "recherche", "famille", "nature", "type"

Kind = TypeVar("Kind", RoleKind, SkillKind)


def conclusion(catalogue: Catalogue) -> None:
    """What the catalogue holds, in one sentence and four figures."""
    targets = sum(role.content.kind is RoleKind.TARGET for role in catalogue.roles)
    own = sum(skill.origin is Origin.OWN for skill in catalogue.skills)
    own += sum(role.origin is Origin.OWN for role in catalogue.roles)
    st.markdown(
        "**"
        + _(
            "{roles} métiers sont décrits avec les mêmes {skills} compétences, en {families} familles."
        ).format(
            roles=number(len(catalogue.roles)),
            skills=number(len(catalogue.skills)),
            families=number(len(catalogue.families)),
        )
        + "**"
    )
    metric_row(
        [
            Metric(_("Métiers cibles"), number(targets)),
            Metric(_("Métiers d’aujourd’hui"), number(len(catalogue.roles) - targets)),
            Metric(_("Compétences"), number(len(catalogue.skills))),
            Metric(
                _("Propres à la collectivité"),
                number(own),
                help=_("Métiers et compétences ajoutés à ceux qui sont fournis."),
            ),
        ]
    )


def show_roles(catalogue: Catalogue) -> None:
    """The roles, filtered, under their domain."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="catalogue_filters"):
        text = _search_field()
        kind = _kind_field(_("Sorte de métier"), RoleKind, ROLE_KIND)
    family = None if text else _family_field(catalogue, {role.content.domain for role in catalogue.roles})
    found = found_roles(catalogue, text=text, family=family, kind=kind)
    if _nothing(found, text):
        return
    for code, label in _families(catalogue).items():
        mine = [role for role in found if role.content.domain == code]
        if mine:
            st.header(plain(label), anchor=False)
            with st.grid(3, min_column_width=250):
                for role in mine:
                    with st.container(key=f"entry_role_{role.code}", gap="xsmall"):
                        entry_button(ROLE, role.code, role.label, place="list")
                        st.caption(role_facts(role))


def role_facts(role: Role) -> str:
    """A role in one line."""
    critical = sum(line.critical for line in role.content.requirements)
    words = [
        role.content.kind.label,
        ngettext("{n} compétence", "{n} compétences", len(role.content.requirements)).format(
            n=len(role.content.requirements)
        ),
    ]
    if critical:
        words.append(ngettext("{n} critique", "{n} critiques", critical).format(n=critical))
    if role.content.categories:
        names = ", ".join(one.value for one in role.content.categories)
        words.append(_("cat. {names}").format(names=names).replace(" ", NO_BREAK))
    return " · ".join(words)


def show_skills(catalogue: Catalogue) -> None:
    """The skills of one family at a time; a search looks into all of them."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="catalogue_filters"):
        text = _search_field()
        kind = _kind_field(_("Nature"), SkillKind, SKILL_KIND)
    held = {skill.content.family for skill in catalogue.skills}
    family = None if text else _family_field(catalogue, held, one_at_a_time=kind is None)
    found = found_skills(catalogue, text=text, family=family, kind=kind)
    if _nothing(found, text):
        return
    times = _times_asked(catalogue)
    for code, label in _families(catalogue).items():
        mine = [skill for skill in found if skill.content.family == code]
        if mine:
            st.header(plain(label), anchor=False)
            with st.grid(2, min_column_width=300):
                for skill in mine:
                    _skill_card(skill, times.get(skill.code, 0))


def _skill_card(skill: Skill, asked: int) -> None:
    times = ngettext("demandée par {n} métier", "demandée par {n} métiers", asked).format(n=asked)
    with st.container(key=f"entry_skill_{skill.code}", gap="xsmall"):
        entry_button(SKILL, skill.code, skill.label, place="list")
        st.caption(f"{plain(skill.content.definition.text)} — {times}")


def _times_asked(catalogue: Catalogue) -> Mapping[str, int]:
    times: dict[str, int] = {}
    for role in catalogue.roles:
        for line in role.content.requirements:
            times[line.skill] = times.get(line.skill, 0) + 1
    return times


def _search_field() -> str:
    text = st.text_input(
        _("Chercher"),
        st.query_params.get(SEARCH, ""),
        placeholder=_("Un mot, un synonyme, un intitulé de poste"),
        key="catalogue_search",
        width=340,
    )
    words = str(text or "").strip()
    keep(SEARCH, words)
    return words


def _kind_field(label: str, kinds: type[Kind], name: str) -> Kind | None:
    values = [kind.value for kind in kinds]
    chosen = st.segmented_control(
        label,
        values,
        default=asked(name, values),
        format_func=lambda value: kinds(value).label,
        key=f"catalogue_{name}",
        wrap=True,
    )
    keep(name, chosen)
    return kinds(chosen) if chosen else None


def _family_field(catalogue: Catalogue, held: set[str], *, one_at_a_time: bool = False) -> str | None:
    """The chosen family; without a choice, all of them, or the first one where they come one at a time."""
    names = {code: label for code, label in _families(catalogue).items() if code in held}
    if not names:
        return None
    chosen = st.pills(
        _("Famille"),
        list(names),
        format_func=lambda code: names.get(code, code),
        default=asked(FAMILY, names) or (next(iter(names)) if one_at_a_time else None),
        required=one_at_a_time,
        key=f"catalogue_family_{one_at_a_time}",
    )
    keep(FAMILY, chosen)
    return chosen or None


def _families(catalogue: Catalogue) -> dict[str, str]:
    return {family.code: family.label.text for family in catalogue.families}


def _nothing(found: Sequence[object], text: str) -> bool:
    if text:
        st.caption(
            ngettext(
                "{n} résultat pour « {text} », toutes familles confondues.",
                "{n} résultats pour « {text} », toutes familles confondues.",
                len(found),
            ).format(n=number(len(found)), text=plain(text))
        )
    if not found:
        st.info(_("Rien ne correspond : changez de mot ou enlevez un filtre."), icon=":material/search_off:")
    return not found
