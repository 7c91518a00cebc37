"""The database at the command line: upgrade, status, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.cli.options import AsJson
from transfo_rh.cli.session import print_json
from transfo_rh.core import backup as backups
from transfo_rh.core.database import database
from transfo_rh.core.errors import Cancelled
from transfo_rh.core.i18n import _
from transfo_rh.core.migrations import schema_status, upgrade

app = typer.Typer(no_args_is_help=True, help="Base de données : mise à jour, état, sauvegarde, restauration.")


@app.command("upgrade")
def upgrade_schema() -> None:
    """Met le schéma à la version du produit."""
    print(_("Base de données à la version {revision}.").format(revision=upgrade(database()).current))


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """Dit quelle base est utilisée et si son schéma est à jour."""
    opened = database()
    found = schema_status(opened)
    where = opened.url.render_as_string(hide_password=True)
    if as_json:
        print_json(
            {
                "database": where,
                "revision": found.current,
                "newest": found.newest,
                "up_to_date": found.up_to_date,
            }
        )
        return
    state = _("à jour") if found.up_to_date else _("à mettre à jour : lancez « transfo-rh db upgrade »")
    version = found.current or _("aucune (base vide)")
    print(_("{where}\nVersion {version} — {state}").format(where=where, version=version, state=state))


@app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="Fichier à écrire.")]) -> None:
    """Sauvegarde la base, sans arrêter le produit."""
    size = backups.backup(database(), file)
    print(_("Sauvegarde écrite dans {file} ({size} Ko).").format(file=file, size=max(1, size // 1024)))


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="Sauvegarde à relire.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander de confirmation.")] = False,
) -> None:
    """Remplace le contenu de la base par une sauvegarde (arrêtez d’abord le produit)."""
    opened = database()
    backups.check_backup(opened, file)
    question = _("La base n’est pas vide : son contenu sera remplacé par la sauvegarde. Continuer ?")
    if not yes and not backups.is_empty(opened) and not typer.confirm(question):
        raise Cancelled(_("Restauration abandonnée : rien n’a été changé."))
    backups.restore(opened, file)
    upgrade(opened)
    print(_("Base restaurée depuis {file}.").format(file=file))
