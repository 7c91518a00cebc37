"""Sign-in sessions: sign in, who stands behind a token, sign out, change the password.

The token is 256 random bits in an HttpOnly cookie; the database holds its SHA-256 only. Every check reads the
database, so that a disabled account is out at the next click, whichever process serves it. The token of a person whom
the authority's identity provider vouched for begins with « oidc. »: its hash covers that, so nobody can add it.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from transfo_rh.access import audit, passwords, repository, throttle
from transfo_rh.access.model import Account, Role, SignedIn, SignInState, Viewer
from transfo_rh.access.tables import SignInSessionRow
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotSignedIn, StorageUnavailable
from transfo_rh.core.i18n import _, best_language, ngettext
from transfo_rh.core.settings import settings

COOKIE_NAME = "transfo_rh_session"
_IDENTITY_PREFIX = "oidc."
_SEEN_EVERY = timedelta(minutes=5)
_SESSIONS_KEPT = timedelta(days=30)
_log = logging.getLogger(__name__)


def sign_in(*, email: str, password: str, client_address: str) -> SignedIn:
    """Open a session for the right e-mail and password.

    The attempt is counted before the password is looked at, so that parallel guesses are slowed down as well.
    Raises InvalidInput: one message that does not tell whether the account exists, the time to wait, or that only
    administrators may use a password here.
    """
    email = normalised_email(email)
    _count_attempt(email=email, client_address=client_address)
    with database().read() as session:
        row = repository.account_row_by_email(session, email)
        known = (row.id, row.password_hash, row.active, row.role) if row is not None else None
    account_id, password_hash, active, role = known or (None, None, False, None)
    right = passwords.verify_password(password_hash, password)
    if not (right and active and account_id is not None and password_hash is not None):
        _refuse(account_id)
        raise InvalidInput(_("Adresse ou mot de passe incorrect. Vérifiez-les, puis réessayez."))
    if settings().oidc_only and role != Role.ADMIN:
        _refuse(account_id)
        raise InvalidInput(
            _(
                "Les mots de passe sont réservés aux administrateurs : connectez-vous avec le compte de votre "
                "collectivité."
            )
        )
    renewed = passwords.hash_password(password) if passwords.needs_rehash(password_hash) else None
    return _open_session(account_id=account_id, renewed_hash=renewed, client_address=client_address)


def sign_in_with_identity(*, email: str, issuer: str) -> SignedIn:
    """Open a session for the person whom the identity provider ``issuer`` vouched for; no account is created.

    The caller has verified the provider's answer. No password was typed: none has to be changed, and the failures
    counted against the passwords stay. Raises InvalidInput: no active account has this e-mail, or another issuer than
    the one of the settings.
    """
    trusted = settings().oidc_issuer
    if not trusted or issuer.rstrip("/") != trusted.rstrip("/"):
        raise InvalidInput(_("Ce service d’identité n’est pas celui de la collectivité."), details="issuer")
    with database().read() as session:
        row = repository.account_row_by_email(session, normalised_email(email))
        account_id, active = (row.id, row.active) if row is not None else (None, False)
    if account_id is None or not active:
        _refuse(account_id)
        raise InvalidInput(
            _(
                "Votre identité est reconnue, mais aucun compte actif ne porte votre adresse électronique. Demandez à "
                "l’administrateur de vous ouvrir un compte."
            ),
            details="no account" if account_id is None else "disabled account",
        )
    return _open_session(account_id=account_id)


def sign_in_state(*, token: str | None, accept_language: str | None = None) -> SignInState:
    """Who stands behind the token, checked against the database at every call.

    ``accept_language`` (the browser's header) chooses the language of an account that has none.
    Raises NotSignedIn: unknown, expired, idle or revoked session, or disabled account.
    """
    if not token:
        raise NotSignedIn(_signed_out_message())
    now = clock.now()
    with database().read() as session:
        record = repository.sign_in_session(session, _token_hash(token))
    idle = timedelta(minutes=settings().session_idle_minutes)
    if (
        record is None
        or record.revoked_at is not None
        or not record.account.active
        or now >= record.expires_at
        or now >= record.last_seen_at + idle
    ):
        raise NotSignedIn(_signed_out_message())
    if now - record.last_seen_at >= min(_SEEN_EVERY, idle / 4):
        _note_use(record.session_id, now)
    return SignInState(
        viewer=_viewer(record.account, accept_language),
        must_change_password=_must_change_password(record.account, token),
    )


def viewer_of(*, token: str | None, accept_language: str | None = None) -> Viewer:
    """The person behind the token.

    Raises NotSignedIn; see sign_in_state.
    """
    return sign_in_state(token=token, accept_language=accept_language).viewer


def sign_out(*, token: str | None) -> None:
    """End this session. An unknown or ended session is no error."""
    if not token:
        return
    with database().read() as session:
        record = repository.sign_in_session(session, _token_hash(token))
    if record is None or record.revoked_at is not None:
        return
    with database().write() as session:
        repository.revoke_sessions(session, at=clock.now(), token_hash=_token_hash(token))
        audit.record(
            session,
            viewer=_viewer(record.account, None),
            action="account.sign_out",
            object_type="account",
            object_id=record.account.id,
        )


def sign_out_everywhere(*, viewer: Viewer) -> int:
    """End every session of the person, this one included; gives their number."""
    account_id = _account_id(viewer)
    with database().write() as session:
        count = repository.revoke_sessions(session, at=clock.now(), account_id=account_id)
        audit.record(
            session,
            viewer=viewer,
            action="account.sign_out_everywhere",
            object_type="account",
            object_id=account_id,
        )
    return count


def change_password(*, viewer: Viewer, token: str, current: str, new: str) -> None:
    """Replace one's own password; the other sessions end, this one stays.

    Raises InvalidInput when the current password is wrong (slowed down like a sign-in) or the new one too weak.
    """
    account_id = _account_id(viewer)
    with database().read() as session:
        row = repository.account_row(session, account_id)
        email, password_hash = row.email, row.password_hash
    passwords.check_new_password(new, email=email, min_length=settings().password_min_length)
    if secrets.compare_digest(current.encode(), new.encode()):
        raise InvalidInput(_("Le nouveau mot de passe doit être différent de l’actuel."))
    _count_attempt(email=email, client_address=f"account:{account_id}")
    if not passwords.verify_password(password_hash, current):
        raise InvalidInput(_("Le mot de passe actuel est incorrect. Rien n’a été changé."))
    new_hash = passwords.hash_password(new)
    with database().write() as session:
        row = repository.account_row(session, account_id, lock=True)
        row.password_hash = new_hash
        row.must_change_password = False
        repository.revoke_sessions(
            session, at=clock.now(), account_id=account_id, except_token_hash=_token_hash(token)
        )
        repository.forgive(
            session,
            email_key=throttle.email_key(email),
            address_key=throttle.address_key(f"account:{account_id}"),
        )
        audit.record(
            session,
            viewer=viewer,
            action="account.change_password",
            object_type="account",
            object_id=account_id,
        )


def normalised_email(email: str) -> str:
    """The e-mail as it is stored.

    >>> normalised_email("  Anne.Martin@Metropole.FR ")
    'anne.martin@metropole.fr'
    """
    return email.strip().lower()


def _signed_out_message() -> str:
    return _("Votre session est terminée. Connectez-vous à nouveau pour continuer.")


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account_id(viewer: Viewer) -> int:
    if viewer.account_id is None:
        raise NotSignedIn(_signed_out_message())
    return viewer.account_id


def _viewer(account: Account, accept_language: str | None) -> Viewer:
    return Viewer(
        account_id=account.id,
        name=account.name,
        role=account.role,
        department_ids=account.department_ids,
        language=account.language or best_language(accept_language, default=settings().default_language),
    )


def _waiting_message(seconds: int) -> str:
    if seconds < 60:
        wait = ngettext("{n} seconde", "{n} secondes", seconds).format(n=seconds)
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("Trop d’essais infructueux. Attendez {wait}, puis réessayez.").format(wait=wait)


def _count_attempt(*, email: str, client_address: str) -> None:
    """Count the attempt as a failure until it proves right; refused while one must wait."""
    now = clock.now()
    rules = {
        throttle.email_key(email): throttle.BY_EMAIL,
        throttle.address_key(client_address): throttle.BY_ADDRESS,
    }
    with database().write() as session:
        repository.forget_throttles(session, before=now - throttle.FORGOTTEN_AFTER)
        rows = repository.throttle_rows(session, rules, now=now)
        wait = max(
            throttle.seconds_to_wait(
                rules[key], failures=row.failures, last_failure_at=row.last_failure_at, now=now
            )
            for key, row in rows.items()
        )
        if wait == 0:
            for row in rows.values():
                row.failures += 1
                row.last_failure_at = now
    if wait > 0:
        raise InvalidInput(_waiting_message(wait), details="sign-in throttled")


def _refuse(account_id: int | None) -> None:
    nobody = Viewer(account_id=None, name="", role=Role.AGENT)
    with database().write() as session:
        audit.record(
            session,
            viewer=nobody,
            action="account.sign_in_refused",
            object_type="account",
            object_id=account_id if account_id is not None else "-",
        )


def _open_session(
    *, account_id: int, renewed_hash: str | None = None, client_address: str | None = None
) -> SignedIn:
    """Without a client's address, the identity provider vouched for the person."""
    by_identity = client_address is None
    token = (_IDENTITY_PREFIX if by_identity else "") + secrets.token_urlsafe(32)
    now = clock.now()
    with database().write() as session:
        account = repository.account(session, account_id)
        repository.note_sign_in(session, account_id=account_id, at=now, password_hash=renewed_hash)
        if client_address is not None:
            repository.forgive(
                session,
                email_key=throttle.email_key(account.email),
                address_key=throttle.address_key(client_address),
            )
        repository.forget_sessions(session, expired_before=now - _SESSIONS_KEPT)
        _add_session(session, token=token, account_id=account_id, now=now)
        viewer = _viewer(account, None)
        audit.record(
            session,
            viewer=viewer,
            action="account.sign_in_with_identity" if by_identity else "account.sign_in",
            object_type="account",
            object_id=account_id,
        )
    return SignedIn(token=token, viewer=viewer, must_change_password=_must_change_password(account, token))


def _must_change_password(account: Account, token: str) -> bool:
    return account.must_change_password and not token.startswith(_IDENTITY_PREFIX)


def _add_session(session: Session, *, token: str, account_id: int, now: datetime) -> None:
    session.add(
        SignInSessionRow(
            token_hash=_token_hash(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + timedelta(hours=settings().session_hours),
            last_seen_at=now,
        )
    )


def _note_use(session_id: int, at: datetime) -> None:
    """A busy database must not sign anybody out: the next request notes the use."""
    try:
        with database().write() as session:
            repository.touch_session(session, session_id=session_id, at=at)
    except StorageUnavailable as error:
        _log.warning("last use of a session not noted: %s", error.details)
