"""A role on screen: its mission, what it asks as a picture, for whom it is open, what other frameworks call it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.skills.catalogue.changes import FieldChange, role_changes, weight_label
from transfo_rh.skills.model import MAXIMUM_LEVEL, Catalogue, Requirement, Role, SkillKind, numbered_level
from transfo_rh.ui.catalogue_address import SKILL, entry_button
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.forms.path_scope import path_query
from transfo_rh.ui.links import link_to
from transfo_rh.ui.skill_view import show_references
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain


def show_role(viewer: Viewer, role: Role, catalogue: Catalogue, official: Mapping[str, str]) -> None:
    """A whole role but its versions. ``official``: code → name, for the references that were imported."""
    content = role.content
    st.header(plain(role.label), anchor=False)
    st.caption(_facts(role, catalogue))
    st.markdown(plain(content.mission.text))
    st.markdown(f"**{conclusion(role, catalogue)}**")
    _show_links(viewer, role)
    driving = [line for line in ordered(role) if not _is_soft(catalogue, line)]
    soft = [line for line in ordered(role) if _is_soft(catalogue, line)]
    st.subheader(_("Ce que le métier demande"), anchor=False)
    _show_picture(role, catalogue, driving)
    with st.expander(_("En tableau, avec ce qui est attendu"), icon=":material/table_rows:"):
        _show_table(role, catalogue, [*driving, *soft])
    if soft:
        names = ", ".join(f"{_label(catalogue, line.skill)} ({numbered_level(line.level)})" for line in soft)
        st.markdown(
            _("Savoir-être attendus, sans effet sur l’adéquation : {names}.").format(names=plain(names))
        )
    with st.popover(_("Ouvrir une compétence"), icon=":material/school:"):
        for line in (*driving, *soft):
            entry_button(SKILL, line.skill, _label(catalogue, line.skill), place="asked")
    _show_status(role)
    show_references(content.references, official)


def conclusion(role: Role, catalogue: Catalogue) -> str:
    """What the role asks in one sentence."""
    asked = role.content.requirements
    critical = [_label(catalogue, line.skill) for line in asked if line.critical]
    first = ngettext("Demande {n} compétence", "Demande {n} compétences", len(asked)).format(n=len(asked))
    if not critical:
        return _("{asked}, dont aucune critique.").format(asked=first)
    return ngettext(
        "{asked}, dont {n} critique : {names}.", "{asked}, dont {n} critiques : {names}.", len(critical)
    ).format(asked=first, n=len(critical), names=plain(", ".join(critical)))


def ordered(role: Role) -> list[Requirement]:
    """What the role asks: critical first, then core, then the highest levels."""
    return sorted(role.content.requirements, key=lambda line: (not line.critical, -line.weight, -line.level))


def _is_soft(catalogue: Catalogue, line: Requirement) -> bool:
    skill = catalogue.skill(line.skill)
    return skill is not None and skill.content.kind is SkillKind.SOFT


def _label(catalogue: Catalogue, code: str) -> str:
    skill = catalogue.skill(code)
    return skill.label if skill is not None else code


def _facts(role: Role, catalogue: Catalogue) -> str:
    families = {family.code: family.label.text for family in catalogue.families}
    return " · ".join(
        [
            role.content.kind.label,
            plain(families.get(role.content.domain, role.content.domain)),
            role.origin.label,
            _("version du {day}").format(day=day(role.valid_from)),
        ]
    )


def _show_links(viewer: Viewer, role: Role) -> None:
    with st.container(horizontal=True, key="role_links"):
        link_to("skills/fit", viewer=viewer, query={"metier": role.code})
        link_to("skills/pathways", viewer=viewer, query=path_query(role))


def _show_picture(role: Role, catalogue: Catalogue, lines: list[Requirement]) -> None:
    bars_chart(
        bars=[_bar(line, catalogue) for line in lines],
        alt=conclusion(role, catalogue),
        key="role_requirements",
        value_title=_("Niveau demandé (0 à 4)"),
        highest=MAXIMUM_LEVEL,
    )


def _bar(line: Requirement, catalogue: Catalogue) -> Bar:
    label = _label(catalogue, line.skill)
    name = _("{skill} – critique").format(skill=label) if line.critical else label
    if line.weight == 1:
        name = _("{skill} – utile").format(skill=name)
    level = numbered_level(line.level)
    return Bar(name, line.level, level, labelled(weight_label(line.weight), _anchor(line, catalogue)))


def _anchor(line: Requirement, catalogue: Catalogue) -> str:
    skill = catalogue.skill(line.skill)
    return skill.content.anchors[line.level].text if skill is not None else ""


def _show_table(role: Role, catalogue: Catalogue, lines: list[Requirement]) -> None:
    data_table(
        columns=[
            Column(_("Compétence")),
            Column(_("Niveau demandé")),
            Column(_("Poids")),
            Column(_("Critique"), ColumnKind.YES_NO, help=_("Deux niveaux de moins ferment le métier.")),
            Column(_("Ce qui est attendu")),
        ],
        rows=[
            (
                _label(catalogue, line.skill),
                numbered_level(line.level),
                weight_label(line.weight),
                line.critical,
                _anchor(line, catalogue),
            )
            for line in lines
        ],
        alt=_(
            "Compétences demandées, avec le niveau, le poids, le caractère critique et le repère du niveau"
        ),
        key="role_lines",
        file_name=role.label,
    )


def _show_status(role: Role) -> None:
    content = role.content
    st.subheader(_("Pour qui"), anchor=False)
    categories = ", ".join(one.value for one in content.categories) or _("toutes")
    cadres = ", ".join(content.cadres_emplois) or _("tous")
    lines = [
        labelled(_("Catégories"), categories),
        labelled(_("Cadres d’emplois"), plain(cadres)),
    ]
    if content.job_titles:
        lines.append(labelled(_("Libellés de poste"), plain(", ".join(content.job_titles))))
    st.markdown("\n".join(f"- {line}" for line in lines))


def codes(role: Role) -> tuple[str, ...]:
    """The identifiers whose official name an import may have brought."""
    return (*role.content.references.rome, *role.content.references.esco)


def changes(catalogue: Catalogue) -> Callable[[Role, Role], tuple[FieldChange, ...]]:
    """What differs between two versions, with the names of the skills."""
    return lambda before, after: role_changes(
        before.content, after.content, label=lambda code: _label(catalogue, code)
    )
