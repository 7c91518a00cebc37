"""One hierarchy of errors. Each carries a message for people; details go to the log only."""

from __future__ import annotations


class TransfoError(Exception):
    """Anything the product refuses or cannot do.

    ``message`` is shown to the person as it is: translated, one clear sentence saying what happened and what to
    do. ``details`` is for the log and must hold no personal data.
    """

    def __init__(self, message: str, *, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class ConfigurationError(TransfoError):
    """A setting is missing or wrong; the product cannot start."""


class NotSignedIn(TransfoError):
    """No valid sign-in session stands behind the request."""


class PermissionDenied(TransfoError):
    """The viewer's role does not hold the permission, or the object is outside the viewer's scope."""


class NotFound(TransfoError):
    """The object does not exist for this viewer (also when it exists outside the viewer's scope)."""


class InvalidInput(TransfoError):
    """What the person typed cannot be accepted."""


class InvalidFile(InvalidInput):
    """A file cannot be read or holds what cannot be accepted. Nothing was written."""


class Conflict(TransfoError):
    """The object changed since it was read, or its state does not allow the action."""


class StorageUnavailable(TransfoError):
    """The database is locked, full, unreachable or of an unknown version. Nothing was written."""


class Cancelled(TransfoError):
    """The person stopped a long task. Nothing was written."""
