"""The database at the command line: upgrade, status, backup, restore."""

from __future__ import annotations

import typer

app = typer.Typer(
    no_args_is_help=True, help="The database at the command line: upgrade, status, backup, restore."
)
