"""``transfo-rh survey questionnaire``: questionnaires from and to the files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.formats.service import (
    QuestionnaireFormat,
    questionnaire_file,
    read_questionnaire_file,
)
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.cli.files import file_content, write_file
from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json, ready_database
from transfo_rh.core.i18n import _

app = typer.Typer(no_args_is_help=True, help="Questionnaires : lister, importer, exporter.")


@app.command("list")
def list_questionnaires(as_json: AsJson = False) -> None:
    """Liste les questionnaires : ceux du produit et les vôtres."""
    ready_database()
    summaries = service.available(viewer=operator())
    if as_json:
        print_json(
            {
                "questionnaires": [
                    {"code": one.code, "version": one.version, "title": one.title, "items": one.item_count}
                    for one in summaries
                ]
            }
        )
        return
    for one in summaries:
        print(f"{one.code:<32}  {one.version:<6}  {one.title}")


@app.command("import")
def import_questionnaire(
    file: Annotated[
        Path,
        typer.Argument(
            help="Fichier .lss, .lsa, .txt (LimeSurvey), .xlsx (XLSForm) ou .yaml.", show_default=False
        ),
    ],
    code: Annotated[
        str | None, typer.Option("--code", help="Code à donner au questionnaire, à la place du sien.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout vérifier, ne rien écrire.")] = False,
    as_json: AsJson = False,
) -> None:
    """Importer un questionnaire d’un autre outil, comme brouillon à relire."""
    content = file_content(file)
    read = read_questionnaire_file(file.name, content)
    stored_code, version = code or read.definition.code, read.definition.version
    if not dry_run:
        ready_database()
        added = service.add_questionnaire(
            viewer=operator(), definition=read.definition, origin=file.name, code=code
        )
        stored_code, version = added.code, added.version
    if as_json:
        print_json(_document(read, code=stored_code, version=version, stored=not dry_run))
        return
    _show(read, code=stored_code, version=version, stored=not dry_run)


def _document(read: ImportedQuestionnaire, *, code: str, version: str, stored: bool) -> dict[str, object]:
    counts = read.counts
    return {
        "code": code,
        "version": version,
        "stored": stored,
        "title": read.definition.title.fr,
        "groups": counts.groups,
        "questions": counts.questions,
        "subquestions": counts.subquestions,
        "answers": counts.answers,
        "kept": counts.kept,
        "notices": list(read.notices),
    }


def _show(read: ImportedQuestionnaire, *, code: str, version: str, stored: bool) -> None:
    counts = read.counts
    said = (
        _("Questionnaire {code} (version {version}) importé, à relire avant de servir.")
        if stored
        else _("Vérification seule : rien n’a été écrit ({code}, version {version}).")
    )
    typer.echo(said.format(code=code, version=version))
    typer.echo(
        _(
            "  Dans le fichier : {groups} groupes, {questions} questions, {subquestions} sous-questions, {answers} réponses ; questions gardées : {kept}"
        ).format(
            groups=counts.groups,
            questions=counts.questions,
            subquestions=counts.subquestions,
            answers=counts.answers,
            kept=counts.kept,
        )
    )
    for notice in read.notices:
        typer.echo(f"  • {notice}")


@app.command("export")
def export_questionnaire(
    code: Annotated[
        str,
        typer.Argument(
            help="Code du questionnaire (voir « survey questionnaire list »).", show_default=False
        ),
    ],
    file_format: Annotated[
        QuestionnaireFormat, typer.Option("--format", help="Format du fichier.")
    ] = QuestionnaireFormat.YAML,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fichier à écrire ; sinon, à côté, sous son code.")
    ] = None,
) -> None:
    """Écrire un questionnaire pour un autre outil."""
    ready_database()
    definition = service.definition_of(viewer=operator(), code=code)
    name, content = questionnaire_file(definition, file_format)
    target = output or Path(name)
    write_file(target, content)
    typer.echo(_("Questionnaire écrit dans {file}.").format(file=target), err=True)
