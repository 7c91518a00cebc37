"""``transfo-rh survey import``: results that already exist, from a file to a campaign, unattended."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns.importing.answer_sets import LeftOut
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import ResultsMapping, dump_mapping, load_mapping
from transfo_rh.campaigns.importing.service import ImportPreview, ImportReport, preview
from transfo_rh.campaigns.importing.service import import_results as store_results
from transfo_rh.campaigns.model import MINIMUM_K
from transfo_rh.cli.files import file_content, write_file
from transfo_rh.cli.session import print_json, ready_database, terminal_progress
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, labelled, ngettext, quoted
from transfo_rh.exchange.problems import RefusedImport

_SHOWN_COLUMNS = 6


def import_results(
    files: Annotated[
        list[Path], typer.Argument(help="Fichiers de résultats : .csv, .xlsx, .ods…", show_default=False)
    ],
    title: Annotated[str, typer.Option(help="Titre de la campagne.", show_default=False)],
    anonymous: Annotated[
        bool, typer.Option("--anonymous/--confidential", help="Anonyme ou confidentielle.")
    ] = True,
    k: Annotated[
        int,
        typer.Option("--k", min=MINIMUM_K, help="Seuil de confidentialité, en répondants ; jamais sous 5."),
    ] = MINIMUM_K,
    mapping: Annotated[Path | None, typer.Option(help="Correspondance YAML (docs/mapping.md).")] = None,
    wave_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date de la vague, AAAA-MM-JJ ; aujourd’hui par défaut."),
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Écrire la correspondance complète dans ce fichier.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout vérifier, ne rien écrire.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Écrire un document JSON.")] = False,
) -> None:
    """Importer des résultats d’enquête qui existent déjà."""
    given = _mapping(mapping)
    sources = [SourceFile(path.name, file_content(path)) for path in files]
    wave = wave_on.date() if wave_on else None
    ready_database()
    outcome: ImportPreview | ImportReport
    if dry_run:
        outcome = _checked(sources, mapping=given, wave_on=wave)
    else:
        outcome = store_results(
            viewer=operator(),
            files=sources,
            title=title,
            mapping=given,
            wave_on=wave,
            anonymous=anonymous,
            k=k,
            progress=terminal_progress,
        )
    _show(outcome, save_mapping=save_mapping, as_json=as_json)


def _checked(
    sources: list[SourceFile], *, mapping: ResultsMapping | None, wave_on: date | None
) -> ImportPreview:
    """What the import would do. Raises RefusedImport when something in the files stops it."""
    seen = preview(
        viewer=operator(), files=sources, mapping=mapping, wave_on=wave_on, progress=terminal_progress
    )
    if seen.problems:
        raise RefusedImport(seen.problems)
    return seen


def _show(outcome: ImportPreview | ImportReport, *, save_mapping: Path | None, as_json: bool) -> None:
    if save_mapping is not None:
        write_file(save_mapping, dump_mapping(outcome.mapping).encode())
    if as_json:
        print_json(_document(outcome))
    else:
        typer.echo("\n".join(_lines(outcome)))


def _mapping(path: Path | None) -> ResultsMapping | None:
    return None if path is None else load_mapping(name=path.name, content=file_content(path))


def _campaign_id(outcome: ImportPreview | ImportReport) -> int | None:
    return outcome.campaign_id if isinstance(outcome, ImportReport) else None


def _document(outcome: ImportPreview | ImportReport) -> dict[str, object]:
    counts = outcome.counts
    return {
        "campaign": _campaign_id(outcome),
        "basis": outcome.basis.value,
        "layout": outcome.mapping.layout,
        "lines": counts.lines,
        "respondents": counts.respondents,
        "departments": counts.departments,
        "questions": counts.questions,
        "answers": counts.answers,
        "not_applicable": counts.not_applicable,
        "blanks": counts.blanks,
        "items": [
            {"code": item.code, "label": item.label, "dimension": item.dimension, "points": item.points}
            for item in outcome.items
        ],
        "dropped": [
            {"column": column.name, "reason": column.left_out.label if column.left_out else ""}
            for column in outcome.dropped
        ],
        "notices": list(outcome.notices),
    }


def _lines(outcome: ImportPreview | ImportReport) -> list[str]:
    counts = outcome.counts
    campaign = _campaign_id(outcome)
    people = number(counts.respondents) if counts.respondents is not None else _("inconnu")
    lines = [
        _("Campagne {id} importée.").format(id=campaign)
        if campaign is not None
        else _("Vérification seule : rien n’a été écrit."),
        _("  Disposition : {layout}").format(
            layout=outcome.mapping.layout.label if outcome.mapping.layout else ""
        ),
        _("  Lignes : {lines} · répondants : {people} · services : {departments}").format(
            lines=number(counts.lines), people=people, departments=number(counts.departments)
        ),
        _(
            "  Questions notées : {questions} · réponses : {answers} · sans objet : {skipped} · vides : {blanks}"
        ).format(
            questions=number(counts.questions),
            answers=number(counts.answers),
            skipped=number(counts.not_applicable),
            blanks=number(counts.blanks),
        ),
    ]
    for code, label in outcome.mapping.dimensions.items():
        members = [item.code for item in outcome.items if item.dimension == code]
        lines.append("  " + labelled(label, ", ".join(members[:12]) + (" …" if len(members) > 12 else "")))
    lines += [f"  • {notice}" for notice in outcome.notices]
    lines += _dropped_lines(outcome)
    if campaign is not None:
        lines.append(_("Pour publier : transfo-rh survey publish {id}").format(id=campaign))
    return lines


def _dropped_lines(outcome: ImportPreview | ImportReport) -> list[str]:
    by_reason: dict[LeftOut, list[str]] = {}
    for column in outcome.dropped:
        if column.left_out is not None:
            by_reason.setdefault(column.left_out, []).append(column.name)
    lines = []
    for reason, names in by_reason.items():
        shown = ", ".join(quoted(name[:50]) for name in names[:_SHOWN_COLUMNS])
        more = " …" if len(names) > _SHOWN_COLUMNS else ""
        count = ngettext("{n} colonne écartée", "{n} colonnes écartées", len(names)).format(
            n=number(len(names))
        )
        lines.append("  – " + labelled(f"{count} ({reason.label})", shown + more))
    return lines
