"""Who uses the product: roles, accounts, viewers, sign-in sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from transfo_rh.core.i18n import _


class Role(StrEnum):
    """What an account may do; see policy.py for the table."""

    HR = "hr"
    DEPARTMENT_HEAD = "department_head"
    EXECUTIVE = "executive"
    AGENT = "agent"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The name of the role on screens."""
        return {
            Role.HR: _("Ressources humaines"),
            Role.DEPARTMENT_HEAD: _("Responsable de service"),
            Role.EXECUTIVE: _("Direction générale"),
            Role.AGENT: _("Agent"),
            Role.ADMIN: _("Administrateur"),
        }[self]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person on whose behalf a service works; every service takes one.

    ``department_ids`` are the roots of the person's scope; repositories resolve the subtrees. ``account_id`` is
    None for the operator of the command line, who already holds the database.
    """

    account_id: int | None
    name: str
    role: Role
    department_ids: tuple[int, ...] = ()
    language: str = "fr"


def operator() -> Viewer:
    """The person at the server's command line: works with the rights of human resources."""
    return Viewer(account_id=None, name="transfo-rh", role=Role.HR)


def administrator_operator() -> Viewer:
    """The person at the server's command line when managing accounts."""
    return Viewer(account_id=None, name="transfo-rh", role=Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Account:
    """A local account, as the administration screen shows it. Never holds the password hash."""

    id: int
    email: str
    name: str
    role: Role
    department_ids: tuple[int, ...]
    language: str | None
    active: bool
    must_change_password: bool
    created_at: datetime
    last_sign_in_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just created or reset. The temporary password exists nowhere else: show it once."""

    account: Account
    temporary_password: str | None


@dataclass(frozen=True, slots=True)
class SignInState:
    """What stands behind a session's token at this moment."""

    viewer: Viewer
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that succeeded. ``token`` goes into the cookie and is stored nowhere."""

    token: str
    viewer: Viewer
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the audit trail: who did what to what, without content."""

    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the audit trail, newest first; ``page`` counts from 1, ``total`` is before paging."""

    events: tuple[AuditEvent, ...]
    total: int
    page: int
    page_size: int

    @property
    def page_count(self) -> int:
        """The number of pages, at least 1.

        >>> AuditPage(events=(), total=101, page=1, page_size=50).page_count
        3
        """
        return max(1, -(-self.total // self.page_size))
