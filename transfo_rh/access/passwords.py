"""Passwords: argon2id hashing (RFC 9106, low-memory profile of argon2-cffi), length rule, temporary passwords."""

from __future__ import annotations

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _

MAX_LENGTH = 256
_SIMULTANEOUS = 4  # each computation takes 64 MiB: a crowd at nine o'clock must not exhaust the memory
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no l/1, o/0, i: a temporary password is often read aloud

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(_SIMULTANEOUS)


def hash_password(password: str) -> str:
    """The argon2id hash, with its parameters and a random salt."""
    with _slots:
        return _hasher.hash(password)


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return hash_password(secrets.token_urlsafe(16))


def verify_password(password_hash: str | None, password: str) -> bool:
    """True when the password is right. Without a hash, takes the same time and says False."""
    dummy = _dummy_hash()
    if len(password) > MAX_LENGTH:
        return False
    try:
        with _slots:
            _hasher.verify(password_hash or dummy, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_new_password(password: str, *, email: str, min_length: int) -> None:
    """Length above all, as ANSSI and NIST SP 800-63B advise: no composition rule, nothing trivial.

    Raises InvalidInput saying what to change.
    """
    if len(password) < min_length:
        raise InvalidInput(
            _("Le nouveau mot de passe doit compter au moins {count} caractères.").format(count=min_length)
        )
    if len(password) > MAX_LENGTH:
        raise InvalidInput(
            _("Le nouveau mot de passe doit compter au plus {count} caractères.").format(count=MAX_LENGTH)
        )
    local_part = email.partition("@")[0].casefold()
    names_its_owner = len(local_part) >= 4 and local_part in password.casefold()
    if len(set(password)) < 5 or names_its_owner:
        raise InvalidInput(
            _(
                "Ce mot de passe est trop facile à deviner : évitez votre adresse et les répétitions, "
                "préférez une suite de plusieurs mots."
            )
        )


def temporary_password() -> str:
    """A random password for one sign-in, about 79 bits, in four groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_READABLE) for _letter in range(4)) for _group in range(4))
