"""transfo-rh demo: a fictitious authority in a database of its own, then the application on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from transfo_rh.cli import serve
from transfo_rh.cli.demo_authority import build
from transfo_rh.cli.demo_authority.organisation import MAXIMUM_AGENTS, MINIMUM_AGENTS, demo_data
from transfo_rh.cli.session import ready_database, terminal_progress
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.errors import Conflict, StorageUnavailable
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.core.migrations import schema_status, upgrade
from transfo_rh.core.paths import project_root
from transfo_rh.core.settings import settings

DEFAULT_AGENTS = 2400
DATABASE_VARIABLE = "TRANSFO_RH_DATABASE_URL"
AUTHORITY_VARIABLE = "TRANSFO_RH_AUTHORITY_NAME"


def demo(
    agents: Annotated[
        int, typer.Option(min=MINIMUM_AGENTS, max=MAXIMUM_AGENTS, help="Effectif de la collectivité.")
    ] = DEFAULT_AGENTS,
    host: Annotated[str, typer.Option(help="Adresse d’écoute.")] = serve.DEFAULT_HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port d’écoute.")] = serve.DEFAULT_PORT,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Construire la base sans la servir.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Repartir de zéro, même si la démonstration existe.")
    ] = False,
) -> None:
    """Construire une collectivité fictive avec deux vagues d’enquête publiées, puis servir l’application."""
    os.environ.setdefault(AUTHORITY_VARIABLE, demo_data("organisation")["authority"])
    if os.environ.get(DATABASE_VARIABLE):
        settings.cache_clear()
        _prepare_given_database(agents, rebuild=rebuild)
    else:
        path = demo_file(agents)
        if rebuild or not _is_current(path, agents):
            _build_file(path, agents)
        else:
            typer.echo(_("Démonstration déjà construite : --rebuild pour repartir de zéro."))
        os.environ[DATABASE_VARIABLE] = f"sqlite:///{path}"
        settings.cache_clear()
    _print_accounts()
    if not no_serve:
        serve.serve_application(host, port)


def demo_file(agents: int) -> Path:
    """The demo's own SQLite file for this size."""
    return project_root() / "var" / f"demo-{agents}.sqlite"


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """The SQLite file as the database of every service, for one block."""
    opened = Database(f"sqlite:///{path}")
    use_database(opened)
    try:
        yield opened
    finally:
        use_database(None)
        opened.dispose()


def _is_current(path: Path, agents: int) -> bool:
    """True when the file holds this demo, complete and of this version of the product."""
    if not path.is_file():
        return False
    try:
        with _opened(path) as opened:
            return schema_status(opened).up_to_date and build.holds_demo(agents)
    except StorageUnavailable:
        return False


def _build_file(path: Path, agents: int) -> None:
    """Build under a temporary name and rename when complete: what stands under the real name is never half done."""
    temporary = path.with_name(f"{path.stem}.building-{os.getpid()}.sqlite")
    try:
        with _opened(temporary) as opened:
            upgrade(opened)
            _build(agents)
        _remove_side_files(path)
        temporary.replace(path)
    finally:
        _remove_side_files(temporary)
        temporary.unlink(missing_ok=True)


def _remove_side_files(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _prepare_given_database(agents: int, *, rebuild: bool) -> None:
    """Build in the database that the operator named, only if it is empty; nothing there is ever erased.

    Raises Conflict when it holds anything but this demo, or when a rebuild is asked for.
    """
    if rebuild:
        raise Conflict(
            _(
                "--rebuild ne vide jamais la base désignée par {variable} : videz-la vous-même ou retirez cette variable."
            ).format(variable=DATABASE_VARIABLE)
        )
    ready_database()
    if build.holds_demo(agents):
        typer.echo(_("Démonstration déjà construite dans la base désignée."))
    elif build.is_empty():
        _build(agents)
    elif build.is_interrupted():
        raise Conflict(
            _(
                "La construction de la démonstration s’est arrêtée en route dans la base désignée par {variable} : videz cette base, puis relancez."
            ).format(variable=DATABASE_VARIABLE)
        )
    else:
        raise Conflict(
            _(
                "La base désignée par {variable} contient déjà autre chose que cette démonstration : rien n’a été écrit. Désignez une base vide ou retirez cette variable."
            ).format(variable=DATABASE_VARIABLE)
        )


def _build(agents: int) -> None:
    summary = build.build_demo(agents=agents, progress=terminal_progress)
    typer.echo(
        _(
            "{authority} : {agents} agents, {departments} directions et services, {answers} réponses en {waves} vagues."
        ).format(
            authority=demo_data("organisation")["authority"],
            agents=number(summary.agents),
            departments=number(summary.departments),
            answers=number(sum(summary.responses)),
            waves=len(summary.responses),
        )
    )


def _print_accounts() -> None:
    typer.echo(
        _("Comptes de démonstration (mot de passe : {password})").format(password=build.demo_password())
    )
    for account in build.demo_accounts():
        scope = f", {account.department_code}" if account.department_code else ""
        typer.echo(f"  {account.email:<30} {account.role.label}{scope}")
