"""``transfo-rh skills catalogue``: install the shipped catalogue, write it as a workbook, read one back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.cli.files import file_content, write_file
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import importing, service
from transfo_rh.skills.catalogue.changes import CatalogueChanges, EntryChange
from transfo_rh.skills.catalogue.workbook import catalogue_workbook

app = typer.Typer(no_args_is_help=True, help="Catalogue des compétences et des métiers.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="Classeur .xlsx du catalogue.")]


@app.command("install")
def install() -> None:
    """Installe le catalogue fourni dans une base qui n’en a pas."""
    ready_database()
    found = service.install_shipped(viewer=operator())
    print(
        _("Catalogue installé : {skills} compétences et {roles} métiers.").format(
            skills=number(len(found.skills)), roles=number(len(found.roles))
        )
    )


@app.command("export")
def export(file: File) -> None:
    """Écrit le catalogue du jour dans un classeur, prêt à être modifié et importé de nouveau."""
    ready_database()
    content = catalogue_workbook(service.current_catalogue(viewer=operator()))
    write_file(file, content)
    print(_("Catalogue écrit dans « {name} ».").format(name=file))


@app.command("import")
def import_workbook(
    file: File,
    valid_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Jour d’effet (AAAA-MM-JJ) ; aujourd’hui par défaut."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Montrer sans rien écrire.")] = False,
    as_json: AsJson = False,
) -> None:
    """Importe un classeur du catalogue : tout ou rien, une ligne absente ne supprime rien."""
    content = file_content(file)
    ready_database()
    on = valid_from.date() if valid_from else None
    run = importing.preview_workbook if dry_run else importing.store_workbook
    changes = run(viewer=operator(), name=file.name, content=content, valid_from=on)
    if as_json:
        print_json(_document(changes, written=not dry_run and not changes.is_empty))
        return
    for entry in changes.added:
        print(
            _("+ {kind} {code} : {label}").format(kind=entry.kind.label, code=entry.code, label=entry.label)
        )
    for entry in changes.changed:
        what = ", ".join(change.field for change in entry.fields)
        print(_("~ {kind} {code} : {what}").format(kind=entry.kind.label, code=entry.code, what=what))
    print(
        _("Ajouts : {added} ; modifications : {changed} ; inchangés : {unchanged}.").format(
            added=number(len(changes.added)),
            changed=number(len(changes.changed)),
            unchanged=number(changes.unchanged),
        )
    )


def _document(changes: CatalogueChanges, *, written: bool) -> dict[str, object]:
    return {
        "written": written,
        "added": [_entry(entry) for entry in changes.added],
        "changed": [_entry(entry) for entry in changes.changed],
        "unchanged": changes.unchanged,
    }


def _entry(entry: EntryChange) -> dict[str, object]:
    return {
        "kind": entry.kind.value,
        "code": entry.code,
        "label": entry.label,
        "fields": [
            {"field": change.field, "before": change.before, "after": change.after} for change in entry.fields
        ],
    }
