"""``transfo-rh survey report``: the printable report of a department."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.report import department_report
from transfo_rh.cli.files import write_file
from transfo_rh.cli.options import CampaignId
from transfo_rh.cli.session import ready_database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _


def write_report(
    campaign_id: CampaignId,
    output: Annotated[Path, typer.Option("-o", "--output", help="Fichier PDF à écrire.")],
    department: Annotated[
        str | None,
        typer.Option("--department", metavar="CODE", help="Code du service ; sinon l’ensemble."),
    ] = None,
) -> None:
    """Écrit le rapport d’un service, à imprimer (PDF)."""
    ready_database()
    unit = None if department is None else _unit(campaign_id, department)
    content = department_report(viewer=operator(), campaign_id=campaign_id, unit=unit)
    write_file(output, content)
    typer.echo(_("Rapport écrit dans {file}.").format(file=output), err=True)


def _unit(campaign_id: int, department: str) -> int:
    units = results.outline(viewer=operator(), campaign_id=campaign_id).units
    found = next((unit.position for unit in units if unit.code.casefold() == department.casefold()), None)
    if found is None:
        raise NotFound(
            _("Le service « {code} » n’est pas dans la campagne {id}.").format(
                code=department, id=campaign_id
            )
        )
    return found
