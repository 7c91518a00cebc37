"""Accounts and the audit trail: the administrator's use cases, and what each person may do on the own account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from transfo_rh.access import audit, passwords, policy, repository
from transfo_rh.access.model import Account, AuditEvent, AuditPage, NewAccount, Role, Viewer
from transfo_rh.access.policy import Permission
from transfo_rh.access.sessions import normalised_email
from transfo_rh.access.tables import AccountRow
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from transfo_rh.core.i18n import LANGUAGES, _
from transfo_rh.core.settings import settings

BROWSER_LANGUAGE = "browser"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")


def accounts(*, viewer: Viewer) -> tuple[Account, ...]:
    """Every account, in the order of the names.

    Raises PermissionDenied.
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    with database().read() as session:
        return repository.all_accounts(session)


def account_by_email(*, viewer: Viewer, email: str) -> Account:
    """The account of this e-mail.

    Raises PermissionDenied, NotFound.
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    with database().read() as session:
        row = repository.account_row_by_email(session, normalised_email(email))
        if row is None:
            raise NotFound(_("Aucun compte ne porte l’adresse « {email} ».").format(email=email.strip()))
        return repository.account(session, row.id)


def own_account(*, viewer: Viewer) -> Account:
    """The viewer's account.

    Raises NotSignedIn for the operator of the command line, who has none.
    """
    policy.require(viewer, Permission.SIGNED_IN)
    with database().read() as session:
        return repository.account(session, _own_id(viewer))


def add_account(
    *,
    viewer: Viewer,
    email: str,
    name: str,
    role: Role,
    department_ids: Sequence[int] = (),
    password: str | None = None,
    must_change_password: bool = True,
) -> NewAccount:
    """Create an account; without a password, a temporary one is made and given back once.

    Raises PermissionDenied, InvalidInput, Conflict when the e-mail already has an account.
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    email, name = _checked_email(email), _checked_name(name)
    _check_scope(role, department_ids)
    if password is not None:
        passwords.check_new_password(password, email=email, min_length=settings().password_min_length)
    temporary = passwords.temporary_password() if password is None else None
    password_hash = passwords.hash_password(password if password is not None else temporary or "")
    with database().write() as session:
        if repository.account_row_by_email(session, email) is not None:
            raise Conflict(_("Un compte porte déjà l’adresse « {email} ».").format(email=email))
        row = AccountRow(
            email=email,
            name=name,
            role=role,
            password_hash=password_hash,
            active=True,
            must_change_password=must_change_password,
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        repository.replace_scope(session, account_id=row.id, department_ids=department_ids)
        _record(session, viewer, "account.add", row.id)
        return NewAccount(account=repository.account(session, row.id), temporary_password=temporary)


def update_account(
    *,
    viewer: Viewer,
    account_id: int,
    version: int | None = None,
    name: str | None = None,
    role: Role | None = None,
    department_ids: Sequence[int] | None = None,
    language: str | None = None,
    active: bool | None = None,
) -> Account:
    """Change what is given, leave the rest; ``language`` takes BROWSER_LANGUAGE to follow the browser.

    Disabling an account ends its sessions. ``version`` is the one that the person saw.
    Raises PermissionDenied, NotFound, InvalidInput, Conflict (edited meanwhile; last administrator).
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    with database().write() as session:
        administrators = repository.active_administrators(session)
        row = repository.account_row(session, account_id, lock=True)
        _check_version(row, version)
        before = repository.account(session, account_id)
        new_role = role if role is not None else before.role
        scope = tuple(department_ids) if department_ids is not None else before.department_ids
        if role is not None or department_ids is not None:
            _check_scope(new_role, scope)
        if new_role is not Role.ADMIN or not (before.active if active is None else active):
            _check_not_last(account_id, administrators)
        row.role = new_role
        row.name = _checked_name(name) if name is not None else row.name
        row.active = row.active if active is None else active
        row.language = _checked_language(language, row.language)
        if scope != before.department_ids:
            repository.replace_scope(session, account_id=account_id, department_ids=scope)
            repository.mark_changed(row)
        if before.active and not row.active:
            repository.revoke_sessions(session, at=clock.now(), account_id=account_id)
        _record(session, viewer, _action(before, row), account_id)
        session.flush()
        return repository.account(session, account_id)


def reset_password(*, viewer: Viewer, account_id: int) -> NewAccount:
    """Give the account a temporary password, to be changed at the next sign-in; its sessions end.

    Raises PermissionDenied, NotFound.
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    temporary = passwords.temporary_password()
    password_hash = passwords.hash_password(temporary)
    with database().write() as session:
        row = repository.account_row(session, account_id, lock=True)
        row.password_hash = password_hash
        row.must_change_password = True
        repository.revoke_sessions(session, at=clock.now(), account_id=account_id)
        _record(session, viewer, "account.reset_password", account_id)
        session.flush()
        return NewAccount(account=repository.account(session, account_id), temporary_password=temporary)


def set_language(*, viewer: Viewer, language: str | None) -> Account:
    """Choose one's own language; None follows the browser.

    Raises NotSignedIn, InvalidInput.
    """
    policy.require(viewer, Permission.SIGNED_IN)
    account_id = _own_id(viewer)
    with database().write() as session:
        row = repository.account_row(session, account_id, lock=True)
        row.language = _checked_language(language or BROWSER_LANGUAGE, row.language)
        _record(session, viewer, "account.set_language", account_id)
        session.flush()
        return repository.account(session, account_id)


def audit_trail(
    *,
    viewer: Viewer,
    page: int = 1,
    page_size: int = 50,
    action: str | None = None,
    account_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> AuditPage:
    """One page of the audit trail, newest first (the last one when ``page`` is beyond); ``since`` and ``until`` are days in Paris, both included.

    Raises PermissionDenied.
    """
    policy.require(viewer, Permission.VIEW_AUDIT)
    conditions = repository.AuditFilter(
        action=action,
        account_id=account_id,
        since=_midnight(since) if since is not None else None,
        until=_midnight(until + timedelta(days=1)) if until is not None else None,
    )
    page_size = min(max(1, page_size), 500)
    with database().read() as session:
        total = repository.audit_total(session, conditions=conditions)
        page = min(max(1, page), max(1, -(-total // page_size)))
        events = repository.audit_events(
            session, conditions=conditions, offset=(page - 1) * page_size, limit=page_size
        )
    return AuditPage(
        events=tuple(_with_actor(event) for event in events), total=total, page=page, page_size=page_size
    )


def audit_actions(*, viewer: Viewer) -> tuple[str, ...]:
    """The actions that occur in the audit trail.

    Raises PermissionDenied.
    """
    policy.require(viewer, Permission.VIEW_AUDIT)
    with database().read() as session:
        return repository.audit_actions(session)


def _record(session: Session, viewer: Viewer, action: str, account_id: int) -> None:
    audit.record(session, viewer=viewer, action=action, object_type="account", object_id=account_id)


def _check_version(row: AccountRow, version: int | None) -> None:
    if version is not None and row.version_id != version:
        raise Conflict(
            _(
                "Quelqu’un d’autre a modifié ce compte entre-temps. Rechargez la page, "
                "puis refaites votre modification."
            )
        )


def _check_not_last(account_id: int, administrators: frozenset[int]) -> None:
    if administrators == {account_id}:
        raise Conflict(
            _(
                "Ce compte est le dernier administrateur actif : nommez-en un autre avant de le "
                "désactiver ou de changer son rôle."
            )
        )


def _action(before: Account, row: AccountRow) -> str:
    if before.active and not row.active:
        return "account.disable"
    if row.active and not before.active:
        return "account.enable"
    return "account.update"


def _own_id(viewer: Viewer) -> int:
    if viewer.account_id is None:
        raise NotSignedIn(_("Cette action demande d’être connecté avec un compte."))
    return viewer.account_id


def _checked_email(email: str) -> str:
    checked = normalised_email(email)
    if len(checked) > 254 or not _EMAIL.fullmatch(checked):
        raise InvalidInput(
            _(
                "« {email} » n’est pas une adresse électronique : écrivez par exemple prenom.nom@ville.fr."
            ).format(email=email.strip()[:80])
        )
    return checked


def _checked_name(name: str) -> str:
    checked = " ".join(name.split())
    if not 1 <= len(checked) <= 200:
        raise InvalidInput(_("Indiquez le nom de la personne, en 200 caractères au plus."))
    return checked


def _check_scope(role: Role, department_ids: Sequence[int]) -> None:
    if role is Role.DEPARTMENT_HEAD and not department_ids:
        raise InvalidInput(
            _("Choisissez au moins une direction ou un service pour ce responsable de service.")
        )


def _checked_language(language: str | None, present: str | None) -> str | None:
    if language is None:
        return present
    if language == BROWSER_LANGUAGE:
        return None
    if language not in LANGUAGES:
        raise InvalidInput(_("Cette langue n’est pas disponible : choisissez le français ou l’anglais."))
    return language


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.PARIS)


def _with_actor(event: AuditEvent) -> AuditEvent:
    if event.actor:
        return event
    actor = (
        _("Personne non connectée") if event.action == "account.sign_in_refused" else _("Ligne de commande")
    )
    return AuditEvent(
        at=event.at,
        actor=actor,
        action=event.action,
        object_type=event.object_type,
        object_id=event.object_id,
    )
