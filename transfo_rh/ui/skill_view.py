"""A skill on screen: what it is, its five levels as a ladder, who asks for it, what other frameworks call it."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, language, ngettext
from transfo_rh.skills.catalogue.changes import FieldChange, skill_changes, weight_label
from transfo_rh.skills.catalogue.searching import roles_asking
from transfo_rh.skills.model import (
    LEVELS,
    Catalogue,
    References,
    Skill,
    SkillKind,
    level_label,
    numbered_level,
)
from transfo_rh.ui.catalogue_address import ROLE, entry_button
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain


def show_skill(skill: Skill, catalogue: Catalogue, official: Mapping[str, str]) -> None:
    """A whole skill but its versions. ``official``: code → name, for the references that were imported."""
    content = skill.content
    asking = roles_asking(catalogue, skill.code)
    st.header(plain(skill.label), anchor=False)
    st.caption(_facts(skill, catalogue))
    st.markdown(f"**{plain(content.definition.text)}**")
    if content.kind is SkillKind.SOFT:
        st.info(
            _(
                "Un savoir-être se mesure et se montre ; il ne compte jamais dans l’adéquation d’une personne à un métier."
            ),
            icon=":material/info:",
        )
    st.subheader(_("Les cinq niveaux"), anchor=False)
    st.html(ladder(skill))
    _show_names(skill)
    show_references(content.references, official)
    st.subheader(_("Métiers qui la demandent"), anchor=False)
    if not asking:
        st.write(_("Aucun métier du catalogue ne la demande."))
        return
    data_table(
        columns=[
            Column(_("Métier")),
            Column(_("Niveau demandé")),
            Column(_("Poids")),
            Column(_("Critique"), ColumnKind.YES_NO),
        ],
        rows=[
            (role.label, numbered_level(line.level), weight_label(line.weight), line.critical)
            for role, line in asking
        ],
        alt=_("Métiers qui demandent cette compétence, avec le niveau, le poids et le caractère critique"),
        key="skill_roles",
        file_name=skill.label,
    )
    with st.popover(_("Ouvrir un métier"), icon=":material/work:"):
        for role, _line in asking:
            entry_button(ROLE, role.code, role.label, place="asking")


def _facts(skill: Skill, catalogue: Catalogue) -> str:
    families = {family.code: family.label.text for family in catalogue.families}
    content = skill.content
    return " · ".join(
        [
            plain(families.get(content.family, content.family)),
            content.kind.label,
            ngettext(
                "à revoir tous les {n} mois", "à revoir tous les {n} mois", content.review_months
            ).format(n=number(content.review_months)),
            skill.origin.label,
            _("version du {day}").format(day=day(skill.valid_from)),
        ]
    )


def ladder(skill: Skill) -> str:
    """The five levels as an ordered list, in HTML."""
    steps = "".join(
        f'<li><span class="transfo-step">{level}</span><strong>{html.escape(level_label(level))}</strong>'
        f"<p>{html.escape(anchor.text)}</p></li>"
        for level, anchor in zip(LEVELS, skill.content.anchors, strict=True)
    )
    return f'<ol class="transfo-ladder" start="0">{steps}</ol>'


def _show_names(skill: Skill) -> None:
    content = skill.content
    names = content.synonyms_en if language() == "en" and content.synonyms_en else content.synonyms_fr
    if names:
        st.markdown(_("Aussi appelée : {names}").format(names=plain(", ".join(names))))


def show_references(references: References, official: Mapping[str, str]) -> None:
    """The identifiers in other frameworks, with their official name where the reference catalogue was imported."""
    found = [
        (framework, code)
        for framework, codes in (
            ("ROME", references.rome),
            ("ESCO", references.esco),
            ("e-CF", references.ecf),
            ("RMFP", references.rmfp),
        )
        for code in codes
    ]
    if not found:
        return
    st.subheader(_("Correspondances"), anchor=False)
    with st.container(horizontal=True, key="references", gap="small"):
        for framework, code in found:
            name = official.get(code)
            short = code.rsplit("/", 1)[-1] if code.startswith("http") else code
            words = f"{framework} {short}" if name is None else f"{framework} {short} – {name}"
            if code.startswith("http"):
                words = f"{framework} {name or short[:8]}"
            st.badge(plain(words), icon=":material/link:", color="blue" if name else "gray")
    st.caption(_("Références seulement : les niveaux et les exigences sont ceux de ce catalogue."))


def codes(skill: Skill) -> tuple[str, ...]:
    """The identifiers whose official name an import may have brought."""
    return (*skill.content.references.rome, *skill.content.references.esco)


def changes(before: Skill, after: Skill) -> tuple[FieldChange, ...]:
    """What differs between two versions."""
    return skill_changes(before.content, after.content)
