"""The catalogue as a workbook for people to work on; workbook_reading.py reads it back.

Four sheets: families, skills, roles, what roles ask. Titles are in the person's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from transfo_rh.core.i18n import LANGUAGES, _
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.skills.model import (
    LEVELS,
    Catalogue,
    RoleContent,
    RoleKind,
    SkillContent,
    SkillKind,
)

SEPARATOR = " | "


class CatalogueSheet(StrEnum):
    """The sheets of the workbook."""

    FAMILIES = "families"
    SKILLS = "skills"
    ROLES = "roles"
    REQUIREMENTS = "requirements"

    @property
    def label(self) -> str:
        """The name of the sheet."""
        return {
            CatalogueSheet.FAMILIES: _("Familles"),
            CatalogueSheet.SKILLS: _("Compétences"),
            CatalogueSheet.ROLES: _("Métiers"),
            CatalogueSheet.REQUIREMENTS: _("Exigences"),
        }[self]


def sheet_titles(sheet: CatalogueSheet) -> dict[str, str]:
    """Column → its title, in the person's language and in order."""
    names = {"code": _("Code"), "label_fr": _("Intitulé"), "label_en": _("Intitulé en anglais")}
    match sheet:
        case CatalogueSheet.FAMILIES:
            return names
        case CatalogueSheet.SKILLS:
            return _skill_titles(**names)
        case CatalogueSheet.ROLES:
            return _role_titles(**names)
        case CatalogueSheet.REQUIREMENTS:
            return {
                "role": _("Code du métier"),
                "skill": _("Code de la compétence"),
                "level": _("Niveau demandé (1 à 4)"),
                "weight": _("Poids (2 cœur, 1 utile)"),
                "critical": _("Critique (oui ou non)"),
            }


def _skill_titles(code: str, label_fr: str, label_en: str) -> dict[str, str]:
    anchors = {
        f"level_{n}_{language}": (
            _("Repère niveau {n}") if language == "fr" else _("Repère niveau {n} en anglais")
        ).format(n=n)
        for language in LANGUAGES
        for n in LEVELS
    }
    return {
        "code": code,
        "family": _("Code de la famille"),
        "kind": _("Nature"),
        "review_months": _("Révision (mois)"),
        "label_fr": label_fr,
        "label_en": label_en,
        "definition_fr": _("Définition"),
        "definition_en": _("Définition en anglais"),
        "synonyms_fr": _("Synonymes"),
        "synonyms_en": _("Synonymes en anglais"),
        "rome": _("Codes ROME"),
        "esco": _("Adresses ESCO"),
        "ecf": _("Référence e-CF"),
        **anchors,
    }


def _role_titles(code: str, label_fr: str, label_en: str) -> dict[str, str]:
    return {
        "code": code,
        "kind": _("Cible ou d’aujourd’hui"),
        "domain": _("Code du domaine"),
        "label_fr": label_fr,
        "label_en": label_en,
        "mission_fr": _("Mission"),
        "mission_en": _("Mission en anglais"),
        "categories": _("Catégories"),
        "cadres_emplois": _("Cadres d’emplois"),
        "job_titles": _("Libellés de poste"),
        "rome": _("Codes ROME"),
        "esco": _("Adresses ESCO"),
        "rmfp": _("Codes RMFP"),
    }


def catalogue_workbook(catalogue: Catalogue) -> bytes:
    """The `.xlsx` workbook of a catalogue, ready to be worked on and imported again."""
    skills = [skill.content for skill in catalogue.skills]
    roles = [role.content for role in catalogue.roles]
    lists = {
        CatalogueSheet.SKILLS: {"kind": [kind.label for kind in SkillKind]},
        CatalogueSheet.ROLES: {"kind": [kind.label for kind in RoleKind]},
        CatalogueSheet.REQUIREMENTS: {"critical": [_("oui"), _("non")]},
    }
    rows: dict[CatalogueSheet, list[dict[str, object]]] = {
        CatalogueSheet.FAMILIES: [
            {"code": f.code, "label_fr": f.label.fr, "label_en": f.label.en} for f in catalogue.families
        ],
        CatalogueSheet.SKILLS: [_skill_row(skill) for skill in skills],
        CatalogueSheet.ROLES: [_role_row(role) for role in roles],
        CatalogueSheet.REQUIREMENTS: [
            {
                "role": role.code,
                "skill": asked.skill,
                "level": asked.level,
                "weight": asked.weight,
                "critical": _("oui") if asked.critical else _("non"),
            }
            for role in roles
            for asked in role.requirements
        ],
    }
    sheets = []
    for sheet in CatalogueSheet:
        titles = sheet_titles(sheet)
        sheets.append(
            SheetContent(
                sheet.label,
                list(titles.values()),
                [[row[column] for column in titles] for row in rows[sheet]],  # type: ignore[misc]
                lists={titles[column]: values for column, values in lists.get(sheet, {}).items()},
                notes=_notes(sheet),
            )
        )
    return workbook_bytes(sheets)


def _notes(sheet: CatalogueSheet) -> tuple[str, ...]:
    if sheet is not CatalogueSheet.FAMILIES:
        return ()
    return (
        _(
            "Un code ne change jamais et ne sert jamais deux fois : minuscules sans accent, chiffres et « _ »."
        ),
        _("Plusieurs valeurs dans une cellule se séparent par une barre verticale « | »."),
        _("Une ligne modifiée devient une nouvelle version ; une ligne absente ne supprime rien."),
    )


def _joined(values: Iterable[str]) -> str:
    return SEPARATOR.join(values)


def _skill_row(skill: SkillContent) -> dict[str, object]:
    row: dict[str, object] = {
        "code": skill.code,
        "family": skill.family,
        "kind": skill.kind.label,
        "review_months": skill.review_months,
        "label_fr": skill.label.fr,
        "label_en": skill.label.en,
        "definition_fr": skill.definition.fr,
        "definition_en": skill.definition.en,
        "synonyms_fr": _joined(skill.synonyms_fr),
        "synonyms_en": _joined(skill.synonyms_en),
        "rome": _joined(skill.references.rome),
        "esco": _joined(skill.references.esco),
        "ecf": _joined(skill.references.ecf),
    }
    for n, anchor in enumerate(skill.anchors):
        row[f"level_{n}_fr"], row[f"level_{n}_en"] = anchor.fr, anchor.en
    return row


def _role_row(role: RoleContent) -> dict[str, object]:
    return {
        "code": role.code,
        "kind": role.kind.label,
        "domain": role.domain,
        "label_fr": role.label.fr,
        "label_en": role.label.en,
        "mission_fr": role.mission.fr,
        "mission_en": role.mission.en,
        "categories": _joined(category.value for category in role.categories),
        "cadres_emplois": _joined(role.cadres_emplois),
        "job_titles": _joined(role.job_titles),
        "rome": _joined(role.references.rome),
        "esco": _joined(role.references.esco),
        "rmfp": _joined(role.references.rmfp),
    }
