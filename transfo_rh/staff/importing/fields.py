"""The fields that a staff file may hold."""

from __future__ import annotations

from enum import StrEnum

from transfo_rh.core.i18n import _


class Content(StrEnum):
    """What the rows of a table are."""

    DEPARTMENTS = "departments"
    AGENTS = "agents"
    POSITIONS = "positions"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        """The name of the content on screens."""
        return {
            Content.DEPARTMENTS: _("Services"),
            Content.AGENTS: _("Agents"),
            Content.POSITIONS: _("Postes"),
            Content.IGNORED: _("Ne pas lire"),
        }[self]


class Field(StrEnum):
    """What a column of a staff file may hold."""

    DEPARTMENT_CODE = "department_code"
    DEPARTMENT_NAME = "department_name"
    PARENT_CODE = "parent_code"
    PARENT_NAME = "parent_name"
    OUTLINE_NUMBER = "outline_number"
    LEVEL = "level"
    MATRICULE = "matricule"
    LAST_NAME = "last_name"
    BIRTH_NAME = "birth_name"
    FIRST_NAME = "first_name"
    FULL_NAME = "full_name"
    EMAIL = "email"
    JOB = "job"
    CATEGORY = "category"
    CADRE_EMPLOIS = "cadre_emplois"
    STATUS = "status"
    ENTRY_DATE = "entry_date"
    EXIT_DATE = "exit_date"
    RETIREMENT_DATE = "retirement_date"
    BIRTH_DATE = "birth_date"
    WORKSTATION = "workstation"
    POSITION_CODE = "position_code"
    POSITION_TITLE = "position_title"
    GRADE = "grade"
    FTE = "fte"
    HOLDER = "holder"
    PARENT_POSITION = "parent_position"

    @property
    def label(self) -> str:
        """The name of the field on screens and in messages."""
        return _LABELS()[self]


def _LABELS() -> dict[Field, str]:  # noqa: N802 - a constant in the person's language
    return {
        Field.DEPARTMENT_CODE: _("Code du service"),
        Field.DEPARTMENT_NAME: _("Nom du service"),
        Field.PARENT_CODE: _("Code du service de rattachement"),
        Field.PARENT_NAME: _("Nom du service de rattachement"),
        Field.OUTLINE_NUMBER: _("Numéro dans l’organigramme (1.2.3)"),
        Field.LEVEL: _("Niveau dans l’organigramme"),
        Field.MATRICULE: _("Matricule"),
        Field.LAST_NAME: _("Nom"),
        Field.BIRTH_NAME: _("Nom de naissance (si le nom manque)"),
        Field.FIRST_NAME: _("Prénom"),
        Field.FULL_NAME: _("Nom et prénom"),
        Field.EMAIL: _("Courriel"),
        Field.JOB: _("Métier"),
        Field.CATEGORY: _("Catégorie"),
        Field.CADRE_EMPLOIS: _("Cadre d’emplois"),
        Field.STATUS: _("Statut"),
        Field.ENTRY_DATE: _("Date d’entrée"),
        Field.EXIT_DATE: _("Date de sortie"),
        Field.RETIREMENT_DATE: _("Départ à la retraite prévu"),
        Field.BIRTH_DATE: _("Date de naissance (estime la retraite, n’est pas conservée)"),
        Field.WORKSTATION: _("Poste informatique"),
        Field.POSITION_CODE: _("Code du poste"),
        Field.POSITION_TITLE: _("Intitulé du poste"),
        Field.GRADE: _("Grade"),
        Field.FTE: _("ETP"),
        Field.HOLDER: _("Matricule du titulaire du poste"),
        Field.PARENT_POSITION: _("Poste du supérieur"),
    }


FIELDS_OF: dict[Content, tuple[Field, ...]] = {
    Content.DEPARTMENTS: (
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.PARENT_CODE,
        Field.PARENT_NAME,
        Field.OUTLINE_NUMBER,
        Field.LEVEL,
    ),
    Content.AGENTS: (
        Field.MATRICULE,
        Field.LAST_NAME,
        Field.BIRTH_NAME,
        Field.FIRST_NAME,
        Field.FULL_NAME,
        Field.EMAIL,
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.JOB,
        Field.CATEGORY,
        Field.CADRE_EMPLOIS,
        Field.STATUS,
        Field.ENTRY_DATE,
        Field.EXIT_DATE,
        Field.RETIREMENT_DATE,
        Field.BIRTH_DATE,
        Field.WORKSTATION,
    ),
    Content.POSITIONS: (
        Field.POSITION_CODE,
        Field.POSITION_TITLE,
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.GRADE,
        Field.FTE,
        Field.HOLDER,
        Field.PARENT_POSITION,
    ),
    Content.IGNORED: (),
}

MAXIMUM_LENGTH: dict[Field, int] = {
    Field.DEPARTMENT_CODE: 60,
    Field.DEPARTMENT_NAME: 250,
    Field.PARENT_CODE: 60,
    Field.PARENT_NAME: 250,
    Field.MATRICULE: 60,
    Field.LAST_NAME: 120,
    Field.BIRTH_NAME: 120,
    Field.FIRST_NAME: 120,
    Field.FULL_NAME: 240,
    Field.EMAIL: 254,
    Field.JOB: 250,
    Field.CADRE_EMPLOIS: 250,
    Field.POSITION_CODE: 80,
    Field.POSITION_TITLE: 250,
    Field.GRADE: 120,
    Field.HOLDER: 60,
    Field.PARENT_POSITION: 80,
}
