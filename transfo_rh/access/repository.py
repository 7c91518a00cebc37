"""Every select and bulk write on accounts, sign-in sessions, throttles and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from transfo_rh.access.model import Account, AuditEvent, Role
from transfo_rh.access.tables import (
    AccountRow,
    AccountScopeRow,
    AuditEventRow,
    SignInSessionRow,
    SignInThrottleRow,
)
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _


def _scopes(session: Session, account_ids: Iterable[int] | None = None) -> dict[int, tuple[int, ...]]:
    query = select(AccountScopeRow.account_id, AccountScopeRow.department_id)
    if account_ids is not None:
        query = query.where(AccountScopeRow.account_id.in_(tuple(account_ids)))
    scopes: dict[int, tuple[int, ...]] = {}
    for account_id, department_id in session.execute(query.order_by(AccountScopeRow.department_id)):
        scopes[account_id] = (*scopes.get(account_id, ()), department_id)
    return scopes


def _account(row: AccountRow, scopes: Mapping[int, tuple[int, ...]]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        department_ids=scopes.get(row.id, ()),
        language=row.language,
        active=row.active,
        must_change_password=row.must_change_password,
        created_at=row.created_at,
        last_sign_in_at=row.last_sign_in_at,
        version=row.version_id,
    )


def all_accounts(session: Session) -> tuple[Account, ...]:
    """Every account, in the order of the names."""
    scopes = _scopes(session)
    rows = session.scalars(select(AccountRow).order_by(AccountRow.name, AccountRow.id))
    return tuple(_account(row, scopes) for row in rows)


def account(session: Session, account_id: int) -> Account:
    """One account.

    Raises NotFound.
    """
    row = account_row(session, account_id)
    return _account(row, _scopes(session, [account_id]))


def account_row(session: Session, account_id: int, *, lock: bool = False) -> AccountRow:
    """The mapped account, to be changed in a unit of work.

    Raises NotFound.
    """
    row = session.get(AccountRow, account_id, with_for_update=lock or None)
    if row is None:
        raise NotFound(_("Ce compte n’existe pas ou plus."))
    return row


def account_row_by_email(session: Session, email: str) -> AccountRow | None:
    """The account of this e-mail (in lower case), None when there is none."""
    return session.scalars(select(AccountRow).where(AccountRow.email == email)).one_or_none()


def active_administrators(session: Session) -> frozenset[int]:
    """The ids of the active administrators; locked, so that two of them cannot remove each other at once."""
    query = (
        select(AccountRow.id)
        .where(AccountRow.role == Role.ADMIN, AccountRow.active.is_(True))
        .order_by(AccountRow.id)
        .with_for_update()
    )
    return frozenset(session.scalars(query))


def replace_scope(session: Session, *, account_id: int, department_ids: Iterable[int]) -> None:
    """Make these departments the roots of the account's scope."""
    session.execute(delete(AccountScopeRow).where(AccountScopeRow.account_id == account_id))
    rows = [{"account_id": account_id, "department_id": number} for number in sorted(set(department_ids))]
    if rows:
        session.execute(insert(AccountScopeRow), rows)


def mark_changed(row: AccountRow) -> None:
    """Make an edit of the scope count as an edit of the account: the version goes up."""
    flag_modified(row, "name")


