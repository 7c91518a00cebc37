"""The ``transfo-rh`` command. Exit codes: 0 done, 1 refused with one clear line, 2 wrong usage."""

from __future__ import annotations

import logging
import sys

import typer

from transfo_rh.cli import accounts, database, demo, serve, skills, staff, surveys
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import set_language
from transfo_rh.core.settings import settings

app = typer.Typer(
    name="transfo-rh",
    help="Transfo RH : enquêtes, compétences, formation et réorganisation des collectivités.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(accounts.app, name="account")
app.add_typer(staff.app, name="staff")
app.add_typer(surveys.app, name="survey")
app.add_typer(skills.app, name="skills")
app.add_typer(database.app, name="db")
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)


def main() -> None:
    """Run the command; a refusal is one line on the error output, never a stack trace."""
    try:
        set_language(settings().default_language)
        app()
    except TransfoError as error:
        logging.getLogger("transfo_rh").debug("%s: %s", type(error).__name__, error.details)
        print(error.message, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
