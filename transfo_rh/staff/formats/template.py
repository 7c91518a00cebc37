"""The workbook to fill in: Services, Agents and Postes, with lists, examples in the notes and nothing to delete."""

from __future__ import annotations

from transfo_rh.core.i18n import _
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff.importing.cadres import cadres_emplois
from transfo_rh.staff.importing.fields import Content, Field
from transfo_rh.staff.model import Category, EmploymentStatus

TEMPLATE_NAME = "modele_personnel.xlsx"
DEPARTMENT_FIELDS = (Field.DEPARTMENT_CODE, Field.DEPARTMENT_NAME, Field.PARENT_CODE)
AGENT_FIELDS = (
    Field.MATRICULE,
    Field.LAST_NAME,
    Field.FIRST_NAME,
    Field.EMAIL,
    Field.DEPARTMENT_CODE,
    Field.JOB,
    Field.CATEGORY,
    Field.CADRE_EMPLOIS,
    Field.STATUS,
    Field.ENTRY_DATE,
    Field.EXIT_DATE,
    Field.RETIREMENT_DATE,
    Field.WORKSTATION,
)
POSITION_FIELDS = (
    Field.POSITION_CODE,
    Field.POSITION_TITLE,
    Field.DEPARTMENT_CODE,
    Field.GRADE,
    Field.FTE,
    Field.HOLDER,
)


def template_bytes() -> bytes:
    """The `.xlsx` template, in the person's language; it can be imported as it is once filled in."""
    return workbook_bytes([_departments(), _agents(), _positions()])


def _columns(fields: tuple[Field, ...]) -> list[str]:
    return [field.label for field in fields]


def _departments() -> SheetContent:
    return SheetContent(
        Content.DEPARTMENTS.label,
        _columns(DEPARTMENT_FIELDS),
        [],
        notes=(
            _(
                "Une ligne par direction, service ou unité. Le code est celui de votre collectivité et ne change jamais."
            ),
            _("Laissez le code de rattachement vide pour le sommet de l’organigramme."),
            _(
                "Autres formes acceptées : colonnes Pôle, Direction, Service, Unité ; liste indentée ; numérotation 1.2.3."
            ),
        ),
    )


def _agents() -> SheetContent:
    return SheetContent(
        Content.AGENTS.label,
        _columns(AGENT_FIELDS),
        [],
        notes=(
            _("Une ligne par agent. Obligatoires : le matricule et le code du service."),
            _("Dates sous la forme 31/12/2026. La date de sortie est le premier jour d’absence."),
            _("Un fichier importé de nouveau met à jour les agents de même matricule."),
            _("Une cellule vide laisse la valeur déjà connue. Pas de formule : des valeurs."),
        ),
        lists={
            Field.CATEGORY.label: [category.value for category in Category],
            Field.CADRE_EMPLOIS.label: [cadre.name for cadre in cadres_emplois() if not cadre.closing],
            Field.STATUS.label: [status.label for status in EmploymentStatus],
            Field.WORKSTATION.label: [_("Oui"), _("Non")],
        },
    )


def _positions() -> SheetContent:
    return SheetContent(
        Content.POSITIONS.label,
        _columns(POSITION_FIELDS),
        [],
        notes=(
            _(
                "Facultatif. Une ligne par poste ; un poste peut regrouper plusieurs équivalents temps plein (6,63)."
            ),
            _("Le titulaire est désigné par son matricule ; laissez vide un poste vacant."),
        ),
    )
