"""Surveys at the command line: import existing results, list, publish, read what is published."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns import service
from transfo_rh.campaigns.collection import imported
from transfo_rh.campaigns.model import Campaign
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.results import exports
from transfo_rh.campaigns.results import service as results
from transfo_rh.cli import questionnaires
from transfo_rh.cli.files import write_file
from transfo_rh.cli.options import AsJson, CampaignId
from transfo_rh.cli.session import print_json, ready_database, terminal_progress
from transfo_rh.cli.survey_audit import audit_campaign
from transfo_rh.cli.survey_import import import_results
from transfo_rh.cli.survey_life import close_campaign, open_campaign
from transfo_rh.cli.survey_report import write_report
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.exchange.writers import SheetContent, csv_bytes, workbook_bytes

app = typer.Typer(no_args_is_help=True, help="Enquêtes : importer, publier, lire les résultats.")

app.command("import")(import_results)
app.command("audit")(audit_campaign)
app.command("open")(open_campaign)
app.command("close")(close_campaign)
app.command("report")(write_report)
app.add_typer(questionnaires.app, name="questionnaire")


class Format(StrEnum):
    """File formats of published results."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@app.command("list")
def list_campaigns(as_json: AsJson = False) -> None:
    """Liste les campagnes, la plus récente d’abord."""
    ready_database()
    campaigns = service.campaigns(viewer=operator())
    if as_json:
        print_json({"campaigns": [_as_object(campaign) for campaign in campaigns]})
        return
    if not campaigns:
        print(_("Aucune campagne. Importez des résultats avec « transfo-rh survey import »."))
    for campaign in campaigns:
        print(f"{campaign.id:>4}  {day(campaign.wave_on)}  {campaign.state.label:<18}  {campaign.title}")


def _as_object(campaign: Campaign) -> dict[str, object]:
    return {
        "id": campaign.id,
        "title": campaign.title,
        "state": campaign.state.value,
        "basis": campaign.basis.value,
        "anonymous": campaign.anonymous,
        "wave_on": campaign.wave_on.isoformat(),
        "k": campaign.k,
        "responses": campaign.response_count,
        "questions": len(campaign.questionnaire.items),
        "dimensions": len(campaign.questionnaire.dimensions),
    }


@app.command("publish")
def publish(campaign_id: CampaignId, as_json: AsJson = False) -> None:
    """Publie une campagne close : calcule une fois tous les chiffres, après les règles de confidentialité."""
    ready_database()
    viewer = operator()
    publication_id = publication.publish(viewer=viewer, campaign_id=campaign_id, progress=terminal_progress)
    states = [cell.state.value for cell in results.export(viewer=viewer, campaign_id=campaign_id).cells]
    counts = {state: states.count(state) for state in sorted(set(states))}
    if as_json:
        print_json({"campaign": campaign_id, "publication": publication_id, "cells": counts})
        return
    print(
        _("Campagne {id} publiée : {n} chiffres calculés, {shown} affichés.").format(
            id=campaign_id, n=len(states), shown=counts.get("shown", 0)
        )
    )


@app.command("republish")
def republish(campaign_id: CampaignId) -> None:
    """Publie de nouveau une campagne avec ses réponses tardives, par lots d’au moins le seuil."""
    ready_database()
    publication.republish(viewer=operator(), campaign_id=campaign_id, progress=terminal_progress)
    print(_("Campagne {id} publiée de nouveau, avec ses réponses tardives.").format(id=campaign_id))


@app.command("discard")
def discard(campaign_id: CampaignId) -> None:
    """Supprime une campagne importée par erreur et jamais publiée, avec ses réponses."""
    ready_database()
    imported.discard_campaign(viewer=operator(), campaign_id=campaign_id)
    print(_("Campagne {id} supprimée.").format(id=campaign_id))


@app.command("results")
def read_results(
    campaign_id: CampaignId,
    file_format: Annotated[Format, typer.Option("--format", help="Format du fichier.")] = Format.JSON,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fichier à écrire ; sinon la sortie.")
    ] = None,
) -> None:
    """Écrit ce qui est publié, et rien d’autre."""
    ready_database()
    published = results.export(viewer=operator(), campaign_id=campaign_id)
    content = _content(published, file_format)
    if output is None:
        if file_format is Format.XLSX:
            raise InvalidInput(_("Un classeur ne s’affiche pas : indiquez un fichier avec -o."))
        typer.echo(content, nl=False)
        return
    write_file(output, content)
    typer.echo(_("Résultats écrits dans {file}.").format(file=output), err=True)


def _content(published: results.Results, file_format: Format) -> bytes:
    if file_format is Format.JSON:
        document = json.dumps(exports.results_document(published), ensure_ascii=False, indent=1)
        return (document + "\n").encode()
    columns, rows = exports.results_columns(), exports.results_rows(published)
    if file_format is Format.CSV:
        return csv_bytes(columns=columns, rows=rows)
    return workbook_bytes([SheetContent(name=_("Résultats"), columns=columns, rows=rows)])