def note_sign_in(session: Session, *, account_id: int, at: datetime, password_hash: str | None) -> None:
    """Date the sign-in (and renew the hash) without touching the version that an edit relies on."""
    values: dict[str, object] = {"last_sign_in_at": at}
    if password_hash is not None:
        values["password_hash"] = password_hash
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(values))


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A sign-in session with its account, as stored."""

    session_id: int
    expires_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None
    account: Account


def sign_in_session(session: Session, token_hash: str) -> SessionRecord | None:
    """The session of this token and its account, None when unknown."""
    found = session.execute(
        select(SignInSessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == SignInSessionRow.account_id)
        .where(SignInSessionRow.token_hash == token_hash)
    ).one_or_none()
    if found is None:
        return None
    row, owner = found
    return SessionRecord(
        session_id=row.id,
        expires_at=row.expires_at,
        last_seen_at=row.last_seen_at,
        revoked_at=row.revoked_at,
        account=_account(owner, _scopes(session, [owner.id])),
    )


def touch_session(session: Session, *, session_id: int, at: datetime) -> None:
    """Note that the session was used."""
    session.execute(
        update(SignInSessionRow)
        .where(SignInSessionRow.id == session_id, SignInSessionRow.last_seen_at < at)
        .values(last_seen_at=at)
    )


def revoke_sessions(
    session: Session,
    *,
    at: datetime,
    account_id: int | None = None,
    token_hash: str | None = None,
    except_token_hash: str | None = None,
) -> int:
    """Revoke an account's sessions, or one session; gives the number of sessions revoked."""
    conditions: list[ColumnElement[bool]] = [SignInSessionRow.revoked_at.is_(None)]
    if account_id is not None:
        conditions.append(SignInSessionRow.account_id == account_id)
    if token_hash is not None:
        conditions.append(SignInSessionRow.token_hash == token_hash)
    if except_token_hash is not None:
        conditions.append(SignInSessionRow.token_hash != except_token_hash)
    if len(conditions) == 1:
        raise ValueError("say whose sessions to revoke")
    revoked = session.execute(
        update(SignInSessionRow).where(*conditions).values(revoked_at=at).returning(SignInSessionRow.id)
    )
    return len(revoked.all())


def forget_sessions(session: Session, *, expired_before: datetime) -> None:
    """Delete the sessions that ended long ago."""
    session.execute(delete(SignInSessionRow).where(SignInSessionRow.expires_at < expired_before))


def throttle_rows(session: Session, keys: Iterable[str], *, now: datetime) -> dict[str, SignInThrottleRow]:
    """The locked throttle rows of these keys, created with no failure where missing."""
    wanted = sorted(keys)  # one order for everybody: no deadlock
    dialect_insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    for key in wanted:
        session.execute(
            dialect_insert(SignInThrottleRow)
            .values(key_hash=key, failures=0, last_failure_at=now)
            .on_conflict_do_nothing(index_elements=["key_hash"])
        )
    query = (
        select(SignInThrottleRow)
        .where(SignInThrottleRow.key_hash.in_(wanted))
        .order_by(SignInThrottleRow.key_hash)
        .with_for_update()
    )
    return {row.key_hash: row for row in session.scalars(query)}


def forgive(session: Session, *, email_key: str, address_key: str) -> None:
    """After a success: nothing stands against the e-mail, one failure less against the address."""
    session.execute(delete(SignInThrottleRow).where(SignInThrottleRow.key_hash == email_key))
    session.execute(
        update(SignInThrottleRow)
        .where(SignInThrottleRow.key_hash == address_key, SignInThrottleRow.failures > 0)
        .values(failures=SignInThrottleRow.failures - 1)
    )


def forget_throttles(session: Session, *, before: datetime) -> None:
    """Delete the failures of the day before."""
    session.execute(delete(SignInThrottleRow).where(SignInThrottleRow.last_failure_at < before))


def audit_total(session: Session, *, conditions: AuditFilter) -> int:
    """The number of lines of the audit trail that the filter keeps."""
    query = select(func.count()).select_from(AuditEventRow).where(*conditions.clauses())
    return session.scalar(query) or 0


def audit_events(
    session: Session, *, conditions: AuditFilter, offset: int, limit: int
) -> tuple[AuditEvent, ...]:
    """The lines of the audit trail that the filter keeps, newest first."""
    query = (
        select(AuditEventRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == AuditEventRow.account_id)
        .where(*conditions.clauses())
        .order_by(AuditEventRow.at.desc(), AuditEventRow.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(
        AuditEvent(
            at=row.at,
            actor=name or "",
            action=row.action,
            object_type=row.object_type,
            object_id=row.object_id,
        )
        for row, name in session.execute(query)
    )


def audit_actions(session: Session) -> tuple[str, ...]:
    """The actions that occur in the trail."""
    return tuple(session.scalars(select(AuditEventRow.action).distinct().order_by(AuditEventRow.action)))


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to keep of the audit trail; None keeps everything. ``until`` is excluded."""

    action: str | None = None
    account_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """The same in SQL."""
        clauses: list[ColumnElement[bool]] = []
        if self.action is not None:
            clauses.append(AuditEventRow.action == self.action)
        if self.account_id is not None:
            clauses.append(AuditEventRow.account_id == self.account_id)
        if self.since is not None:
            clauses.append(AuditEventRow.at >= self.since)
        if self.until is not None:
            clauses.append(AuditEventRow.at < self.until)
        return clauses
