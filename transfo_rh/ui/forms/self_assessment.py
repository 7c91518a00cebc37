"""One's own word on one's skills: one family at a time, each level chosen by what it looks like at work."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.skills.assessment.model import Cell, OwnLevels
from transfo_rh.skills.assessment.own import own_levels, save_self
from transfo_rh.skills.model import LEVELS, Catalogue, Skill, numbered_level
from transfo_rh.ui.page import show_error
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

JOB, ROLE = "job", "role:"


def self_assessment(viewer: Viewer, own: OwnLevels, catalogue: Catalogue) -> None:
    """Choose what to assess (what the job asks at first), say one's levels, save."""
    st.header(_("M’auto-évaluer"), anchor=False)
    st.markdown(
        _(
            "Choisissez la phrase qui vous ressemble le plus aujourd’hui. Votre encadrant donne aussi son avis ; les deux restent visibles. Laissez vide ce que vous ne savez pas dire."
        )
    )
    family = _choose_family(own, catalogue)
    skills = _skills(family, own, catalogue)
    found = own_levels(viewer=viewer, skills=[skill.code for skill in skills])
    cells = {skill.code: cell for skill, cell in zip(found.skills, found.cells, strict=True)}
    with st.form(f"self_assessment_{family}", border=False):
        chosen = {skill.code: _ask(skill, cells[skill.code]) for skill in skills if skill.code in cells}
        submitted = st.form_submit_button(
            _("Enregistrer mon auto-évaluation"), type="primary", icon=":material/check:"
        )
    if submitted:
        _save(viewer, {code: level for code, level in chosen.items() if level is not None})


def _choose_family(own: OwnLevels, catalogue: Catalogue) -> str:
    labels = {JOB: _("Les compétences de mon métier")} if own.role is not None else {}
    asked = {skill.content.family for skill in catalogue.skills}
    labels |= {family.code: family.label.text for family in catalogue.families if family.code in asked}
    labels |= {
        f"{ROLE}{role.code}": labelled(_("Métier"), role.label)
        for role in catalogue.roles
        if own.role is None or role.code != own.role.code
    }
    chosen = st.selectbox(
        _("Compétences à évaluer"),
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key="self_family",
        filter_mode="contains",
    )
    return str(chosen or next(iter(labels)))


def _skills(family: str, own: OwnLevels, catalogue: Catalogue) -> list[Skill]:
    role = own.role if family == JOB else catalogue.role(family.removeprefix(ROLE))
    if role is not None and (family == JOB or family.startswith(ROLE)):
        asked = {requirement.skill for requirement in role.content.requirements}
        return [skill for skill in catalogue.skills if skill.code in asked]
    return [skill for skill in catalogue.skills if skill.content.family == family]


def _ask(skill: Skill, cell: Cell) -> int | None:
    with st.container(border=True, key=f"question_self_{skill.code}"):
        st.markdown(f"**{plain(skill.label)}**  \n{plain(skill.content.definition.text)}")
        level: int | None = st.radio(
            plain(skill.label),
            list(LEVELS),
            index=None if cell.own is None else LEVELS.index(cell.own.level),
            format_func=numbered_level,
            captions=[plain(anchor.text) for anchor in skill.content.anchors],
            key=f"self_{skill.code}",
            label_visibility="collapsed",
        )
    return level


def _save(viewer: Viewer, levels: dict[str, int]) -> None:
    """Keep the person's word; what is chosen stays chosen when it is refused."""
    if not levels:
        st.warning(_("Aucun niveau n’est choisi : rien n’a été enregistré."), icon=":material/info:")
        return
    try:
        count = save_self(viewer=viewer, levels=levels)
    except TransfoError as error:
        show_error(error)
        return
    if count:
        confirm(ngettext("{n} niveau enregistré.", "{n} niveaux enregistrés.", count).format(n=count))
    else:
        confirm(_("Rien de nouveau : vos niveaux étaient déjà enregistrés."))
    st.rerun()
