"""What the maps of skills ask first: a department, a family, a measure. The address never names a person."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, allows
from transfo_rh.core.i18n import _
from transfo_rh.skills.model import Catalogue, Role, RoleKind
from transfo_rh.skills.overview.model import Place, RoleChoice
from transfo_rh.ui.choices import choose_coded, choose_segment

PLACE_KEY = "service"


class Reading(StrEnum):
    """The three maps."""

    SKILLS = "competences"
    ROLES = "metiers"
    PEOPLE = "agents"

    @property
    def label(self) -> str:
        """The name of the map on screens."""
        return {
            Reading.SKILLS: _("Services × compétences"),
            Reading.ROLES: _("Services × métiers"),
            Reading.PEOPLE: _("Agents × compétences"),
        }[self]


class SkillMeasure(StrEnum):
    """What the cells of departments × skills say."""

    MEAN = "niveau"
    ASSESSED = "evalues"
    HOLDERS = "detenteurs"

    @property
    def label(self) -> str:
        """The name of the measure on screens."""
        return {
            SkillMeasure.MEAN: _("Niveau moyen"),
            SkillMeasure.ASSESSED: _("Part évaluée"),
            SkillMeasure.HOLDERS: _("Détenteurs"),
        }[self]


def choose_reading(viewer: Viewer) -> Reading:
    """Which map; people only for those who may see names."""
    named = allows(viewer, Permission.ASSESS_SKILLS)
    names = {one.value: one.label for one in Reading if named or one is not Reading.PEOPLE}
    return Reading(choose_segment(_("Carte"), names, name="carte", first=Reading.SKILLS.value))


def choose_place(place: Place) -> str | None:
    """The code of a department, None for where the map opens."""
    return choose_coded(_("Service"), dict(place.departments), name=PLACE_KEY, everything=_("Vue d’ensemble"))


def choose_family(catalogue: Catalogue) -> str:
    """The code of a family that has skills."""
    used = {skill.content.family for skill in catalogue.skills}
    names = {family.code: family.label.text for family in catalogue.families if family.code in used}
    return choose_coded(_("Famille de compétences"), names, name="famille") or next(iter(names))


def choose_domain(catalogue: Catalogue, kind: RoleKind, *, first: Role | None) -> str | None:
    """The code of a family that has roles of this kind, at first that of a role; None when there is none."""
    used = {role.content.domain for role in catalogue.roles if role.content.kind is kind}
    names = {family.code: family.label.text for family in catalogue.families if family.code in used}
    domain = first.content.domain if first else None
    return choose_coded(_("Domaine des métiers"), names, name="domaine", first=domain) if names else None


def choose_kind() -> RoleKind:
    """Target roles at first."""
    names = {
        RoleKind.TARGET.value: _("Métiers cibles"),
        RoleKind.PRESENT.value: _("Métiers d’aujourd’hui"),
    }
    return RoleKind(choose_segment(_("Métiers"), names, name="sorte", first=RoleKind.TARGET.value))


def choose_measure() -> SkillMeasure:
    """What the cells say; the mean level at first."""
    names = {one.value: one.label for one in SkillMeasure}
    return SkillMeasure(choose_segment(_("Lecture"), names, name="lecture", first=SkillMeasure.MEAN.value))


def choose_person_page() -> tuple[str, int]:
    """Words that an agent must match and a page, 0 for the first one. The words stay out of the address."""
    text = st.text_input(
        _("Chercher un agent"), placeholder=_("Nom, prénom, matricule ou métier"), key="map_agent"
    )
    page = st.number_input(_("Page"), min_value=1, value=1, step=1, key="page", bind="query-params")
    return text, int(page) - 1


def choose_roles(reach: Reach) -> RoleChoice:
    """Which roles say what is required: at first all of them, and those that the team holds for a head."""
    first = RoleChoice.HELD if reach is Reach.SUBTREE else RoleChoice.ALL
    ordered = [first, *(choice for choice in RoleChoice if choice is not first)]
    names = {one.value: one.label for one in ordered}
    return RoleChoice(choose_coded(_("Métiers pris en compte"), names, name="metiers") or first)
