"""Skills at the command line: what labels mean, reference catalogues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.cli.files import file_content
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database, terminal_progress
from transfo_rh.cli.skills_catalogue import app as catalogue
from transfo_rh.cli.skills_fit import show_fit
from transfo_rh.cli.skills_staffing import show_staffing
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _
from transfo_rh.skills.formats.labels import read_concepts, read_label_lines
from transfo_rh.skills.matching.concepts import build_index
from transfo_rh.skills.matching.index import Concept, Match
from transfo_rh.skills.matching.service import own_concepts
from transfo_rh.skills.references import service as references
from transfo_rh.skills.references.model import ReferenceSummary

MAXIMUM_FILE_BYTES = 100_000_000
MAXIMUM_TOP = 1_000

app = typer.Typer(no_args_is_help=True, help="Compétences : rapprocher des libellés, référentiels.")
app.command("fit")(show_fit)
app.command("staffing")(show_staffing)
app.add_typer(catalogue, name="catalogue")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Dossier des fichiers CSV, tels que publiés.")]


def _top(given: str | int) -> int:
    """The number of suggestions (the default comes as a number). Raises BadParameter for anything but 1 to 1 000."""
    written = str(given).strip()
    if written.isdecimal() and 1 <= int(written) <= MAXIMUM_TOP:
        return int(written)
    raise typer.BadParameter(
        _("« {value} » n’est pas un nombre de suggestions : de 1 à {n}.").format(
            value=written, n=number(MAXIMUM_TOP)
        )
    )


def _readable(label: str) -> str:
    """A label as it was typed; bytes that are no text in the terminal's encoding become question marks."""
    return label.encode("utf-8", "replace").decode().strip()


@app.command("match")
def match(
    labels: Annotated[list[str] | None, typer.Argument(metavar="LABEL...", help="Libellés libres.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Fichier de libellés, un par ligne (lignes vides passées).")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Catalogue CSV : conceptUri, preferredLabel, altLabels ; le nôtre par défaut."),
    ] = None,
    top: Annotated[
        int, typer.Option(parser=_top, metavar="N", help="Nombre de suggestions, de 1 à 1 000.")
    ] = 5,
    semantic: Annotated[
        bool | None,
        typer.Option(
            "--semantic/--no-semantic", help="Complément sémantique ; s’il est installé par défaut."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rapproche des libellés libres des compétences d’un catalogue."""
    queries = [label for label in map(_readable, labels or ()) if label]
    if file is not None:
        queries += read_label_lines(name=file.name, content=file_content(file, most=MAXIMUM_FILE_BYTES))
    if not queries:
        raise InvalidInput(_("Aucun libellé à rapprocher : donnez-en un, ou un fichier avec --file."))
    index = build_index(_concepts(against), semantic=semantic, progress=terminal_progress)
    matches = index.match(queries, top=top)
    if as_json:
        print_json({"matches": [_match_object(found) for found in matches]})
        return
    _print_matches(matches)


def _concepts(catalogue: Path | None) -> tuple[Concept, ...]:
    """Those of a catalogue in a file, ours without one."""
    if catalogue is not None:
        return read_concepts(name=catalogue.name, content=file_content(catalogue, most=MAXIMUM_FILE_BYTES))
    ready_database()
    return own_concepts(viewer=operator())


def _print_matches(matches: Sequence[Match]) -> None:
    """Each label, then its suggestions; « = » marks the one that it plainly means."""
    for found in matches:
        print(found.query)
        for suggestion in found.suggestions:
            mark = "=" if suggestion.id == found.link else " "
            print(
                f"  {mark} {percent(100 * suggestion.score, decimals=0):>6}  {suggestion.label}  [{suggestion.id}]"
            )


def _match_object(found: Match) -> dict[str, object]:
    return {
        "query": found.query,
        "suggestions": [
            {"id": suggestion.id, "label": suggestion.label, "score": suggestion.score}
            for suggestion in found.suggestions
        ],
        "link": found.link,
    }


@app.command("import-rome")
def import_rome(folder: Folder, as_json: AsJson = False) -> None:
    """Importe le ROME 4.0 (données ouvertes de France Travail), à la place du précédent."""
    ready_database()
    summary = references.import_rome(viewer=operator(), folder=folder, progress=terminal_progress)
    _report(summary, as_json=as_json)


@app.command("import-esco")
def import_esco(folder: Folder, as_json: AsJson = False) -> None:
    """Importe la classification ESCO (CSV), à la place de la précédente."""
    ready_database()
    summary = references.import_esco(viewer=operator(), folder=folder, progress=terminal_progress)
    _report(summary, as_json=as_json)


def _report(summary: ReferenceSummary, *, as_json: bool) -> None:
    if as_json:
        print_json({"catalogue": summary.code, "version": summary.version, **summary.counts})
        return
    print(
        _(
            "{catalogue} {version} importé : {occupations} métiers, {skills} compétences, {knowledge} savoirs, {mobilities} mobilités, {requirements} liens métier–compétence."
        ).format(
            catalogue=summary.code.upper(),
            version=summary.version,
            **{name: number(count) for name, count in summary.counts.items()},
        )
    )
