"""The workbook to fill in: one sheet in matrix form, one in long form."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.core.i18n import _
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.skills.assessment.importing.model import LevelField
from transfo_rh.skills.model import LEVELS, Skill, Source, level_label

TEMPLATE_NAME = "modele_evaluations.xlsx"


def template_bytes(skills: Sequence[Skill]) -> bytes:
    """The `.xlsx` template with the labels of the catalogue, in the person's language."""
    notes = (
        _("Une ligne par agent, désigné par son matricule ; retirez les colonnes inutiles."),
        _("Niveaux : {levels}. Une cellule vide ne dit rien.").format(
            levels=", ".join(f"{level} {level_label(level)}" for level in LEVELS)
        ),
    )
    long_notes = (
        _("Une ligne par évaluation. Obligatoires : matricule, compétence, niveau."),
        _("Seul un certificat expire : la date est le premier jour où il n’est plus valable."),
        _("Niveaux Pix de 0 à 8 quand la source est Pix : 1–2 → 1, 3–4 → 2, 5–6 → 3, 7 et plus → 4."),
    )
    columns = [field.label for field in LevelField if field is not LevelField.FIRST_NAME]
    return workbook_bytes(
        [
            SheetContent(
                _("Agents et compétences"),
                [LevelField.PERSON.label, LevelField.STATED_ON.label, *(skill.label for skill in skills)],
                [],
                notes=notes,
            ),
            SheetContent(
                _("Évaluations"),
                columns,
                [],
                notes=long_notes,
                lists={
                    LevelField.SKILL.label: [skill.label for skill in skills],
                    LevelField.SOURCE.label: [source.label for source in Source],
                },
            ),
        ]
    )
