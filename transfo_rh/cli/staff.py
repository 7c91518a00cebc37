"""Staff at the command line: import a file, get the template, see the organisation."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from transfo_rh.access.model import operator
from transfo_rh.cli.files import file_content, write_file
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database, terminal_progress
from transfo_rh.core import clock
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.skills.matching.service import link_jobs
from transfo_rh.staff import service
from transfo_rh.staff.changes import StaffChanges, StaffSummary
from transfo_rh.staff.formats.corrected import marked_workbook
from transfo_rh.staff.formats.template import template_bytes
from transfo_rh.staff.importing import service as imports
from transfo_rh.staff.importing.mapping import StaffMapping, from_yaml, to_yaml

SHOWN_PROBLEMS = 20

app = typer.Typer(no_args_is_help=True, help="Personnel : importer, obtenir le modèle, voir l’organisation.")

On = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Date d’effet ; aujourd’hui par défaut."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Classeur .xlsx ou fichier .csv.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tout vérifier sans rien écrire.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="Correspondance des colonnes (YAML) ; devinée sinon.")
]
SaveMapping = Annotated[Path | None, typer.Option(help="Écrire la correspondance utilisée dans ce fichier.")]
CreateDepartments = Annotated[
    bool, typer.Option("--create-departments", help="Créer les services que seuls les agents nomment.")
]
ConfirmDepartures = Annotated[
    bool, typer.Option("--confirm-departures", help="Faire sortir les agents absents du fichier.")
]
ConfirmClosures = Annotated[
    bool, typer.Option("--confirm-closures", help="Fermer les services et postes absents du fichier.")
]
Corrected = Annotated[
    Path | None,
    typer.Option(help="En cas de refus, écrire ici le fichier aux cellules marquées (.xlsx)."),
]


@app.command("import")
def import_staff(
    files: Files,
    dry_run: DryRun = False,
    mapping: MappingFile = None,
    save_mapping: SaveMapping = None,
    on: On = None,
    create_departments: CreateDepartments = False,
    confirm_departures: ConfirmDepartures = False,
    confirm_closures: ConfirmClosures = False,
    corrected: Corrected = None,
    as_json: AsJson = False,
) -> None:
    """Importe l’organisation, les agents et les postes : tout ou rien."""
    ready_database()
    viewer = operator()
    effective_on = on.date() if on else clock.today()
    opened = imports.combined([_opened(path) for path in files])
    chosen = _mapping(opened, mapping, create_departments=create_departments)
    if save_mapping is not None:
        write_file(save_mapping, to_yaml(chosen).encode())
    seen = imports.preview(
        viewer=viewer, file=opened, mapping=chosen, effective_on=effective_on, progress=terminal_progress
    )
    if seen.changes is None:
        if corrected is not None:
            write_file(corrected, marked_workbook(opened.sheets, seen.problems, original=opened.original))
        _refuse(seen.problems, as_json=as_json)
        return
    summary = None
    if not dry_run:
        summary = service.store_records(
            viewer=viewer,
            records=seen.records,
            effective_on=effective_on,
            confirm_departures=confirm_departures,
            confirm_closures=confirm_closures,
            progress=terminal_progress,
        )
        link_jobs(viewer=viewer)
    _report(seen.changes, summary, seen.problems, effective_on=effective_on, as_json=as_json)


def _report(
    changes: StaffChanges,
    summary: StaffSummary | None,
    warnings: tuple[Problem, ...],
    *,
    effective_on: date,
    as_json: bool,
) -> None:
    terminal_progress(1.0, _("Terminé"))
    if as_json:
        print_json(_as_object(changes, summary, warnings, effective_on))
        return
    _print_warnings(warnings)
    print(_sentence(changes, summary))
    _print_absent(changes, summary)


def _opened(path: Path) -> imports.StaffFile:
    return imports.open_staff_file(name=path.name, content=file_content(path), progress=terminal_progress)


def _mapping(opened: imports.StaffFile, path: Path | None, *, create_departments: bool) -> StaffMapping:
    if path is not None:
        chosen = from_yaml(name=path.name, content=file_content(path))
    else:
        chosen = imports.guess(viewer=operator(), file=opened)
    return chosen.model_copy(update={"create_departments": True}) if create_departments else chosen


def _refuse(problems: tuple[Problem, ...], *, as_json: bool) -> None:
    """First the clear message, then the located problems; exit code 1."""
    refusal = RefusedImport(problems)
    if as_json:
        print_json({"accepted": False, "problems": [_problem_object(problem) for problem in problems]})
    print(refusal.message, file=sys.stderr)
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in _varied(errors) if len(errors) > 1 else ():
        print(f"  - {problem.sentence}", file=sys.stderr)
    hidden = len(errors) - SHOWN_PROBLEMS
    if hidden > 0:
        print(
            "  "
            + ngettext("… et {n} autre problème.", "… et {n} autres problèmes.", hidden).format(
                n=number(hidden)
            ),
            file=sys.stderr,
        )
    raise typer.Exit(1)


def _varied(problems: list[Problem]) -> list[Problem]:
    """At most SHOWN_PROBLEMS, in the order of the file, some of every column before many of one."""
    groups: dict[tuple[str | None, str | None], list[int]] = {}
    for index, problem in enumerate(problems):
        groups.setdefault((problem.sheet, problem.column), []).append(index)
    turns = sorted((turn, index) for group in groups.values() for turn, index in enumerate(group))
    return [problems[index] for index in sorted(index for _turn, index in turns[:SHOWN_PROBLEMS])]


def _print_warnings(problems: tuple[Problem, ...]) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        print(_("Attention : {problem}").format(problem=problem.sentence), file=sys.stderr)


def _sentence(changes: StaffChanges, summary: StaffSummary | None) -> str:
    start = _("Enregistré") if summary is not None else _("À enregistrer (rien n’est écrit)")
    return _(
        "{start} : services {d_added} ajoutés, {d_updated} modifiés ; agents {a_added} ajoutés, {a_updated} modifiés, {a_same} inchangés ; postes {p_added} ajoutés, {p_updated} modifiés."
    ).format(
        start=start,
        d_added=number(len(changes.departments_added)),
        d_updated=number(len(changes.departments_updated)),
        a_added=number(len(changes.agents_added)),
        a_updated=number(len(changes.agents_updated)),
        a_same=number(changes.agents_unchanged),
        p_added=number(len(changes.positions_added)),
        p_updated=number(len(changes.positions_updated)),
    )


def _print_absent(changes: StaffChanges, summary: StaffSummary | None) -> None:
    left = summary.agents_left if summary else 0
    if left:
        print(ngettext("{n} agent sorti.", "{n} agents sortis.", left).format(n=number(left)))
    elif changes.agents_absent:
        print(
            ngettext(
                "{n} agent de la base n’est pas dans le fichier ({share}) : il reste en place. Pour le faire sortir : --confirm-departures.",
                "{n} agents de la base ne sont pas dans le fichier ({share}) : ils restent en place. Pour les faire sortir : --confirm-departures.",
                len(changes.agents_absent),
            ).format(
                n=number(len(changes.agents_absent)), share=percent(100 * changes.share_leaving, decimals=1)
            )
        )
    if changes.many_departures:
        print(
            _("ATTENTION : plus de 10 % de l’effectif est absent du fichier. Est-il complet ?"),
            file=sys.stderr,
        )
    absent = len(changes.departments_absent) + len(changes.positions_absent)
    closed = summary.departments_closed + summary.positions_closed if summary else 0
    if absent and not closed:
        print(
            _(
                "{departments} services et {positions} postes de la base ne sont pas dans le fichier : ils restent ouverts. Pour les fermer : --confirm-closures."
            ).format(
                departments=number(len(changes.departments_absent)),
                positions=number(len(changes.positions_absent)),
            )
        )


def _problem_object(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem.reason,
    }


def _as_object(
    changes: StaffChanges, summary: StaffSummary | None, problems: tuple[Problem, ...], effective_on: date
) -> dict[str, Any]:
    return {
        "accepted": True,
        "written": summary is not None,
        "effective_on": effective_on.isoformat(),
        "departments": {
            "added": len(changes.departments_added),
            "updated": len(changes.departments_updated),
            "absent": [department.code for department in changes.departments_absent],
        },
        "agents": {
            "added": len(changes.agents_added),
            "updated": len(changes.agents_updated),
            "unchanged": changes.agents_unchanged,
            "absent": [agent.matricule for agent in changes.agents_absent],
            "share_absent": round(changes.share_leaving, 4),
            "probably_partial": changes.many_departures,
        },
        "positions": {
            "added": len(changes.positions_added),
            "updated": len(changes.positions_updated),
            "unchanged": changes.positions_unchanged,
            "absent": [position.code for position in changes.positions_absent],
        },
        "summary": asdict(summary) if summary is not None else None,
        "warnings": [_problem_object(problem) for problem in problems],
    }


@app.command("template")
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Classeur .xlsx à créer.")],
    force: Annotated[bool, typer.Option("--force", help="Remplacer un fichier existant.")] = False,
) -> None:
    """Crée le classeur à remplir : services, agents, postes, listes et notes."""
    if file.exists() and not force:
        raise InvalidFile(
            _("Le fichier « {name} » existe déjà : choisissez un autre nom, ou --force.").format(name=file)
        )
    write_file(file, template_bytes())
    print(_("Modèle créé : {name}").format(name=file))


@app.command("tree")
def tree(on: On = None, as_json: AsJson = False) -> None:
    """Affiche l’organisation et ses effectifs."""
    ready_database()
    seen = service.organisation(viewer=operator(), on=on.date() if on else None)
    if as_json:
        codes = {count.department.id: count.department.code for count in seen.departments}
        print_json(
            {
                "on": seen.on.isoformat(),
                "agents": seen.agents,
                "departments": [
                    {
                        "code": count.department.code,
                        "name": count.department.name,
                        "parent": codes.get(count.department.parent_id or 0),
                        "agents": count.agents,
                        "agents_below": count.agents_below,
                        "fte_below": count.fte_hundredths_below / 100,
                    }
                    for count in seen.departments
                ],
            }
        )
        return
    if not seen.departments:
        print(_("Aucun service. Importez-les avec « transfo-rh staff import »."))
    for count in seen.departments:
        print(
            f"{'  ' * count.depth}{count.department.name} ({count.department.code})  {number(count.agents_below)}"
        )
