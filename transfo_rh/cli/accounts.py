"""Accounts at the command line. A password is generated, prompted or read from the input, never an argument."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from transfo_rh.access import service
from transfo_rh.access.model import NewAccount, Role, administrator_operator
from transfo_rh.cli.session import print_json, ready_database
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.formats import instant
from transfo_rh.core.i18n import _
from transfo_rh.staff import repository

app = typer.Typer(
    no_args_is_help=True, help="Comptes : créer, lister, désactiver, réinitialiser un mot de passe."
)

Email = Annotated[str, typer.Argument(help="Adresse électronique du compte.", metavar="EMAIL")]


@app.command("add")
def add(
    email: Email,
    role: Annotated[Role, typer.Option(help="Profil du compte.")],
    department: Annotated[
        list[str] | None, typer.Option(help="Code d’une direction ou d’un service ; peut être répété.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Prénom et nom ; sinon tirés de l’adresse.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Lire le mot de passe sur l’entrée standard.")
    ] = False,
    prompt_password: Annotated[
        bool, typer.Option("--prompt-password", help="Demander le mot de passe au clavier.")
    ] = False,
) -> None:
    """Créer un compte ; sans mot de passe donné, un provisoire est affiché une seule fois."""
    ready_database()
    password = _given_password(from_input=password_stdin, prompted=prompt_password)
    created = service.add_account(
        viewer=administrator_operator(),
        email=email,
        name=name or _name_from(email),
        role=role,
        department_ids=_department_ids(department or []),
        password=password,
        must_change_password=password is None,
    )
    typer.echo(
        _("Compte créé : {email}, profil « {role} ».").format(
            email=created.account.email, role=created.account.role.label
        )
    )
    _show_temporary_password(created)


@app.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="Écrire du JSON.")] = False,
) -> None:
    """Lister les comptes."""
    ready_database()
    accounts = service.accounts(viewer=administrator_operator())
    if as_json:
        print_json(
            [
                {
                    "email": account.email,
                    "name": account.name,
                    "role": account.role,
                    "department_ids": account.department_ids,
                    "active": account.active,
                    "last_sign_in_at": account.last_sign_in_at,
                }
                for account in accounts
            ]
        )
        return
    for account in accounts:
        state = _("actif") if account.active else _("désactivé")
        last = instant(account.last_sign_in_at) if account.last_sign_in_at else _("jamais connecté")
        typer.echo(f"{account.email}\t{account.name}\t{account.role.label}\t{state}\t{last}")


@app.command("disable")
def disable(email: Email) -> None:
    """Désactiver un compte : ses sessions se ferment aussitôt."""
    ready_database()
    viewer = administrator_operator()
    account = service.account_by_email(viewer=viewer, email=email)
    service.update_account(viewer=viewer, account_id=account.id, version=account.version, active=False)
    typer.echo(_("Compte désactivé : {email}.").format(email=account.email))


@app.command("reset-password")
def reset_password(email: Email) -> None:
    """Donner un mot de passe provisoire, affiché une seule fois."""
    ready_database()
    viewer = administrator_operator()
    account = service.account_by_email(viewer=viewer, email=email)
    _show_temporary_password(service.reset_password(viewer=viewer, account_id=account.id))


def _given_password(*, from_input: bool, prompted: bool) -> str | None:
    if from_input:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise InvalidInput(_("Aucun mot de passe n’a été lu sur l’entrée standard."))
        return password
    if prompted:
        typed: str = typer.prompt(_("Mot de passe"), hide_input=True, confirmation_prompt=True)
        return typed
    return None


def _name_from(email: str) -> str:
    """A name to start with.

    >>> _name_from("anne-marie.martin@ville.fr")
    'Anne-Marie Martin'
    """
    return email.strip().partition("@")[0].replace(".", " ").replace("_", " ").title() or email


def _department_ids(codes: list[str]) -> tuple[int, ...]:
    if not codes:
        return ()
    with database().read() as session:
        tree = repository.department_tree(session, on=clock.today())
    ids = {department.code: department.id for department in tree.departments}
    for code in codes:
        if code not in ids:
            raise NotFound(
                _("Aucune direction ni aucun service ne porte le code « {code} » aujourd’hui.").format(
                    code=code
                )
            )
    return tuple(ids[code] for code in codes)


def _show_temporary_password(created: NewAccount) -> None:
    if created.temporary_password is not None:
        typer.echo(
            _("Mot de passe provisoire de {email}, affiché une seule fois : {password}").format(
                email=created.account.email, password=created.temporary_password
            )
        )
